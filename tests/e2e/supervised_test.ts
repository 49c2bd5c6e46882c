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

async function supervise(seconds: number): Promise<void> {
  const sql = await connect();
  try {
    await sql`update public.dealerships set supervised_seconds = ${seconds},
      hands_back_at_closing = false where id = ${PINE}`;
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

async function setInTheSettings(browser: Browser): Promise<void> {
  const admin = await signIn(browser, "admin@pine.example", { path: "pine/settings/ai" });
  await admin.getByLabel("An answer of the AI leaves").selectOption("120");
  const chat = admin.getByRole("region", { name: "Supervised sending" }).getByLabel("Web chat");
  await chat.uncheck();
  await admin.getByText("Saved, at once").first().waitFor();
  await admin.reload();
  assert.equal(await admin.getByLabel("An answer of the AI leaves").inputValue(), "120");
  assert.equal(await chat.isChecked(), false);
  await chat.check();
  const closing = admin.getByRole("region", { name: "At closing" }).getByRole("checkbox");
  await closing.check();
  await admin.reload();
  await closing.and(admin.locator(":checked")).waitFor();
  await admin.context().close();
}

Deno.test("supervised sending: an answer counts down for every viewer; Send now, Edit and Stop steer it", async () => {
  await withBrowser(async (browser) => {
    try {
      const phone = await testPhone();
      await setInTheSettings(browser);
      const sales = await signIn(browser, "sales@pine.example");
      const sent = await asked(sales, phone);
      await assertAccessibleInEveryLook(sales, "an answer that waits");
      const manager = await signIn(browser, "manager@pine.example");
      await manager.goto(sales.url());
      await dockOf(manager).getByText(/^Sends in \d+ s$/).waitFor();
      await press(sent.dock, "Send now");
      await sent.dock.waitFor({ state: "detached" });
      await dockOf(manager).waitFor({ state: "detached" });
      await manager.getByRole("log").getByText(sent.words, { exact: true }).waitFor();
      const texts = await phone.waitForTexts(sent.shopper, 1);
      assert.deepEqual(texts.map((one) => one.body), [sent.words]);

      const edited = await asked(sales, phone);
      await press(edited.dock, "Edit");
      await replying(sales).waitFor();
      await sales.getByText(/^Hands back at .*closing/).waitFor();
      const field = sales.getByRole("textbox", { name: /^Reply to/ });
      await waitFor(
        "the answer in the field",
        async () => await field.inputValue() === edited.words ? true : null,
      );
      await field.fill("Nine to six. Sam");
      await press(sales, "Send");
      assert.deepEqual((await phone.waitForTexts(edited.shopper, 1)).map((one) => one.body), [
        "Nine to six. Sam",
      ]);

      const stopped = await asked(sales, phone);
      await press(stopped.dock, "Stop");
      await sales.getByText("Held: a colleague stopped it").waitFor();
      await replying(sales).waitFor();
      assert.equal(await sales.getByRole("region", { name: /proposes$/ }).count(), 0);
      await field.fill("I will call you");
      await press(sales, "Send");
      assert.deepEqual((await phone.waitForTexts(stopped.shopper, 1)).map((one) => one.body), [
        "I will call you",
      ]);
    } finally {
      await supervise(0);
    }
  });
});

Deno.test("supervised sending: left alone an answer leaves by itself, once, also after a reload", async () => {
  await withBrowser(async (browser) => {
    try {
      const phone = await testPhone();
      await supervise(5);
      const sales = await signIn(browser, "sales@pine.example", { width: 375, height: 812 });
      const { shopper, words } = await asked(sales, phone);
      await sales.reload();
      const texts = await phone.waitForTexts(shopper, 1);
      assert.deepEqual(texts.map((one) => one.body), [words]);
      await sales.getByRole("log").getByText(words, { exact: true }).waitFor();
      await dockOf(sales).waitFor({ state: "detached" });
    } finally {
      await supervise(0);
    }
  });
});
