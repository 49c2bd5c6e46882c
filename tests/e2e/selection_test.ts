import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { assertAccessibleInEveryLook } from "../support/axe.ts";
import { withBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK, OAK_NUMBER } from "../support/people.ts";
import { search, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

/** Shoppers who have written, under a name of their own that a search finds. */
async function newCrowd(count: number): Promise<{ word: string; names: string[] }> {
  const phone = await testPhone();
  const word = `Crowd${crypto.randomUUID().slice(0, 6)}`;
  const sql = await connect();
  try {
    const names: string[] = [];
    const shoppers: string[] = [];
    for (let index = 1; index <= count; index++) { // bound: a handful
      const shopper = newShopper();
      await phone.send({ from: shopper, to: OAK_NUMBER, body: "hello, are you open" });
      const name = `${word} ${"ABCDEF"[index]}`;
      await sql`update public.customers as p set full_name = ${name}
        from public.conversations as c
        where c.customer_id = p.id and c.dealership_id = ${OAK} and c.customer_address = ${shopper}`;
      names.push(name);
      shoppers.push(shopper);
    }
    // The AI's answers would change the order of the rows while they are selected.
    await Promise.all(shoppers.map((shopper) => phone.waitForTexts(shopper, 1)));
    return { word, names };
  } finally {
    await sql.end();
  }
}

/** Waits until all of the crowd stand so in the database: the page shows it before. */
async function stand(word: string, status: string): Promise<void> {
  const sql = await connect();
  try {
    await waitFor(`all to be ${status}`, async () => {
      const rows = await sql`select from public.conversations as c
        join public.customers as p on p.id = c.customer_id
        where p.full_name like ${`${word}%`} and c.status <> ${status}`;
      return rows.length === 0 || null;
    });
  } finally {
    await sql.end();
  }
}

function listOf(page: Page): Locator {
  return page.getByRole("region", { name: "Conversation list" });
}

/** Searches until the rows that fit are alone in the list. */
async function narrow(page: Page, word: string, count: number): Promise<void> {
  await search(page, word);
  const rows = listOf(page).locator(".conversation-row");
  await waitFor("the rows that fit alone", async () => {
    const all = await rows.count();
    return all === count && await rows.filter({ hasText: word }).count() === count || null;
  });
}

Deno.test("selection: by key and by pointer, closed at once and taken back at once", async () => {
  const { word, names } = await newCrowd(3);
  await withBrowser(async (browser) => {
    const page = await signIn(browser, "manager@oak.example");
    const list = listOf(page);
    await narrow(page, word, names.length);
    await list.locator(".conversation-row").first().focus();
    await page.keyboard.press("x");
    const bar = page.getByRole("group", { name: "Selected conversations" });
    await bar.getByText("1 selected").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await list.getByRole("checkbox").nth(2).check();
    await bar.getByText("3 selected").waitFor();
    await page.getByRole("status").getByText("3 selected").waitFor({ state: "attached" });
    await assertAccessibleInEveryLook(page, "three selected");
    await page.keyboard.press("Escape");
    await bar.waitFor({ state: "detached" });
    await list.locator(".conversation-row").first().focus();
    for (const key of ["x", "j", "x", "j", "x"]) await page.keyboard.press(key); // bound: five
    await bar.getByText("3 selected").waitFor();
    await page.keyboard.press("e");
    await page.getByText("3 closed").waitFor();
    await bar.waitFor({ state: "detached" });
    await stand(word, "closed");
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    for (const name of names) await list.getByText(name).waitFor(); // bound: three
    await stand(word, "active");
  });
});

Deno.test("selection: on a phone a tap selects; who is refused is named and stays selected", async () => {
  const { word, names } = await newCrowd(2);
  await withBrowser(async (browser) => {
    const page = await signIn(browser, "manager@oak.example", { width: 375, height: 700 });
    const list = listOf(page);
    await narrow(page, word, names.length);
    await page.getByRole("button", { name: "Select conversations" }).click();
    const bar = page.getByRole("group", { name: "Selected conversations" });
    await bar.getByText("Choose conversations").waitFor();
    for (const name of names) { // bound: two
      // Far from the box: it lies over the whole row.
      await list.locator("label", { has: page.getByLabel(`Select ${name}`) })
        .click({ position: { x: 250, y: 30 } });
    }
    await bar.getByText("2 selected").waitFor();
    assert.match(page.url(), /conversations(\?|$)/, "a tap opens nothing meanwhile");
    await assertAccessibleInEveryLook(page, "two selected on a phone");
    await page.route(
      "**/rest/v1/rpc/set_conversation_priority",
      (route) =>
        route.fulfill({
          status: 409,
          json: { code: "PT409", message: "Cannot do this: it is busy" },
        }),
      {
        times: 1,
      },
    );
    await bar.getByRole("button", { name: "More for the selected" }).click();
    await page.getByRole("button", { name: "Priority", exact: true }).click();
    await page.getByRole("option", { name: "Urgent" }).click();
    const told = page.getByText(/^1 has a new priority, 1 was refused: Crowd\w+ \w \(It is busy\)/);
    await told.waitFor();
    await bar.getByText("1 selected").waitFor();
  });
});
