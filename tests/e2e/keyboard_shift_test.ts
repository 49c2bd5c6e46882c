import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser, openPage } from "../support/browser.ts";
import { newShopper, OAK_NUMBER, PASSWORD } from "../support/people.ts";
import { shown } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

/** What has the focus, by its accessible name or text. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate(`(() => {
    const element = document.activeElement;
    if (element === document.body) return "";
    return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
  })()`);
}

/** Moves down the list until the row with these words has the focus; far rows are drawn on the way. */
async function goDownTo(page: Page, words: string): Promise<void> {
  await waitFor(`the focus to be on ${words}`, async () => {
    if ((await focused(page)).includes(words)) return true;
    await page.keyboard.press("j");
    return null;
  });
}

/** Signs in and opens the shopper's conversation. */
async function open(page: Page, shopper: string): Promise<void> {
  const { keyboard } = page;
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await keyboard.press("Tab");
  await keyboard.type("manager@oak.example");
  await keyboard.press("Tab");
  await keyboard.type(PASSWORD);
  await keyboard.press("Enter");
  await page.getByText("Live", { exact: true }).first().waitFor();
  await page.getByRole("region", { name: "Conversation list" }).locator(".conversation-row").first()
    .waitFor();
  await goDownTo(page, shown(shopper));
  await keyboard.press("Enter");
  await page.getByRole("log").getByText("can I talk to a person").waitFor();
}

/** Takes over, writes to the customer and to the team. */
async function answer(page: Page): Promise<void> {
  const { keyboard } = page;
  const log = page.getByRole("log");
  await keyboard.press("t");
  await page.getByText("You’re replying").first().waitFor();
  await keyboard.press("r");
  await keyboard.type("Hello, this is Dana");
  await keyboard.press("Control+Enter");
  await log.getByText("Hello, this is Dana").waitFor();
  await keyboard.press("Escape");
  await keyboard.press("n");
  await keyboard.type("Wants a call back");
  await keyboard.press("Control+Enter");
  await log.getByText("Wants a call back").waitFor();
  await keyboard.press("Escape");
  // After a note the next reply is a reply again.
  await keyboard.press("r");
  await keyboard.type("See you tomorrow");
  await keyboard.press("Control+Enter");
  await log.getByText("See you tomorrow").waitFor();
  await keyboard.press("Escape");
}

/** Gives it to a colleague, puts it aside, and closes it. */
async function finish(page: Page): Promise<void> {
  const { keyboard } = page;
  await keyboard.press("a");
  await page.getByRole("combobox", { name: "Name of a colleague" }).waitFor();
  await keyboard.type("sam");
  await keyboard.press("Enter");
  await page.getByText("Sam Rivera is replying").first().waitFor();
  await keyboard.press("z");
  await page.getByRole("combobox", { name: "When to come back to it" }).waitFor();
  await keyboard.type("tomorrow");
  await keyboard.press("Enter");
  await page.getByText(/^Snoozed until/).waitFor();
  await keyboard.press("e");
  await page.getByText(/^Closed \(/).waitFor();
}

/** Searches, changes the theme and goes to another view. */
async function lookAround(page: Page, shopper: string): Promise<void> {
  const { keyboard } = page;
  await keyboard.press("/");
  await keyboard.type("Maria");
  const list = page.getByRole("region", { name: "Conversation list" });
  await list.getByText("Maria Lopez").first().waitFor();
  await list.getByText(shown(shopper)).first().waitFor({ state: "detached" });
  await keyboard.press("Escape");
  await keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  await keyboard.type("dark theme");
  await keyboard.press("Enter");
  await page.locator("html[data-theme=dark]").waitFor();
  await keyboard.press("g");
  await keyboard.press("d");
  await page.getByRole("heading", { name: "Dashboard" }).waitFor();
}

Deno.test("a shift by keyboard alone: sign in, answer, note, assign, snooze, close, search, theme", async () => {
  const browser = await launchBrowser();
  try {
    const shopper = newShopper();
    const phone = await testPhone();
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "can I talk to a person" });
    // Told that a person comes, they have their place among those who wait.
    await phone.waitForTexts(shopper, 1);
    const page = await openPage(browser, (await testUrls()).web);
    await open(page, shopper);
    await answer(page);
    await finish(page);
    await lookAround(page, shopper);
    await phone.waitForText(shopper, ({ body }) => body === "Hello, this is Dana");
    await phone.waitForText(shopper, ({ body }) => body === "See you tomorrow");
    const texts = await phone.received(shopper);
    assert.ok(!JSON.stringify(texts).includes("Wants a call back"));
  } finally {
    await browser.close();
  }
});
