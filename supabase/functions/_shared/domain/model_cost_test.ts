import assert from "node:assert/strict";
import { modelCost } from "./model_cost.ts";

const TOKENS = { input: 1_000, output: 100 };

Deno.test("modelCost() counts input and output in millionths of a dollar", () => {
  const micros = (name: string, tokens = TOKENS) => modelCost([name], tokens).micros;
  assert.equal(micros("gpt-4.1-mini"), 560);
  assert.equal(micros("gpt-4.1-mini-2025-04-14"), 560);
  assert.equal(micros("gpt-4.1", { input: 1, output: 0 }), 2);
  assert.equal(micros("gpt-4.1-nano", { input: 1, output: 0 }), 1);
  assert.equal(micros("text-embedding-3-small", { input: 50_001, output: 0 }), 1_001);
});

Deno.test("modelCost() takes the first name that has a price", () => {
  assert.deepEqual(modelCost(["their-name-for-it", "gpt-4.1-mini"], TOKENS), {
    micros: 560,
    is_assumed: false,
  });
});

Deno.test("modelCost() assumes more than any known price, and says so, when it knows none", () => {
  const dearest = modelCost(["gpt-4o"], TOKENS).micros;
  for (const name of ["my-own-model", "gpt-4.1-minimal"]) {
    const cost = modelCost([name], TOKENS);
    assert.equal(cost.is_assumed, true);
    assert.ok(cost.micros > dearest, name);
  }
  assert.equal(modelCost(["my-own-model"], { input: 0, output: 0 }).micros, 0);
});
