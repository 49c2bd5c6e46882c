import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK_NUMBER, PASSWORD, PEOPLE } from "../support/people.ts";
import { openThread, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

const WORDS = "half a thought for Maria";

/** Somebody in a browser of their own who has written to a shopper and not sent it. */
async function writing(work: (page: Page, browser: Browser) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    const shopper = newShopper();
    const page = await signIn(browser, "sales@oak.example");
    await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "are you open" });
    await openThread(page, shopper);
    await field(page).fill(WORDS);
    await work(page, browser);
  } finally {
    await browser.close();
  }
}

const field = (page: Page) => page.getByRole("textbox", { name: /^Reply to/ });

/** The page looks whether anything changed, as it does every few minutes and on coming back. */
async function look(page: Page): Promise<void> {
  await page.evaluate("dispatchEvent(new Event('online'))");
}

async function endSessions(): Promise<void> {
  const sql = await connect();
  try {
    await sql`delete from auth.sessions where user_id = ${PEOPLE.oakSales.id}`;
  } finally {
    await sql.end();
  }
}

async function signInAgain(page: Page, email: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Sign in" });
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await field(page).waitFor();
}

Deno.test("signed out KEP-03: a session ended elsewhere asks in a dialog, stores nothing, and gives the words back", async () => {
  await writing(async (page) => {
    await endSessions();
    await look(page);
    const dialog = page.getByRole("dialog", { name: "Sign in" });
    await dialog.getByText("Your unsent words are kept.").waitFor();
    assert.equal(await dialog.getByLabel("E-mail").inputValue(), "sales@oak.example");
    await assertAccessible(page, "signed out elsewhere");
    const held = await waitFor("the browser to hold nothing of the person", async () => {
      const stored = await page.evaluate<string>(`JSON.stringify({ ...localStorage })`);
      return /token|half a thought|rylie\.(?:session|draft|outbox)/.test(stored) ? null : stored;
    });
    assert.ok(!held.includes("sales@oak.example"));
    assert.equal(await page.getByText("are you open").count(), 0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await dialog.waitFor();
    await signInAgain(page, "sales@oak.example");
    assert.equal(await field(page).inputValue(), WORDS);
  });
});

Deno.test("signed out: a refused renewal asks too, and another person gets nobody's words", async () => {
  await writing(async (page) => {
    await page.evaluate(`{
      const session = JSON.parse(localStorage.getItem("rylie.session"));
      const spent = { ...session, expires_at: 1, refresh_token: "spent" };
      localStorage.setItem("rylie.session", JSON.stringify(spent));
    }`);
    await look(page);
    await page.getByRole("dialog", { name: "Sign in" }).waitFor();
    await signInAgain(page, "manager@oak.example");
    assert.equal(await field(page).inputValue(), "");
    const stored = await page.evaluate<string>(`JSON.stringify({ ...localStorage })`);
    assert.ok(!stored.includes(WORDS));
  });
});

Deno.test("signed out: who leaves the dealership while the page is open is shown nothing more of it", async () => {
  const sql = await connect();
  const isActive = (is: boolean) =>
    sql`update public.memberships set is_active = ${is} where user_id = ${PEOPLE.oakSales.id}`;
  try {
    await writing(async (page) => {
      await isActive(false);
      await look(page);
      await page.getByText("You do not work at a dealership yet").waitFor();
      assert.equal(await page.getByText("are you open").count(), 0);
    });
  } finally {
    await isActive(true);
    await sql.end();
  }
});
