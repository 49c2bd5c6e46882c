import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { type CutProxy, openCutProxy } from "../support/cut_proxy.ts";
import { connect } from "../support/db.ts";
import { newShopper, OAK_NUMBER, PASSWORD } from "../support/people.ts";
import { openThread, search } from "../support/staff.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { PATIENCE_MS, waitFor } from "../support/wait.ts";

/** A salesperson whose browser reaches the API over a wire that can be cut. */
interface Desk {
  readonly page: Page;
  readonly wire: CutProxy;
}

async function atDesk(work: (desk: Desk, shopper: string) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  const { api } = await testUrls();
  const wire = openCutProxy(api);
  const host = await hostWired(wire);
  try {
    const shopper = newShopper();
    const page = await openWired(browser, `http://127.0.0.1:${host.addr.port}`);
    await text(shopper, "hello, are you open");
    await openThread(page, shopper);
    await log(page).getByText("hello, are you open").waitFor();
    await search(page, "");
    await work({ page, wire }, shopper);
  } finally {
    await browser.close();
    await wire.close();
    await host.shutdown();
  }
}

/** The web host, but with the wire's address where the page is told the API's. */
async function hostWired(wire: CutProxy): Promise<Deno.HttpServer<Deno.NetAddr>> {
  const { api, web } = await testUrls();
  const rewire = (words: string): string =>
    words.replaceAll(api, wire.url).replaceAll(
      api.replace("http", "ws"),
      wire.url.replace("http", "ws"),
    );
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const response = await fetch(web + pathname);
    const headers = new Headers(response.headers);
    headers.delete("content-encoding");
    headers.delete("content-length");
    const policy = headers.get("content-security-policy");
    if (policy !== null) headers.set("content-security-policy", rewire(policy));
    const isPage = headers.get("content-type")?.includes("html") ?? false;
    return new Response(isPage ? rewire(await response.text()) : response.body, { headers });
  });
}

async function openWired(browser: Browser, web: string): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "en-US" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(web);
  await page.getByLabel("E-mail").fill("sales@oak.example");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await word(page, "Live");
  return page;
}

const list = (page: Page) => page.getByRole("region", { name: "Conversation list" });
const log = (page: Page) => page.getByRole("log");

async function word(page: Page, name: string): Promise<void> {
  await page.getByText(name, { exact: true }).first().waitFor();
}

async function text(shopper: string, body: string): Promise<void> {
  await (await testPhone()).send({ from: shopper, to: OAK_NUMBER, body });
}

async function reply(page: Page, words: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Reply to/ }).fill(words);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

/**
 * Lets the page's own clock run on until it is live again, and says so if `line` is given; its
 * retries wait up to 15 s, the line stands for 6 s of that clock.
 */
async function backLive(page: Page, line?: RegExp): Promise<void> {
  const isLive = page.locator(".connection-word[data-state=live]");
  await waitFor("the page to be live again", async () => {
    await page.clock.runFor(1_000);
    const isSaid = line === undefined || await page.getByText(line).first().isVisible();
    return isSaid && await isLive.count() > 0 ? true : null;
  });
}

/** How often the words stand in the database. */
async function stored(words: string): Promise<number> {
  const sql = await connect();
  try {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from public.messages where content = ${words}`;
    return row?.count ?? 0;
  } finally {
    await sql.end();
  }
}

Deno.test("the socket breaks for a second: it says so, catches up, and shows each message once", async () => {
  await atDesk(async ({ page, wire }, shopper) => {
    wire.set("no_socket");
    await word(page, "Reconnecting");
    await page.getByText(/^Reconnecting, trying again in \d+ s$/).first().waitFor();
    await text(shopper, "while you were away");
    wire.set("whole");
    await backLive(page, /^Back, \d+ new messages?$/);
    await log(page).getByText("while you were away").waitFor();
    assert.equal(await log(page).getByText("while you were away").count(), 1);
  });
});

Deno.test("the server is gone for 30 seconds: nothing is lost on either way, and nothing doubled", async () => {
  await atDesk(async ({ page, wire }, shopper) => {
    const [mine, theirs] = ["from the desk", "from the shopper"].map((from) =>
      `${from} in the gap ${crypto.randomUUID()}`
    ) as [string, string];
    wire.set("cut");
    await word(page, "Reconnecting");
    await reply(page, mine);
    await log(page).getByText("Will send when you are back online").waitFor();
    await text(shopper, theirs);
    await page.clock.runFor("00:30");
    assert.equal(await stored(mine), 0);
    assert.equal(await log(page).getByText(theirs).count(), 0);
    await log(page).getByText("hello, are you open").waitFor();
    wire.set("whole");
    await backLive(page);
    await log(page).getByText(theirs).waitFor();
    await waitFor("the reply to be stored", async () => await stored(mine) > 0 ? true : null);
    await page.getByText("Will send when you are back online").waitFor({ state: "detached" });
    assert.equal(await stored(mine), 1);
    for (const words of [mine, theirs]) assert.equal(await log(page).getByText(words).count(), 1);
  });
});

Deno.test("the server is gone for ten minutes: a reply waits, survives a reload, and goes out once", async () => {
  await atDesk(async ({ page, wire }) => {
    const words = `written without a server ${crypto.randomUUID()}`;
    wire.set("cut");
    await word(page, "Reconnecting");
    await reply(page, words);
    await log(page).getByText("Will send when you are back online").waitFor();
    await page.clock.fastForward("10:00");
    await page.reload();
    await log(page).getByText(words).waitFor();
    await log(page).getByText("hello, are you open").waitFor();
    wire.set("whole");
    await backLive(page);
    await waitFor("the reply to be stored", async () => await stored(words) > 0 ? true : null);
    await page.getByText("Will send when you are back online").waitFor({ state: "detached" });
    assert.equal(await stored(words), 1);
  });
});

Deno.test("an answer is lost on the way: the message that was stored is not sent again", async () => {
  await atDesk(async ({ page, wire }) => {
    const words = `stored but not answered ${crypto.randomUUID()}`;
    wire.set("no_answers");
    await reply(page, words);
    await waitFor("the reply to be stored", async () => await stored(words) > 0 ? true : null);
    wire.set("cut");
    await log(page).getByText("Will send when you are back online").waitFor();
    wire.set("whole");
    await backLive(page);
    await page.getByText("Will send when you are back online").waitFor({ state: "detached" });
    assert.equal(await stored(words), 1);
    assert.equal(await log(page).getByText(words).count(), 1);
  });
});

Deno.test("offline for ten minutes: what is there can be read, and says as of when", async () => {
  await atDesk(async ({ page, wire }, shopper) => {
    // Going offline leaves an open socket alone in this browser, so that is cut as well.
    await page.context().setOffline(true);
    wire.set("cut");
    await word(page, "Offline");
    await page.getByText(/^Offline\. What you see is as of .*\d:\d\d [ap]m; what you send waits$/)
      .first().waitFor();
    await page.clock.fastForward("10:00");
    await text(shopper, "one while you were offline");
    await text(shopper, "two while you were offline");
    await page.getByLabel("Attach a photo or file").and(page.locator("input"))
      .setInputFiles({ name: "seat.txt", mimeType: "text/plain", buffer: Buffer.from("a seat") });
    await page.getByText("No answer from the server. Check your connection").waitFor();
    await page.getByRole("button", { name: "Remove seat.txt" }).click();
    await list(page).getByText("Maria Lopez").first().click();
    await page.goBack();
    await log(page).getByText("hello, are you open").waitFor();
    wire.set("whole");
    await page.context().setOffline(false);
    await backLive(page, /^Back, \d+ new messages$/);
    await log(page).getByText("two while you were offline").waitFor();
    assert.equal(await log(page).getByText("one while you were offline").count(), 1);
  });
});
