import assert from "node:assert/strict";
import type { Answers } from "../support/answers.ts";
import { assertAccessibleInEveryLook, assertFitsEveryWidth } from "../support/axe.ts";
import { launchBrowser } from "../support/browser.ts";
import {
  failsAndRecovers,
  go,
  isCutOff,
  isEmpty,
  isRefused,
  named,
  openDesk,
  settled,
  type ViewDesk,
  walkOffline,
  walkReconnecting,
  walkStates,
} from "../support/view_desk.ts";
import {
  ADMIN_VIEWS,
  newDetailViews,
  SETTINGS_VIEWS,
  type View,
  WORK_VIEWS,
} from "../support/views.ts";

async function atDesk(
  email: string,
  work: (desk: ViewDesk) => Promise<void>,
  which?: RegExp,
): Promise<void> {
  const browser = await launchBrowser();
  try {
    await work(await openDesk(browser, email, which));
  } finally {
    await browser.close();
  }
}

/** The view that a link leads to, without what its list is narrowed to; only documents have parts to show. */
function viewOf(link: string): string {
  const { pathname, searchParams } = new URL(link, "http://web");
  const names = searchParams.get("as") === "documents" ? ["as", "show"] : ["as"];
  const shown = names.filter((name) => searchParams.has(name))
    .map((name) => `${name}=${searchParams.get(name)}`);
  return [pathname.replace("/oak/", ""), ...(shown.length > 0 ? [shown.join("&")] : [])].join("?");
}

async function walk(email: string, views: readonly View[]): Promise<void> {
  await atDesk(email, async (desk) => {
    for (const view of views) await walkStates(desk, view);
    await walkReconnecting(desk, views);
    await walkOffline(desk, views);
  });
}

Deno.test("view states: the work, in every state and look", async () => {
  await walk("admin@oak.example", WORK_VIEWS);
});

Deno.test("view states: one unit, one lead and one document, in every state and look", async () => {
  await walk("admin@oak.example", await newDetailViews());
});

Deno.test("view states: settings, in every state and look", async () => {
  await walk("admin@oak.example", SETTINGS_VIEWS);
});

Deno.test("view states: admin, in every state and look", async () => {
  await walk("super@rylie.example", ADMIN_VIEWS);
});

Deno.test("view states: every view that the app links to is one of those walked", async () => {
  await atDesk("super@rylie.example", async (desk) => {
    const all = [...WORK_VIEWS, ...SETTINGS_VIEWS, ...ADMIN_VIEWS].map(({ path }) => path);
    // The first words of an address stand for its first section.
    const walked = new Set([...all, "conversations", "settings", "admin"]);
    for (const path of all) {
      await go(desk, path);
      await settled(desk);
      const links: string[] = await desk.page.evaluate(
        `[...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))`,
      );
      const missed = links.map(viewOf).filter((link) => !walked.has(link));
      assert.deepEqual(missed, [], `links of ${path}`);
    }
  });
});

Deno.test("view states: the list of conversations, read anew for each", async () => {
  await atDesk("admin@oak.example", async (desk) => {
    const { page, main, answers } = desk;
    await go(desk, "conversations");
    const list = { ...desk, main: main.getByRole("region", { name: "Conversation list" }) };
    const url = page.url();
    const nowhere = new URL("/nowhere", url).href;
    await page.route(nowhere, (route) => route.fulfill({ contentType: "text/html", body: "" }));
    // What the browser keeps of the list would stand in for what does not come.
    const reload = async (how: Answers): Promise<void> => {
      await answers.set(how);
      await page.goto(nowhere);
      await page.evaluate(`indexedDB.databases().then((all) =>
        all.forEach(({ name }) => indexedDB.deleteDatabase(name)))`);
      await page.goto(url);
    };
    await named("loading", desk, async () => {
      await reload("held");
      await main.getByText("Loading conversations").waitFor({ state: "attached" });
      await assertAccessibleInEveryLook(page, "loading");
    });
    await named("failing", desk, async () => {
      await answers.set("failing");
      await failsAndRecovers(list);
      await list.main.getByText("Maria Lopez").first().waitFor();
      await assertAccessibleInEveryLook(page, "ready");
      await assertFitsEveryWidth(page, "ready");
    });
    await named("not allowed", desk, async () => {
      await reload("forbidden");
      await isRefused(list);
    });
    await named("empty", desk, async () => {
      await reload("empty");
      await isEmpty(list, /Send yourself a text.*\(555\)/su);
    });
    await named("offline", desk, async () => {
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
    await go(desk, "conversations");
    const open = async (name: string, how: Answers): Promise<void> => {
      await answers.set(how);
      await main.getByRole("region", { name: "Conversation list" }).getByText(name).first().click();
    };
    const log = page.getByRole("log");
    await named("loading", desk, async () => {
      await open("Maria Lopez", "held");
      await log.getByText("Loading messages").waitFor({ state: "attached" });
      await assertAccessibleInEveryLook(page, "loading");
    });
    await named("failing", desk, async () => {
      await answers.set("failing");
      await log.getByText("The messages did not load").waitFor();
      await failsAndRecovers(desk);
      await log.getByText(/T4417/).first().waitFor();
      await assertAccessibleInEveryLook(page, "ready");
      await assertFitsEveryWidth(page, "ready");
    });
    await named("reconnecting", desk, async () => {
      await desk.setLive(false);
      await main.getByText("Reconnecting", { exact: true }).first().waitFor();
      await assertAccessibleInEveryLook(page, "reconnecting");
      await desk.setLive(true);
    });
    await named("not allowed", desk, async () => {
      await open("Priya Raman", "forbidden");
      await log.getByText("The messages did not load").waitFor();
      await isRefused(desk);
    });
    await named("empty", desk, async () => {
      await open("Devon Carter", "empty");
      await isEmpty(desk, /No messages yet/);
    });
    await named("offline", desk, async () => {
      await page.context().setOffline(true);
      await open("Priya Raman", "cut");
      await log.getByText("The messages did not load").waitFor({ state: "detached" });
      await isCutOff(desk);
      await main.getByText("Offline", { exact: true }).first().waitFor();
    });
  }, /\/rest\/v1\/(messages|customers|consents)\?/u);
});
