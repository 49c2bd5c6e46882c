/** How the web app bears a busy day: a list of 1,000 conversations and 500 changes a minute. */
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage } from "../tests/support/browser.ts";
import { PASSWORD, PEOPLE } from "../tests/support/people.ts";
import { waitFor } from "../tests/support/wait.ts";
import type { BenchStack } from "./bench_stack.ts";
import type { Figure } from "./figures.ts";
import { meter, type PageLoad } from "./page_meter.ts";
import { spreadOf } from "./samples.ts";
import { addConversations, change } from "./web_rows.ts";

const CONVERSATIONS = 1_000;
const A_MINUTE = 500;
/** Every so many texts one is looked for on screen. */
const PROBE_EVERY = 5;
const LOAD_MS = 60_000;

interface Look {
  readonly key: string;
  readonly words: string;
  readonly slower: number;
}

/** On this machine, and as on the cheap computer of a showroom. */
const LOOKS: readonly Look[] = [
  { key: "web", words: "busy list", slower: 1 },
  { key: "web.slow", words: "busy list, 4 times slower", slower: 4 },
];

/** Measures the list under changes beside a blank page of the same browser under the same ones. */
export async function measureWeb(stack: BenchStack, quick: boolean): Promise<readonly Figure[]> {
  const ids = await addConversations(stack, CONVERSATIONS);
  const browser = await launchBrowser();
  try {
    const found: Figure[] = [];
    for (const look of LOOKS) { // bound: two looks
      const pace = { aMinute: A_MINUTE, seconds: quick ? 10 : 30 };
      const blank = await openPage(browser, "about:blank");
      await slowDown(blank, look.slower);
      const idle = await meter(
        blank,
        () => change(stack, ids, { ...pace, seconds: 10 }, (id, _words, write) => write(id)),
      );
      await blank.close();
      const page = await openList(browser, stack);
      await slowDown(page, look.slower);
      const late: number[] = [];
      const busy = await meter(page, async () => {
        late.push(...await changeAndLook({ stack, page, ids, pace }));
      });
      await page.close();
      found.push(...figures(look, { idle, busy, late }));
    }
    return found;
  } finally {
    await browser.close();
  }
}

/** Lets a page's own work take so many times as long. */
async function slowDown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** Signs in and loads every lane to its end. */
async function openList(browser: Browser, { config }: BenchStack): Promise<Page> {
  const page = await openPage(browser, `http://127.0.0.1:${config.ports.web}`);
  await page.getByLabel("E-mail").fill(PEOPLE.oakManager.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Live", { exact: true }).first().waitFor();
  await waitFor("all rows to be loaded", async () => {
    const rows = await page.evaluate(pressMore);
    return rows !== null && rows >= CONVERSATIONS ? rows : null;
  }, LOAD_MS);
  return page;
}

/** Runs in the page: how many rows all lanes have together, or null while there are more to load. */
function pressMore(): number | null {
  const button = document.querySelector<HTMLButtonElement>(".lane-more button");
  button?.click();
  const counts = [...document.querySelectorAll(".lane-count")];
  return button === null ? counts.reduce((sum, count) => sum + Number(count.textContent), 0) : null;
}

interface Busy {
  readonly stack: BenchStack;
  readonly page: Page;
  readonly ids: readonly string[];
  readonly pace: { readonly aMinute: number; readonly seconds: number };
}

/** Returns how long after its commit each text to a row in sight was on screen; the last one's last. */
async function changeAndLook({ stack, page, ids, pace }: Busy): Promise<readonly number[]> {
  const spans: Promise<number>[] = [];
  let texts = 0;
  await change(stack, ids, pace, async (id, words, write) => {
    const inSight = texts++ % PROBE_EVERY === 0 ? await page.evaluate(rowInSight, texts) : null;
    await write(inSight ?? id);
    if (inSight !== null) spans.push(lateness(page, { id: inSight, words, at: Date.now() }));
  });
  return await Promise.all(spans);
}

/** Runs in the page: one of the rows that can be seen, another one at each turn. */
function rowInSight(turn: number): string | null {
  const box = document.querySelector(".conversation-list-lanes")?.getBoundingClientRect();
  const rows = [...document.querySelectorAll<HTMLElement>(".conversation-row")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return box !== undefined && top >= box.top && bottom <= box.bottom;
  });
  return rows[turn % rows.length]?.dataset["id"] ?? null;
}

async function lateness(
  page: Page,
  change: { readonly id: string; readonly words: string; readonly at: number },
): Promise<number> {
  return await page.evaluate(seenAt, change) - change.at;
}

/** Runs in the page: when the row says the words, looked at once a frame. */
function seenAt({ id, words }: { readonly id: string; readonly words: string }): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const row = document.querySelector(`.conversation-row[data-id="${id}"]`);
      if (row?.textContent.includes(words)) resolve(Date.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

function figures(
  { key, words }: Look,
  { idle, busy, late }: {
    readonly idle: PageLoad;
    readonly busy: PageLoad;
    readonly late: readonly number[];
  },
): readonly Figure[] {
  const figure = (name: string, label: string, value: number): Figure => ({
    key: `${key}.${name}`,
    label: `${words}: ${label}`,
    value,
    unit: "ms",
  });
  const yardstick = { label: "blank page", value: idle.frameP95Ms };
  return [
    { ...figure("frame_p95", "frame, p95", busy.frameP95Ms), yardstick },
    { ...figure("late_frames", "frames over 50 ms", busy.lateFrames), unit: "/s" },
    figure("long_tasks", "in tasks over 50 ms, of a second", busy.longTaskMs),
    { ...figure("requests", "requests", busy.requests), unit: "/s" },
    figure("shown_p95", "commit to screen, p95", spreadOf(late).p95),
    figure("shown_last", "commit to screen, the last", late.at(-1) ?? 0),
  ];
}
