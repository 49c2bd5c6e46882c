import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { type AnswerDesk, type Answers, governAnswers, REQUEST_ID } from "../support/answers.ts";
import { assertAccessible } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import { signIn } from "../support/staff.ts";
import { waitFor } from "../support/wait.ts";

/** A view: its address, words that only it shows, and what it says when there is nothing. */
type View = readonly [path: string, there: RegExp, empty: RegExp];

const WORK_VIEWS: readonly View[] = [
  ["dashboard", /Handovers today/, /No numbers yet/],
  ["inventory", /units/, /Nothing is on the lot/],
  ["inventory?as=stickers", /units/, /Nothing is on the lot/],
  ["inventory?body=van", /No unit fits|unit/, /No unit fits/],
  ["inventory/import", /Drop a stock list here/, /Nothing has been imported yet/],
  ["leads", /Working|No leads yet/, /No leads yet/],
  ["leads?as=table", /Stage|No leads yet/, /No leads yet/],
  ["leads?as=report", /What became of them|Nothing to report/, /Nothing to report yet/],
  ["leads?as=documents", /Needs a look/, /No document waits for you/],
];

const SETTINGS: readonly View[] = [
  ["settings/security", /This browser/, /Add an authenticator app/],
  ["settings/notifications", /A shopper needs a person/, /Until you choose/],
  ["settings/hours", /Monday/, /Monday/],
  ["settings/channels", /The chat on your site is on/, /The chat on your site is off/],
  ["settings/email", /Addresses that get no mail/, /No mailbox belongs to this dealership/],
  ["settings/routing", /Who gets new leads/, /No rules yet/],
  ["settings/follow-up", /For leads that do not answer/, /No plans yet/],
  ["settings/ai", /AI replies are on/, /AI replies are on/],
  ["settings/persona", /What it is told/, /No persona yet/],
  ["settings/handovers", /Besides what always counts/, /No persona speaks yet/],
  ["settings/experiments", /Each shopper keeps one voice/, /No experiments yet/],
  ["settings/knowledge", /Approved answers/, /No answers yet/],
  ["settings/templates", /Texts your team inserts/, /No texts yet/],
];

const ADMIN: readonly View[] = [
  ["admin/people", /Deactivate/, /Invite somebody/],
  ["admin/audit", /Check that the log is whole/, /Nothing has been changed yet/],
  ["admin/jobs", /No work waits|Given up|Waiting/, /No work waits and none failed/],
  ["admin/quarantine", /Quarantine/, /Every message found its dealership/],
];

const ASK_ADMIN = "An admin of your dealership can change your role.";

/** One page of somebody, with a hand on what it is answered. */
interface Desk {
  readonly page: Page;
  readonly main: Locator;
  readonly answers: AnswerDesk;
}

async function atDesk(
  email: string,
  work: (desk: Desk) => Promise<void>,
  which?: RegExp,
): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await signIn(browser, email);
    await page.clock.install();
    const answers = await governAnswers(page, which);
    await work({ page, main: page.getByRole("main"), answers });
  } finally {
    await browser.close();
  }
}

/** Follows a link of the app's own, so that the page is not loaded anew. */
async function go({ page, main }: Desk, path: string): Promise<void> {
  await page.evaluate(`{
    const link = Object.assign(document.createElement("a"), { href: "/oak/${path}" });
    document.body.append(link);
    link.click();
    link.remove();
  }`);
  const [view = ""] = path.split(/[/?]/u);
  await main.getByRole("heading", { level: 1, name: new RegExp(view, "iu") }).waitFor();
}

/** Leaves a view for one that asks the server nothing, and comes back to how it is answered. */
async function reopen(desk: Desk, path: string, answers: Answers): Promise<void> {
  await go(desk, path.startsWith("settings") ? "admin/none" : "settings/keyboard");
  await desk.answers.set(answers);
  await go(desk, path);
}

async function settled({ main }: Desk): Promise<void> {
  await main.locator(".skeleton").first().waitFor({ state: "detached" });
}

/** A shown failure that names itself and can be tried again, until it is gone. */
async function failsAndRecovers(desk: Desk): Promise<void> {
  const { page, main, answers } = desk;
  await settled(desk);
  await main.getByRole("alert").getByText(/ did not load$/).first().waitFor();
  await main.getByText(REQUEST_ID).first().waitFor();
  await assertAccessible(page, "a failure");
  await answers.set("real");
  const retry = main.getByRole("button", { name: "Try again" });
  await retry.first().click();
  await page.evaluate(
    `document.querySelectorAll("main .empty-state[role=alert] .button").forEach((one) => one.click())`,
  );
  await retry.first().waitFor({ state: "detached" });
  await settled(desk);
}

async function isRefused(desk: Desk): Promise<void> {
  await settled(desk);
  await desk.main.getByText(ASK_ADMIN).first().waitFor();
  const retry = desk.main.getByRole("button", { name: "Try again" });
  assert.equal(await retry.count(), 0, "nothing to try again where the role refuses");
  await assertAccessible(desk.page, "a refusal");
}

async function isEmpty(desk: Desk, words: RegExp): Promise<void> {
  await desk.main.getByText(words).first().waitFor();
  await settled(desk);
  assert.equal(await desk.main.locator(".empty-state[role=alert]").count(), 0, "no failure");
  await assertAccessible(desk.page, "nothing there");
}

/** Reads are tried four times within seconds, by the page's own clock, before it says so. */
async function isCutOff({ page, main }: Desk): Promise<void> {
  await waitFor("the page to say that no answer came", async () => {
    await page.clock.runFor(4_000);
    return await main.getByText("No answer from the server").count() > 0 ? true : null;
  });
  await main.getByRole("button", { name: "Try again" }).first().waitFor();
}

async function named(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${what}: ${String(cause)}`, { cause });
  }
}

async function walk(desk: Desk, [path, there, empty]: View): Promise<void> {
  await named(`${path}, loading`, async () => {
    await reopen(desk, path, "held");
    await desk.main.locator(".skeleton [role=status]").first().waitFor({ state: "attached" });
    await assertAccessible(desk.page, "loading");
  });
  await named(`${path}, failing`, async () => {
    await desk.answers.set("failing");
    await failsAndRecovers(desk);
    await desk.main.getByText(there).first().waitFor();
  });
  await named(`${path}, not allowed`, async () => {
    await reopen(desk, path, "forbidden");
    await isRefused(desk);
  });
  await named(`${path}, empty`, async () => {
    await reopen(desk, path, "empty");
    await isEmpty(desk, empty);
  });
}

/** The network goes away for all views at once, as it does for a person. */
async function walkOffline(desk: Desk, views: readonly View[]): Promise<void> {
  const { page, main } = desk;
  await page.context().setOffline(true);
  for (const [path] of views) {
    await named(`${path}, offline`, async () => {
      await reopen(desk, path, "cut");
      await main.getByText("Offline", { exact: true }).first().waitFor();
      await isCutOff(desk);
    });
  }
  await assertAccessible(page, "offline");
  await page.context().setOffline(false);
}

const GROUPS = [
  ["the work", "admin@oak.example", WORK_VIEWS],
  ["settings", "admin@oak.example", SETTINGS],
  ["admin", "super@rylie.example", ADMIN],
] as const;

for (const [group, email, views] of GROUPS) {
  Deno.test(`view states: ${group}, loading, failing, not allowed, empty and offline`, async () => {
    await atDesk(email, async (desk) => {
      for (const view of views) await walk(desk, view);
      await walkOffline(desk, views);
    });
  });
}

Deno.test("view states: the list of conversations, read anew for each", async () => {
  await atDesk("admin@oak.example", async (desk) => {
    const { page, main, answers } = desk;
    const list: Desk = { ...desk, main: main.getByRole("region", { name: "Conversation list" }) };
    const reload = async (how: Answers): Promise<void> => {
      await answers.set(how);
      await page.reload();
    };
    await named("loading", async () => {
      await reload("held");
      await main.getByText("Loading conversations").waitFor({ state: "attached" });
      await assertAccessible(page, "loading");
    });
    await named("failing", async () => {
      await answers.set("failing");
      await failsAndRecovers(list);
      await list.main.getByText("Maria Lopez").first().waitFor();
    });
    await named("not allowed", async () => {
      await reload("forbidden");
      await isRefused(list);
    });
    await named("empty", async () => {
      await reload("empty");
      await isEmpty(list, /No open conversations/);
    });
    await named("offline", async () => {
      await reload("cut");
      await main.getByText("Loading conversations").waitFor({ state: "attached" });
      await page.context().setOffline(true);
      await main.getByText("Offline", { exact: true }).first().waitFor();
      await isCutOff(list);
    });
  }, /\/rest\/v1\/inbox\?/u);
});

Deno.test("view states: a thread and its customer, each state in another conversation", async () => {
  await atDesk("admin@oak.example", async (desk) => {
    const { page, main, answers } = desk;
    const open = async (name: string, how: Answers): Promise<void> => {
      await answers.set(how);
      await main.getByRole("region", { name: "Conversation list" }).getByText(name).first().click();
    };
    const log = page.getByRole("log");
    await named("loading", async () => {
      await open("Maria Lopez", "held");
      await log.getByText("Loading messages").waitFor({ state: "attached" });
      await assertAccessible(page, "loading");
    });
    await named("failing", async () => {
      await answers.set("failing");
      await log.getByText("The messages did not load").waitFor();
      await failsAndRecovers(desk);
      await log.getByText(/T4417/).first().waitFor();
    });
    await named("not allowed", async () => {
      await open("Priya Raman", "forbidden");
      await log.getByText("The messages did not load").waitFor();
      await isRefused(desk);
    });
    await named("empty", async () => {
      await open("Devon Carter", "empty");
      await isEmpty(desk, /No messages yet/);
    });
    await named("offline", async () => {
      await page.context().setOffline(true);
      await open("Priya Raman", "cut");
      await log.getByText("The messages did not load").waitFor({ state: "detached" });
      await isCutOff(desk);
      await main.getByText("Offline", { exact: true }).first().waitFor();
    });
  }, /\/rest\/v1\/(messages|customers|consents)\?/u);
});
