import { equal } from "node:assert/strict";
import { alignedTable, type Figure, markdownTable, shown, verdict } from "./figures.ts";

const figure: Figure = {
  key: "x",
  label: "thread",
  value: 12,
  unit: "ms",
  yardstick: { label: "no RLS", value: 10 },
};

Deno.test("verdict: judges the value or its ratio, and nothing without a target", () => {
  equal(verdict(figure, { of: "value", at_most: 12 }), "ok");
  equal(verdict(figure, { of: "ratio", at_most: 1.1 }), "slow");
  equal(verdict(figure, { of: "ratio", at_least: 1.1 }), "ok");
  equal(verdict(figure, undefined), "-");
});

Deno.test("tables: columns are as wide as their widest cell", () => {
  equal(alignedTable([["a", "b"], ["long", "c"]]), "a     b\nlong  c");
  equal(
    markdownTable([["a", "b"], ["long", "c"]]),
    "| a    | b   |\n| ---- | --- |\n| long | c   |",
  );
});

Deno.test("shown: keeps three digits or so", () => {
  equal(shown(0.1234), "0.12");
  equal(shown(12.34), "12.3");
  equal(shown(12345.6), "12,346");
});
