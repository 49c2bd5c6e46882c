import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { findRow, search, shown, signIn } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";

async function writeIn(): Promise<string> {
  const shopper = newShopper();
  await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "hello there" });
  return shopper;
}

/** Says that the shopper asks for photos of one unit. */
async function askAbout(shopper: string, stock: string): Promise<void> {
  const sql = await connect();
  await sql`update public.conversations as c set intents = '{photos}', vehicle_id = v.id
    from public.vehicles as v
    where c.dealership_id = ${OAK} and c.customer_address = ${shopper}
      and v.dealership_id = c.dealership_id and v.stock_number = ${stock}`;
  await sql.end();
}

async function close(shopper: string): Promise<void> {
  const sql = await connect();
  await sql`update public.conversations set status = 'closed'
    where dealership_id = ${OAK} and customer_address = ${shopper}`;
  await sql.end();
}

/** Picks one option of the filter and waits for the server's answer. */
async function pick(dana: Page, words: string, option: string | RegExp): Promise<void> {
  const dialog = dana.getByRole("dialog");
  if (await dialog.count() === 0) {
    await dana.getByRole("button", { name: /^Filter the list/ }).click();
  }
  await dialog.getByRole("combobox").fill(words);
  const answer = dana.waitForResponse((one) =>
    new URL(one.url()).pathname.endsWith("/inbox") && /vehicle_stock\.eq|intents=cs/.test(one.url())
  );
  await dialog.getByRole("option", { name: option }).first().click();
  assert.equal((await answer).status(), 200);
}

Deno.test("list: narrowed to a unit and to what is asked, by link, with a count, until all is shown", async () => {
  const browser = await launchBrowser();
  try {
    const [asks, other] = [await writeIn(), await writeIn()];
    await askAbout(asks, "T4131");
    const dana = await signIn(browser, "manager@oak.example");
    const list = dana.getByRole("region", { name: "Conversation list" });
    await findRow(dana, other);
    await search(dana, "");
    await pick(dana, "T4131", /T4131/);
    await pick(dana, "photos", "Photos");
    await assertAccessible(dana, "the filter of the list");
    await dana.keyboard.press("Escape");
    for (const visit of ["first", "again"]) {
      await list.getByText(shown(asks)).waitFor();
      await list.getByText(shown(other)).waitFor({ state: "hidden" });
      await list.getByText("T4131, Photos").waitFor();
      await list.getByRole("button", { name: "Filter the list, 2 on" }).waitFor();
      if (visit === "first") await dana.reload();
    }
    assert.match(dana.url(), /vehicle=T4131&intent=photos/);
    await list.getByRole("link", { name: "Show all" }).click();
    await findRow(dana, other);
    await list.getByRole("button", { name: "Filter the list", exact: true }).waitFor();
    // Who is closed is one step away from the search that did not find them.
    await close(other);
    await list.getByRole("link", { name: "Look among the closed ones" }).click();
    await list.getByText(shown(other)).waitFor();
    assert.match(dana.url(), /tab=closed&q=/);
    // Nothing open is no first day: closed conversations may be there.
    await dana.route(
      /\/inbox\?.*status=in/u,
      (route) => route.fulfill({ json: [], headers: { "content-range": "*/0" } }),
    );
    await dana.goto(`${(await testUrls()).web}/oak/conversations`);
    await list.getByText("No open conversations").waitFor();
  } finally {
    await browser.close();
  }
});
