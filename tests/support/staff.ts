/** Staff in a browser. */
import type { Browser, Page } from "playwright-core";
import { openPage, type View } from "./browser.ts";
import { PASSWORD } from "./people.ts";
import { testUrls } from "./stack.ts";

/** Signs in and waits until the list is live. */
export async function signIn(browser: Browser, email: string, view: View = {}): Promise<Page> {
  const page = await openPage(browser, (await testUrls()).web, view);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  await page.getByText("Live", { exact: true }).first().waitFor();
  return page;
}

/** A shopper's number as the web app writes it. */
export function shown(number: string): string {
  return `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
}
