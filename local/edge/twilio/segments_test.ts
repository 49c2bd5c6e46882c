import assert from "node:assert/strict";
import { countSegments } from "./segments.ts";

Deno.test("countSegments() counts as carriers do", () => {
  const car = "🚗";
  const cases: readonly (readonly [string, number])[] = [
    ["", 1],
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["a".repeat(306), 2],
    ["a".repeat(307), 3],
    ["€".repeat(80), 1],
    ["€".repeat(81), 2],
    ["a".repeat(152) + "€" + "a".repeat(152), 3],
    ["a".repeat(153) + "€" + "a".repeat(151), 2],
    ["’" + "a".repeat(69), 1],
    ["’" + "a".repeat(70), 2],
    [car.repeat(35), 1],
    [car.repeat(36), 2],
    [car.repeat(67), 3],
    ["a".repeat(66) + car + "a".repeat(66), 3],
    ["`", 1],
  ];
  for (const [body, segments] of cases) {
    assert.equal(countSegments(body), segments, body.slice(0, 20));
  }
});
