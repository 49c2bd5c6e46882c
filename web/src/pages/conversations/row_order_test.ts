import { equal } from "node:assert/strict";
import { besideRow, nearestLeft, stepTo } from "./row_order.ts";

const IDS = ["a", "b", "c"];

Deno.test("row order: steps go from row to row and stay at the ends", () => {
  equal(stepTo(IDS, "a", 1), "b");
  equal(stepTo(IDS, "c", 1), "c");
  equal(stepTo(IDS, "a", -1), "a");
  equal(stepTo(IDS, "b", "first"), "a");
  equal(stepTo(IDS, "a", "last"), "c");
});

Deno.test("row order: from nowhere a step leads to the first row", () => {
  equal(stepTo(IDS, null, 1), "a");
  equal(stepTo(IDS, "gone", -1), "a");
  equal(stepTo([], null, 1), null);
  equal(stepTo([], null, "last"), null);
});

Deno.test("row order: at the end the neighbour is on the other side", () => {
  equal(besideRow(IDS, "a", 1), "b");
  equal(besideRow(IDS, "c", 1), "b");
  equal(besideRow(["a"], "a", 1), null);
  equal(besideRow(IDS, "gone", 1), null);
  equal(besideRow(IDS, null, 1), null);
});

Deno.test("row order: a row that left is followed by the next one that stayed", () => {
  equal(nearestLeft(IDS, "b", new Set(["a", "b", "c"])), "b");
  equal(nearestLeft(IDS, "b", new Set(["a", "c"])), "c");
  equal(nearestLeft(IDS, "b", new Set(["a"])), "a");
  equal(nearestLeft(IDS, "b", new Set()), null);
});
