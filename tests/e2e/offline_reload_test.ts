import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK_NUMBER } from "../support/people.ts";
import { openThread, search, signIn } from "../support/staff.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

/** All that this browser holds for the app's address, as text. */
const HELD = `(async () => {
  const held = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of db.objectStoreNames) {
      held.push(await new Promise((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(JSON.stringify(request.result));
      }));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!new URL(request.url).pathname.startsWith("/assets/")) {
        held.push(request.url, await (await cache.match(request)).text());
      }
    }
  }
  return held.join("\\n");
})()`;

/** Stands in what is kept of a customer, and in nothing else. */
const CUSTOMER = '"customer_identities":';

async function holds(page: Page, words: string): Promise<boolean> {
  return (await page.evaluate<string>(HELD)).includes(words);
}

async function kept(page: Page, words: string): Promise<void> {
  await waitFor(`the browser to keep "${words}"`, async () => await holds(page, words) || null);
}

/** Somebody who has one thread open and all of it kept. */
async function withKeptThread(
  work: (page: Page, words: { readonly said: string; readonly shopper: string }) => Promise<void>,
): Promise<void> {
  const browser = await launchBrowser();
  try {
    const shopper = newShopper();
    const said = `is it still there ${crypto.randomUUID()}`;
    const page = await signIn(browser, "sales@oak.example", { installs: true });
    await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: said });
    await openThread(page, shopper);
    await page.getByRole("log").getByText(said).waitFor();
    await search(page, "");
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    // The words stand in the list too; here the message itself is meant.
    await kept(page, `"content":"${said}`);
    await kept(page, CUSTOMER);
    await work(page, { said, shopper });
  } finally {
    await browser.close();
  }
}

Deno.test("offline reload: the list, the last threads and their customers are there, as of when, and what is sent waits", async () => {
  await withKeptThread(async (page, { said, shopper }) => {
    const reply = `sent without a network ${crypto.randomUUID()}`;
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole("log").getByText(said).waitFor();
    await page.getByText(/^as of .*\d:\d\d [ap]m$/).first().waitFor();
    await page.getByText(/^Offline\. What you see is as of/).first().waitFor();
    const column = page.getByRole("complementary", { name: "Customer" });
    await column.getByText("Texts on").waitFor();
    await column.getByText(/^as of \d/).waitFor();
    const list = page.getByRole("region", { name: "Conversation list" });
    await list.getByRole("listitem").first().waitFor();
    await assertAccessible(page, "the kept list");
    await page.getByRole("textbox", { name: /^Reply to/ }).fill(reply);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("log").getByText("Will send when you are back online").waitFor();
    await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body: "said meanwhile" });
    await page.reload();
    await page.getByRole("log").getByText(reply).waitFor();
    await page.context().setOffline(false);
    await page.getByText("Live", { exact: true }).first().waitFor();
    await page.getByRole("log").getByText("said meanwhile").waitFor();
    await page.getByText("Will send when you are back online").waitFor({ state: "detached" });
    await page.getByText(/^as of/).first().waitFor({ state: "detached" });
    assert.equal(await page.getByRole("log").getByText(reply).count(), 1);
    const phone = await testPhone();
    const sent = await waitFor("the reply to reach the phone", async () => {
      const texts = (await phone.waitForTexts(shopper, 1)).filter(({ body }) => body === reply);
      return texts.length > 0 ? texts : null;
    });
    assert.equal(sent.length, 1);
  });
});

Deno.test("offline reload KEP-01: signing out leaves no token and nothing of anybody in the browser", async () => {
  await withKeptThread(async (page, { said }) => {
    await page.getByRole("textbox", { name: /^Reply to/ }).fill("half a thought");
    for (const words of ["half a thought", "access_token", "Maria Lopez"]) await kept(page, words);
    await page.getByRole("button", { name: /menu/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("E-mail").waitFor();
    await waitFor("the shelf to be empty", async () => await holds(page, said) ? null : true);
    const held = await page.evaluate<string>(HELD);
    const names = ["Maria", "sales@oak.example", "Rivera", CUSTOMER];
    for (const words of ["half a thought", "token", ...names]) {
      assert.ok(!held.includes(words), words);
    }
  });
});

Deno.test("offline reload KEP-02: whoever leaves the dealership loses what the browser kept of it", async () => {
  const sql = await connect();
  const isActive = (is: boolean) =>
    sql`update public.memberships set is_active = ${is}
      where user_id = (select id from auth.users where email = 'sales@oak.example')`;
  try {
    await withKeptThread(async (page, { said }) => {
      await page.getByRole("textbox", { name: /^Reply to/ }).fill("half a thought");
      await isActive(false);
      await page.reload();
      await page.getByText("You do not work at a dealership yet").waitFor();
      await waitFor("the shelf to be empty", async () => await holds(page, said) ? null : true);
      assert.ok(!await holds(page, "half a thought"));
      assert.ok(!await holds(page, "Maria Lopez"));
      assert.ok(!await holds(page, CUSTOMER));
    });
  } finally {
    await isActive(true);
    await sql.end();
  }
});
