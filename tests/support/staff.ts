/** Staff in a browser. */
import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import { openPage, type View } from "./browser.ts";
import { PASSWORD } from "./people.ts";
import { testStack, testUrls } from "./stack.ts";
import { waitFor } from "./wait.ts";

/** What somebody who has signed in opens; the list if nothing else is said. */
export interface StaffView extends View {
  readonly path?: string;
}

/** Opens a view as somebody who has signed in and waits until it is live. */
export async function signIn(
  browser: Browser,
  email: string,
  view: StaffView = {},
): Promise<Page> {
  const { web } = await testUrls();
  const kept = { "rylie.session": await newSession(email) };
  const page = await openPage(browser, `${web}/${view.path ?? ""}`, { ...view, kept });
  await page.getByText("Live", { exact: true }).first().waitFor();
  return page;
}

/** A session as the page keeps it. What the form of signing in does, its own tests see. */
async function newSession(email: string): Promise<string> {
  const { api } = await testUrls();
  const { keys } = await testStack();
  const response = await fetch(`${api}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: keys.publishable, "content-type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const words = await response.text();
  assert.equal(response.status, 200, words);
  return words;
}

/** A shopper's number as the web app writes it. */
export function shown(number: string): string {
  return `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
}

/** Searches the list of conversations; no words show all again. */
export async function search(page: Page, words: string): Promise<void> {
  await page.getByLabel("Search by name, phone or stock number").fill(words);
}

/** Finds a shopper's row by searching for it: the list draws only the rows near what is seen. */
export async function findRow(page: Page, shopper: string): Promise<Locator> {
  await search(page, shopper.slice(2));
  const rows = page.getByRole("region", { name: "Conversation list" })
    .locator(".conversation-row");
  const found = rows.filter({ hasText: shown(shopper) });
  // While rows of others are still there it moves, and a click may meet none.
  await waitFor(`the row of ${shown(shopper)}`, async () => {
    const count = await rows.count();
    return count > 0 && await found.count() === count || null;
  });
  return found.first();
}

/** Opens a shopper's thread. */
export async function openThread(page: Page, shopper: string): Promise<void> {
  await (await findRow(page, shopper)).click();
  await page.waitForURL(/\/conversations\/[0-9a-f-]{36}/u);
}
