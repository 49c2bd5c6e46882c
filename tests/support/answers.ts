/** What a page hears from the REST API and the functions, as a test decides. */
import type { Page, Route } from "playwright-core";

/** How reads are answered: as they are, not yet, with a fault, a refusal, no rows, or never. */
export type Answers = "real" | "held" | "failing" | "forbidden" | "empty" | "cut";

/** The id that each answer of a fault carries. */
export const REQUEST_ID = "5f6b8a52-0000-4000-8000-00000000cafe";

/** The hand on the answers of one page. */
export interface AnswerDesk {
  /** From now on calls are answered so, and so are those held back until now. */
  set(answers: Answers): Promise<void>;
}

const EVERY = /\/(rest|functions)\/v1\//u;
const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };

/** Puts a hand on the answers of a page, all or those whose address fits. */
export async function governAnswers(page: Page, which = EVERY): Promise<AnswerDesk> {
  let now: Answers = "real";
  const held = new Set<Route>();
  await page.route(which, async (route) => {
    if (now === "held") held.add(route);
    else await answer(route, now);
  });
  return {
    async set(answers): Promise<void> {
      now = answers;
      if (answers === "held") return;
      const waiting = [...held];
      held.clear();
      await Promise.all(waiting.map((route) => answer(route, answers)));
    },
  };
}

async function answer(route: Route, answers: Exclude<Answers, "held">): Promise<void> {
  // A page that has gone on meanwhile has taken its question back.
  await answerOpen(route, answers).catch(() => {});
}

async function answerOpen(route: Route, answers: Exclude<Answers, "held">): Promise<void> {
  if (answers === "real") return await route.continue();
  if (answers === "cut") return await route.abort("internetdisconnected");
  if (answers === "empty") return await answerEmpty(route);
  const isFault = answers === "failing";
  await route.fulfill({
    status: isFault ? 500 : 403,
    headers: isFault ? { ...CORS, "x-request-id": REQUEST_ID } : CORS,
    json: { code: isFault ? "XX000" : "42501", message: "refused", details: null, hint: null },
  });
}

/** No rows where rows would come; one thing, and the dealership itself, stay as they are. */
async function answerEmpty(route: Route): Promise<void> {
  const response = await route.fetch();
  const isRows = response.ok() && (await response.text()).startsWith("[");
  if (!isRows || route.request().url().includes("/rest/v1/dealerships")) {
    return await route.fulfill({ response });
  }
  await route.fulfill({ status: 200, headers: { ...CORS, "content-range": "*/0" }, json: [] });
}
