import { deepStrictEqual as deepEqual } from "node:assert";
import type { PastMessage } from "../contract/handover_rules.ts";
import { dryRunRules } from "./handover_dry_run.ts";

function said(
  conversation_id: string,
  content: string,
  more: Partial<PastMessage> = {},
): PastMessage {
  const author = "customer" as const;
  return {
    conversation_id,
    author,
    content,
    intents: [],
    sentiment: null,
    confidence: null,
    ...more,
  };
}

const PAST: readonly PastMessage[] = [
  said("one", "do you sell to fleets? our fleet needs ten"),
  said("two", "this is bad", { sentiment: "negative" }),
  said("one", "We do.", { author: "ai", confidence: 0.4 }),
  said("two", "Sorry.", { author: "ai", confidence: 0.9 }),
  said("two", "still bad", { sentiment: "negative" }),
  said("three", "hello"),
  said("three", "Hi.", { author: "ai", confidence: 0.95 }),
  said("four", "An answer to nothing here", { author: "ai", confidence: 0.1 }),
];

Deno.test("dryRunRules() counts conversations, each once, and each rule alone", () => {
  const run = dryRunRules([
    { kind: "words", words: ["fleet"] },
    { kind: "unhappy", messages: 2 },
    { kind: "confidence", below: 0.5 },
    { kind: "intent", intent: "trade_in" },
  ], PAST);
  deepEqual(run, { conversations: 3, handed_over: 2, by_rule: [1, 1, 1, 0] });
});

Deno.test("dryRunRules() without rules or without a past hands nothing over", () => {
  deepEqual(dryRunRules([], PAST), { conversations: 3, handed_over: 0, by_rule: [] });
  deepEqual(dryRunRules([{ kind: "unhappy", messages: 1 }], []), {
    conversations: 0,
    handed_over: 0,
    by_rule: [0],
  });
});
