import { deepEqual, equal, ok } from "node:assert/strict";
import type { ReplyContext, ThreadMessage } from "../contract/intelligence.ts";
import { replyContext } from "./intelligence_fixtures.ts";
import { understand } from "./understanding.ts";

function thread(texts: readonly string[], pending = 1): ReplyContext {
  const messages: ThreadMessage[] = texts.map((content, i) => ({
    id: i + 1,
    author: "customer",
    content,
    created_at: "2025-11-20T19:00:00Z",
    vehicle_ids: [],
    intent: null,
  }));
  return replyContext({ messages, pending: messages.slice(-pending).map((one) => one.id) });
}

const INTENTS: readonly (readonly [string, readonly string[]])[] = [
  ["do you still have the blue RAV4?", ["availability"]],
  ["how much is the camry", ["price"]],
  ["how much can it tow", ["details"]],
  ["how much down on the camry", ["finance", "search"]],
  ["illegal tint ok?", []],
  ["is the manager special still on the prius", ["search"]],
  ["great deal on the prius", ["search"]],
  ["can I cancel my appointment", ["visit_change"]],
  ["stop by tomorrow?", ["visit"]],
  ["thanks, how much is the prius", ["price"]],
  ["hi there", ["greeting"]],
  ["no thanks", ["decline"]],
  ["I'm interested in the tacoma", ["search"]],
  ["has it been in an accident", ["details"]],
  ["I was in an accident", ["accident"]],
  ["can we see some pictures", ["photos"]],
  ["what colors do camrys come in", ["details"]],
  ["do you accept credit cards", []],
  ["I'm interested in financing", ["finance"]],
  ["I'm moving in a month", []],
  ["can I come apr 5 at 3", ["visit"]],
  ["is it available today", ["availability"]],
  ["is Bob working today", ["person"]],
  ["I don't see it on your site", []],
  ["as I recall it was the prius", ["search"]],
  ["please send the price of the prius", ["price"]],
  ["recommend me a suv", ["search"]],
  ["this weekend works", ["visit"]],
];
for (const [text, names] of INTENTS) {
  Deno.test(`understand, intents: ${text}`, () => {
    deepEqual(understand(thread([text])).intents.map((one) => one.name), names);
  });
}

Deno.test("understand: each intent has confidence and the words that showed it", () => {
  for (
    const one of understand(thread(["how much is it and can I come in tomorrow at 5"])).intents
  ) {
    ok(one.confidence > 0.5 && one.confidence <= 1);
    ok(one.evidence.length > 0);
  }
});

Deno.test("understand: a refinement carries what was asked before", () => {
  const { query, own_query } = understand(thread(["any SUVs under 30k", "what about in red?"]));
  deepEqual([query.body_style, query.price_max_cents, query.color], ["suv", 3_000_000, "red"]);
  equal(own_query.body_style, null);
});

Deno.test("understand: a new model starts afresh", () => {
  const { query } = understand(thread(["any SUVs under 30k", "do you have a tundra"]));
  deepEqual([query.model, query.price_max_cents], ["Tundra", null]);
});

Deno.test("understand: the trade-in is not the wanted car", () => {
  const { query, mentions } = understand(
    thread(["I have a 2018 Civic with 60k miles to trade for a rav4 under 30k"]),
  );
  deepEqual([query.model, query.year_min, query.mileage_max, query.price_max_cents], [
    "RAV4",
    null,
    null,
    3_000_000,
  ]);
  equal(mentions[0]?.role, "owned");
});

Deno.test("understand: a payment is not a price", () => {
  const { query, payment_cents } = understand(thread(["rav4 for $450 a month"]));
  deepEqual([query.price_max_cents, payment_cents], [null, 45_000]);
});

Deno.test("understand: two negative messages in a row are an alert", () => {
  equal(understand(thread(["this is ridiculous", "nobody called me"])).negative_streak, 2);
  equal(understand(thread(["this is ridiculous", "ok thanks"])).negative_streak, 0);
});

Deno.test("understand: each message of a burst is understood for itself", () => {
  const { messages } = understand(thread(["how much is the prius", "cuánto es?"], 2));
  deepEqual(messages.map((one) => [one.message_id, one.language]), [[1, "en"], [2, "es"]]);
});

Deno.test("understand: an ambiguous hour is the one at which the store is open", () => {
  equal(understand(thread(["can I come tomorrow at 7"])).visit?.time, "19:00");
  equal(understand(thread(["can I come saturday at 9"])).visit?.time, "09:00");
  equal(understand(thread(["oil change tomorrow at 7:45"])).visit?.time, "07:45");
});

Deno.test("understand: a visit keeps its zone over the time change", () => {
  const context = { ...thread(["can I come on march 9 at 10am"]), now: "2026-03-01T15:00:00Z" };
  equal(understand(context).visit?.starts_at, "2026-03-09T14:00:00.000Z");
});

Deno.test("understand: without pending ids the unanswered messages count", () => {
  const context = { ...thread(["hi", "how much is the prius"]), pending: [] };
  equal(understand(context).messages.length, 2);
});
