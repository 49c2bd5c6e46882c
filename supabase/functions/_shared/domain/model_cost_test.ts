import assert from "node:assert/strict";
import { costMicros } from "./model_cost.ts";

Deno.test("costMicros() counts input and output in millionths of a dollar", () => {
  assert.equal(costMicros("gpt-4.1-mini", { input: 1_000, output: 100 }), 560);
  assert.equal(costMicros("gpt-4.1-mini-2025-04-14", { input: 1_000, output: 100 }), 560);
  assert.equal(costMicros("gpt-4.1", { input: 1, output: 0 }), 2);
  assert.equal(costMicros("gpt-4.1-nano", { input: 1, output: 0 }), 1);
});

Deno.test("costMicros() says so when it does not know the price", () => {
  assert.equal(costMicros("my-own-model", { input: 1_000, output: 100 }), null);
  assert.equal(costMicros("gpt-4.1-minimal", { input: 1_000, output: 100 }), null);
});
