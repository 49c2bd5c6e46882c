import { deepEqual } from "node:assert/strict";
import { interleave, spreadOf } from "./samples.ts";

Deno.test("spreadOf: names the span that a share of all stays within", () => {
  const spans = Array.from({ length: 200 }, (_, index) => 200 - index);
  deepEqual(spreadOf(spans), { p50: 100, p95: 190, p99: 198, count: 200 });
  deepEqual(spreadOf([]), { p50: 0, p95: 0, p99: 0, count: 0 });
});

Deno.test("interleave: each kind of work goes first every other time", async () => {
  const order: string[] = [];
  const note = (name: string) => (round: number) => {
    order.push(`${name}${round}`);
    return Promise.resolve(round);
  };
  await interleave(3, note("a"), note("b"));
  deepEqual(order, ["a0", "b0", "b1", "a1", "a2", "b2"]);
});
