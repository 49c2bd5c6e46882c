import { equal } from "node:assert/strict";
import { formatCents, formatCount } from "./money.ts";

Deno.test("formatCents: whole dollars, cents only when there are some", () => {
  equal(formatCents(3_149_000), "$31,490");
  equal(formatCents(45_050), "$450.50");
  equal(formatCents(0), "$0");
  equal(formatCents(-100_000), "-$1,000");
});

Deno.test("formatCount: thousands separators", () => {
  equal(formatCount(8210), "8,210");
  equal(formatCount(999), "999");
  equal(formatCount(1_234_567), "1,234,567");
});
