import assert from "node:assert/strict";
import { keptLog } from "../_shared/testing/fakes.ts";
import { emailUnsubscribe } from "./app.ts";

const TOKEN = `${"a1".repeat(16)}.${"b2".repeat(32)}`;

function onStage() {
  const used: string[] = [];
  const counted: string[] = [];
  const app = emailUnsubscribe({
    log: keptLog().log,
    appUrl: "https://app.example",
    unsubscribe: (token) => {
      used.push(token);
      return Promise.resolve(token === TOKEN ? "unsubscribed" : "unknown");
    },
    countRefusal: (door, reason) => {
      counted.push(`${door} ${reason}`);
      return Promise.resolve();
    },
  });
  const ask = async (query: string, init: RequestInit = {}) =>
    await app.request(`http://inner/email-unsubscribe${query}`, init);
  return { ask, used, counted };
}

Deno.test("email-unsubscribe: one click, as a mail program makes it, unsubscribes without a redirect", async () => {
  const { ask, used, counted } = onStage();
  const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  const answer = await ask(`?t=${TOKEN}`, { method: "POST", body });
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { status: "unsubscribed" });
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual([used, counted], [[TOKEN], []]);
});

Deno.test("email-unsubscribe: a scanner that follows the link unsubscribes nobody", async () => {
  const { ask, used } = onStage();
  const answer = await ask(`?t=${TOKEN}`);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), `https://app.example/unsubscribe.html#${TOKEN}`);
  assert.equal((await ask(`?t=${TOKEN}`, { method: "HEAD" })).status, 303);
  assert.deepEqual(used, []);
});

Deno.test("email-unsubscribe: a token that is cut off or not ours gets a clear problem and is counted", async () => {
  const { ask, used, counted } = onStage();
  const wrong = [
    "",
    "?t=",
    "?t=..%2F..",
    `?t=${TOKEN.slice(0, -1)}`,
    `?t=${TOKEN.replace(/b2$/, "00")}`,
  ];
  for (const query of wrong) { // bound: the list
    const answer = await ask(query, { method: "POST" });
    assert.equal(answer.status, 404, query);
    assert.equal((await answer.json()).code, "unsubscribe_link_unknown");
  }
  assert.equal(used.length, 1, "what is no token at all never reaches the database");
  assert.deepEqual(counted, wrong.map(() => "email-unsubscribe wrong_token"));
  assert.equal((await ask(`?t=${TOKEN}`, { method: "DELETE" })).status, 405);
});
