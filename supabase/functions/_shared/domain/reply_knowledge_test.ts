import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import type { FactFinder, KnowledgeFact } from "../contract/intelligence.ts";
import { factFinder, replyContext } from "./intelligence_fixtures.ts";
import { replyLocally } from "./local_reply.ts";

const FEE: KnowledgeFact = {
  id: "knowledge-fee",
  title: "Documentation fee",
  answer: "Our documentation fee is $175, as capped by New York State.",
  category: "price",
  score: 0.8,
};
/** A knowledge base that finds the fee, and nothing for anything else. */
const FEE_FINDER: FactFinder = {
  ...factFinder(),
  searchKnowledge: (text) => Promise.resolve(/\bfees?\b/i.test(text) ? [FEE] : []),
};

async function askedOnce(
  content: string,
  finder: FactFinder = FEE_FINDER,
  focus: string | null = null,
) {
  const { now } = replyContext();
  const message = { id: 1, author: "customer" as const, content, vehicle_ids: [] };
  const messages = [{ ...message, created_at: now, intent: null }];
  const context = replyContext({ messages, pending: [1], focus_vehicle_id: focus });
  return await replyLocally(context, finder);
}

for (
  const text of [
    "whats ur doc fee",
    "what are your fees",
    "fees?",
    "doc fee",
    "how much is the doc fee",
    "what does the documentation fee cost",
    "what is your dealer fee",
  ]
) {
  Deno.test(`replyLocally: an approved answer comes before asking back, ${JSON.stringify(text)}`, async () => {
    for (const focus of [null, "vehicle-t4450"]) {
      const reply = await askedOnce(text, FEE_FINDER, focus);
      match(reply.text, /documentation fee is \$175/);
      equal(reply.handover, null);
      deepEqual(reply.evidence.map((one) => one.id), ["knowledge-fee"]);
    }
  });
}

Deno.test("replyLocally: what nothing is known about is asked back", async () => {
  const reply = await askedOnce("asdf");
  doesNotMatch(reply.text, /\$175/);
  match(reply.text, /\?$/);
});

Deno.test("replyLocally: a price asked with its fees is the vehicle's price", async () => {
  match((await askedOnce("how much is T4450 with fees")).text, /\$25,990/);
});

const CHARGERS: KnowledgeFact = {
  id: "knowledge-chargers",
  title: "Do you have EV chargers?",
  answer: "Yes, two chargers stand by the service entrance.",
  category: "service",
  score: 1,
};
const CHARGER_FINDER: FactFinder = {
  ...factFinder(),
  searchKnowledge: () => Promise.resolve([CHARGERS]),
};

Deno.test("replyLocally: a question asked in the words of its approved answer is no search", async () => {
  for (const text of ["Do you have EV chargers?", "hi, do u have any ev charger"]) {
    const reply = await askedOnce(text, CHARGER_FINDER);
    match(reply.text, /two chargers/);
    deepEqual(reply.evidence.map((one) => one.id), ["knowledge-chargers"]);
  }
});

Deno.test("replyLocally: other words than the approved question's, or a wish for a person, are answered as ever", async () => {
  for (const text of ["Do you have EV trucks?", "do you have RAV4s?"]) {
    doesNotMatch((await askedOnce(text, CHARGER_FINDER)).text, /two chargers/);
  }
  const person = { ...CHARGERS, title: "Can I talk to a person?" };
  const finder = { ...CHARGER_FINDER, searchKnowledge: () => Promise.resolve([person]) };
  equal((await askedOnce("Can I talk to a person?", finder)).handover?.reason, "asked_for_person");
});
