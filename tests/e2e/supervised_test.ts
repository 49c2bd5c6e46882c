import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import { assertAccessibleInEveryLook } from "../support/axe.ts";
import { withBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, PINE, PINE_NUMBER } from "../support/people.ts";
import { openThread, signIn } from "../support/staff.ts";
import { type Phone, testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

// At Pine, where no other test waits for the answer to a text.

/** Pine's answers leave at once again, and its threads stay with whoever took them. */
async function resetPine(): Promise<void> {
  const sql = await connect();
  try {
    await sql`update public.dealerships set supervised_seconds = 0, hands_back_at_closing = false
      where id = ${PINE}`;
  } finally {
    await sql.end();
  }
}

/** The seconds of the answer to a shopper are over. */
async function timePasses(shopper: string): Promise<void> {
  const sql = await connect();
  try {
    const [thread] = await sql<{ id: string }[]>`update public.messages as m set sends_at = now()
      from public.conversations as c where c.id = m.conversation_id and c.customer_address = ${shopper}
        and m.sends_at is not null returning c.id`;
    await sql`update private.jobs set run_at = now() where fifo_key = ${"send:" + thread?.id}`;
  } finally {
    await sql.end();
  }
}

/** An answer of the AI that waits in the dock, in front of staff. */
interface Waiting {
  readonly shopper: string;
  readonly dock: Locator;
  readonly words: string;
}

function dockOf(page: Page): Locator {
  return page.getByRole("region", { name: /is about to send$/ });
}

async function asked(staff: Page, phone: Phone): Promise<Waiting> {
  const shopper = newShopper();
  await phone.send({ from: shopper, to: PINE_NUMBER, body: "what are your hours on Saturday?" });
  await openThread(staff, shopper);
  const dock = dockOf(staff);
  await dock.getByText(/^Sends in \d+ s$/).waitFor();
  return { shopper, dock, words: await dock.locator(".draft-dock-text").textContent() ?? "" };
}

function replying(page: Page): Locator {
  return page.getByRole("region", { name: /^Conversation with/ }).getByText("You’re replying");
}

function press(place: Page | Locator, name: string): Promise<void> {
  return place.getByRole("button", { name, exact: true }).click();
}

/** Changes a setting that is saved at once, and waits until it is: a reload would break it off. */
async function saved(page: Page, change: () => Promise<unknown>): Promise<void> {
  const answer = page.waitForResponse((one) => one.request().method() === "PATCH");
  await change();
  assert.ok((await answer).ok());
}

async function setInTheSettings(browser: Browser): Promise<void> {
  const admin = await signIn(browser, "admin@pine.example", { path: "pine/settings/ai" });
  const seconds = admin.getByLabel("An answer of the AI leaves");
  await saved(admin, () => seconds.selectOption("120"));
  const chat = admin.getByRole("region", { name: "Supervised sending" }).getByLabel("Web chat");
  await saved(admin, () => chat.uncheck());
  await admin.getByText("Saved, at once").first().waitFor();
  await admin.reload();
  assert.equal(await seconds.inputValue(), "120");
  assert.equal(await chat.isChecked(), false);
  await saved(admin, () => chat.check());
  const closing = admin.getByRole("region", { name: "At closing" }).getByRole("checkbox");
  await saved(admin, () => closing.check());
  await admin.reload();
  await closing.and(admin.locator(":checked")).waitFor();
  await admin.context().close();
}

/** The shopper got these words, once, and nothing else. */
async function assertGot(phone: Phone, shopper: string, words: string): Promise<void> {
  assert.deepEqual((await phone.waitForTexts(shopper, 1)).map((one) => one.body), [words]);
}

async function sendsNow(browser: Browser, sales: Page, phone: Phone): Promise<void> {
  const { dock, shopper, words } = await asked(sales, phone);
  await assertAccessibleInEveryLook(sales, "an answer that waits");
  const manager = await signIn(browser, "manager@pine.example");
  await manager.goto(sales.url());
  await dockOf(manager).getByText(/^Sends in \d+ s$/).waitFor();
  await press(dock, "Send now");
  await dock.waitFor({ state: "detached" });
  await dockOf(manager).waitFor({ state: "detached" });
  await manager.getByRole("log").getByText(words, { exact: true }).waitFor();
  await assertGot(phone, shopper, words);
  await manager.context().close();
}

async function edits(sales: Page, phone: Phone): Promise<void> {
  const { dock, shopper, words } = await asked(sales, phone);
  await press(dock, "Edit");
  await replying(sales).waitFor();
  await sales.getByText(/^Hands back at .*closing/).waitFor();
  const field = sales.getByRole("textbox", { name: /^Reply to/ });
  await waitFor(
    "the answer in the field",
    async () => await field.inputValue() === words ? true : null,
  );
  await field.fill("Nine to six. Sam");
  await press(sales, "Send");
  await assertGot(phone, shopper, "Nine to six. Sam");
}

async function stops(sales: Page, phone: Phone): Promise<void> {
  const { dock, shopper } = await asked(sales, phone);
  await press(dock, "Stop");
  await sales.getByText("Held: a person stopped it").waitFor();
  await replying(sales).waitFor();
  assert.equal(await sales.getByRole("region", { name: /proposes$/ }).count(), 0);
  await sales.getByRole("textbox", { name: /^Reply to/ }).fill("I will call you");
  await press(sales, "Send");
  await assertGot(phone, shopper, "I will call you");
}

async function leavesAlone(sales: Page, phone: Phone): Promise<void> {
  const { dock, shopper, words } = await asked(sales, phone);
  await sales.reload();
  await dock.getByText(words, { exact: true }).waitFor();
  await timePasses(shopper);
  await assertGot(phone, shopper, words);
  await dock.waitFor({ state: "detached" });
  await sales.getByRole("log").getByText(words, { exact: true }).waitFor();
}

Deno.test("supervised sending: an answer counts down for every viewer; Send now, Edit and Stop steer it, left alone it leaves", async () => {
  await withBrowser(async (browser) => {
    try {
      const phone = await testPhone();
      await setInTheSettings(browser);
      const sales = await signIn(browser, "sales@pine.example");
      await sendsNow(browser, sales, phone);
      await edits(sales, phone);
      await stops(sales, phone);
      await leavesAlone(sales, phone);
    } finally {
      await resetPine();
    }
  });
});
