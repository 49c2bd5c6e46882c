/** A shopper on the dealer's page with the chat. */
import type { Browser, Frame, Page } from "playwright-core";
import { openPage } from "./browser.ts";
import { connect } from "./db.ts";
import { OAK } from "./people.ts";
import { testUrls } from "./stack.ts";
import { PATIENCE_MS, waitFor } from "./wait.ts";

/** The dealer's page, and what its policy refused on it. */
export type Site = Page & { readonly refused: string[] };

/** All visitors of the tests come from one address, which has its limit. */
async function forgetLimits(): Promise<void> {
  const sql = await connect();
  await sql`delete from private.rate_counters where bucket like 'web_chat.%'`;
  await sql.end();
}

/** Opens the dealer's page, which is another site under a strict policy; collects what the policy refused. */
export async function openSite(browser: Browser): Promise<Site> {
  return await toSite(await openPage(browser, "about:blank"));
}

/** As openSite(), with a browser that wants another language. */
export async function openSiteIn(browser: Browser, locale: string): Promise<Site> {
  const context = await browser.newContext({ locale, viewport: { width: 375, height: 740 } });
  context.setDefaultTimeout(PATIENCE_MS);
  return await toSite(await context.newPage());
}

async function toSite(page: Page): Promise<Site> {
  await forgetLimits();
  const refused: string[] = [];
  page.on("console", (line) => {
    if (/Content Security Policy|violates/i.test(line.text())) refused.push(line.text());
  });
  await page.goto(`${(await testUrls()).inbox}/dealer`);
  return Object.assign(page, { refused });
}

/** The frame with the chat. */
export async function chatOf(page: Page): Promise<Frame> {
  return await waitFor(
    "the chat's frame",
    () => page.frames().find((frame) => frame.url().includes("/chat/")) ?? null,
  );
}

/** Presses the button and waits for the first line. */
export async function openChat(page: Page, greeting = "Oak Ridge Toyota. "): Promise<Frame> {
  await page.getByRole("button", { name: "Chat" }).click();
  const chat = await chatOf(page);
  await chat.getByText(greeting).waitFor();
  return chat;
}

/** Writes and sends. */
export async function say(chat: Frame, words: string): Promise<void> {
  await chat.locator("#say").fill(words);
  await chat.locator("#say").press("Enter");
}

/** A day in this week, but neither today nor tomorrow, that is no holiday of Oak's. */
export async function comingDay(): Promise<Date> {
  const sql = await connect();
  const holidays = await sql<{ day: string }[]>`select on_date::text as day
    from public.business_holidays where dealership_id = ${OAK}`;
  await sql.end();
  const closed = new Set(holidays.map(({ day }) => day));
  const days = [2, 3, 4, 5].map((ahead) => new Date(Date.now() + ahead * 86_400_000));
  const timeZone = "America/New_York";
  const found = days.find((day) => !closed.has(day.toLocaleDateString("en-CA", { timeZone })));
  if (found === undefined) throw new Error("Cannot find a day: four holidays in a row");
  return found;
}

/** How a language calls the weekday of a day at Oak: "Friday", "vie". */
export function weekdayOf(day: Date, locale: string, weekday: "long" | "short"): string {
  return day.toLocaleDateString(locale, { weekday, timeZone: "America/New_York" });
}
