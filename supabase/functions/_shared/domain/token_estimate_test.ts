import assert from "node:assert/strict";
import { loadedReply } from "../testing/reply.ts";
import { assemblePrompt } from "./prompt.ts";
import { estimateTokens, newestWithin } from "./token_estimate.ts";
import { startCpuClock } from "../testing/cpu_clock.ts";

Deno.test("estimateTokens() counts four characters a token and never more than it reads", () => {
  assert.equal(estimateTokens(""), 0);
  assert.equal(estimateTokens("hello"), 2);
  assert.equal(estimateTokens("a".repeat(1_000_000)), 25_000);
});

Deno.test("newestWithin() keeps the newest that fit, and always the newest one", () => {
  const fit = (budget: number) => newestWithin(["aaaa", "bbbb", "cccc"], budget, (text) => text);
  assert.deepEqual(fit(100), ["aaaa", "bbbb", "cccc"]);
  assert.deepEqual(fit(11), ["bbbb", "cccc"]);
  assert.deepEqual(fit(0), ["cccc"]);
});

Deno.test("assemblePrompt() stays within its budget whatever was written", () => {
  const flood = Array.from({ length: 29 }, () => ({
    author: "customer" as const,
    content: "\ufdfa".repeat(10_000),
  }));
  const took = startCpuClock();
  const { system, turns } = assemblePrompt(loadedReply("last words", flood), null, [], 4_000);
  assert.ok(took() < 1_000);
  const cost = turns.reduce((sum, turn) => sum + estimateTokens(turn.content), 0);
  assert.ok(cost + estimateTokens(system) <= 4_000);
  assert.match(turns.at(-1)?.content ?? "", /last words/);
});

Deno.test("assemblePrompt() takes no time for what makes a tokenizer slow", () => {
  const words = [
    "a".repeat(10_000),
    "\u200b".repeat(10_000),
    "1-".repeat(5_000),
    "<".repeat(10_000),
  ];
  const took = startCpuClock();
  for (const word of words) assemblePrompt(loadedReply(word));
  assert.ok(took() < 1_000);
});
