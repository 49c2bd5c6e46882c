/** One page of somebody, taken from view to view and from state to state. */
import assert from "node:assert/strict";
import type { Browser, Locator, Page, WebSocketRoute } from "playwright-core";
import { type AnswerDesk, type Answers, governAnswers, REQUEST_ID } from "./answers.ts";
import { assertAccessibleInEveryLook, assertFitsEveryWidth } from "./axe.ts";
import { signIn } from "./staff.ts";
import type { View } from "./views.ts";
import { waitFor } from "./wait.ts";

const ASK_ADMIN = "An admin of your dealership can change your role.";

/** The part that states change; rail and frame are looked at where the view is ready. */
const MAIN = { within: "main" } as const;

/** A page with a hand on what it is answered, and on its socket. */
export interface ViewDesk {
  readonly page: Page;
  readonly main: Locator;
  readonly answers: AnswerDesk;
  /** Breaks the socket and lets no other open until it is told that it may. */
  setLive(isLive: boolean): Promise<void>;
}

/** Opens a desk at a view that asks the server for nothing; its page's clock can be moved. */
export async function openDesk(browser: Browser, email: string, which?: RegExp): Promise<ViewDesk> {
  const sockets = new Set<WebSocketRoute>();
  let mayOpen = true;
  const prepare = async (page: Page): Promise<void> => {
    await page.clock.install();
    await page.routeWebSocket(/\/realtime\/v1\//u, (socket) => {
      if (!mayOpen) return void socket.close({ code: 1001 });
      socket.connectToServer();
      sockets.add(socket);
    });
  };
  const page = await signIn(browser, email, { path: "oak/settings/keyboard", prepare });
  return {
    page,
    main: page.getByRole("main"),
    answers: await governAnswers(page, which),
    async setLive(isLive): Promise<void> {
      mayOpen = isLive;
      if (isLive) return;
      await Promise.all([...sockets].map((socket) => socket.close({ code: 1001 })));
      sockets.clear();
    },
  };
}

/** Names what fails in `work`, with the words that the view showed then. */
export async function named(
  what: string,
  { main }: Pick<ViewDesk, "main">,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const words = await main.first().innerText({ timeout: 1_000 }).catch(() => "nothing");
    throw new Error(`${what}: ${String(cause)}\nThe view showed: ${words.slice(0, 500)}`, {
      cause,
    });
  }
}

/** Follows a link of the app's own, so that the page is not loaded anew. */
export async function go({ page, main }: ViewDesk, path: string): Promise<void> {
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
export async function reopen(desk: ViewDesk, path: string, answers: Answers): Promise<void> {
  await go(desk, path.startsWith("settings") ? "admin/none" : "settings/keyboard");
  await desk.answers.set(answers);
  await go(desk, path);
}

/** Waits until nothing is grey any more. */
export async function settled({ main }: ViewDesk): Promise<void> {
  await main.locator(".skeleton").first().waitFor({ state: "detached" });
}

/** A shown failure names itself and can be tried again, until it is gone. */
export async function failsAndRecovers(desk: ViewDesk): Promise<void> {
  const { page, main, answers } = desk;
  await settled(desk);
  await main.getByRole("alert").getByText(/ did not load$/).first().waitFor();
  await main.getByText(REQUEST_ID).first().waitFor();
  await assertAccessibleInEveryLook(page, "a failure", MAIN);
  // Live news reads a view anew by itself, and a button would be gone before it is pressed.
  await answers.set("held");
  // The last one is on top where a sheet covers a view that failed as well.
  const retry = main.getByRole("button", { name: "Try again" });
  await retry.last().click();
  await page.evaluate(
    `document.querySelectorAll("main .empty-state[role=alert] .button").forEach((one) => one.click())`,
  );
  await answers.set("real");
  await retry.first().waitFor({ state: "detached" });
  await settled(desk);
}

/** A refusal says who can change it, and offers nothing to try again. */
export async function isRefused(desk: ViewDesk): Promise<void> {
  await settled(desk);
  await desk.main.getByText(ASK_ADMIN).first().waitFor();
  const retry = desk.main.getByRole("button", { name: "Try again" });
  const offered = await retry.locator("..").allInnerTexts();
  assert.deepEqual(offered, [], "nothing to try again where the role refuses");
  await assertAccessibleInEveryLook(desk.page, "a refusal", MAIN);
}

/** Nothing there is no failure, and is said in words of its own. */
export async function isEmpty(desk: ViewDesk, words: RegExp): Promise<void> {
  await desk.main.getByText(words).first().waitFor();
  await settled(desk);
  const failed = await desk.main.locator(".empty-state[role=alert]").allInnerTexts();
  assert.deepEqual(failed, [], "no failure");
  await assertAccessibleInEveryLook(desk.page, "nothing there", MAIN);
}

/** The view as it is on most days, at every width. */
export async function isThere(desk: ViewDesk, words: RegExp): Promise<void> {
  await settled(desk);
  await desk.main.getByText(words).first().waitFor();
  await assertAccessibleInEveryLook(desk.page, "ready");
  await assertFitsEveryWidth(desk.page, "ready");
}

/** Reads are tried four times within seconds, by the page's own clock, before it says so. */
export async function isCutOff({ page, main }: ViewDesk): Promise<void> {
  await waitFor("the page to say that no answer came", async () => {
    await page.clock.runFor(4_000);
    return await main.getByText("No answer from the server").count() > 0 ? true : null;
  });
  await main.getByRole("button", { name: "Try again" }).first().waitFor();
  await assertAccessibleInEveryLook(page, "offline", MAIN);
}

/** Takes a view through all that its reads may come to. */
export async function walkStates(desk: ViewDesk, { path, there, empty }: View): Promise<void> {
  if (empty === null) {
    return await named(`${path}, ready`, desk, async () => {
      await reopen(desk, path, "real");
      await isThere(desk, there);
    });
  }
  await named(`${path}, loading`, desk, async () => {
    await reopen(desk, path, "held");
    await desk.main.locator(".skeleton [role=status]").first().waitFor({ state: "attached" });
    await assertAccessibleInEveryLook(desk.page, "loading", MAIN);
  });
  await named(`${path}, failing`, desk, async () => {
    await desk.answers.set("failing");
    await failsAndRecovers(desk);
  });
  await named(`${path}, ready`, desk, () => isThere(desk, there));
  await named(`${path}, not allowed`, desk, async () => {
    await reopen(desk, path, "forbidden");
    await isRefused(desk);
  });
  await named(`${path}, empty`, desk, async () => {
    await reopen(desk, path, "empty");
    await isEmpty(desk, empty);
  });
}

/** The network goes away for all views at once, as it does for a person. */
export async function walkOffline(desk: ViewDesk, views: readonly View[]): Promise<void> {
  const { page, main } = desk;
  await page.context().setOffline(true);
  for (const { path } of views.filter(({ empty }) => empty !== null)) {
    await named(`${path}, offline`, desk, async () => {
      await reopen(desk, path, "cut");
      await main.getByText("Offline", { exact: true }).first().waitFor();
      await isCutOff(desk);
    });
  }
  await desk.answers.set("real");
  await page.context().setOffline(false);
  // The last one is read again by itself.
  await main.getByRole("button", { name: "Try again" }).first().waitFor({ state: "detached" });
  await settled(desk);
}

/** The socket goes away, while reads are still answered. */
export async function walkReconnecting(desk: ViewDesk, views: readonly View[]): Promise<void> {
  await desk.answers.set("real");
  await desk.setLive(false);
  for (const [at, { path, there }] of views.entries()) {
    await named(`${path}, reconnecting`, desk, async () => {
      await go(desk, path);
      await desk.main.getByText("Reconnecting", { exact: true }).first().waitFor();
      await settled(desk);
      await desk.main.getByText(there).first().waitFor();
      await assertAccessibleInEveryLook(desk.page, "reconnecting", at === 0 ? {} : MAIN);
      await assertFitsEveryWidth(desk.page, "reconnecting");
    });
  }
  await desk.setLive(true);
}
