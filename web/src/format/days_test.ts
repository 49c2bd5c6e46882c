import { deepEqual, equal } from "node:assert/strict";
import { countDays, dateWords, spanWords } from "./days.ts";

Deno.test("days: every day has a count, over the end of a month too", () => {
  deepEqual(countDays("2026-02-27", 3, { "2026-03-01": 4 }), [
    { on: "2026-02-27", count: 0 },
    { on: "2026-02-28", count: 0 },
    { on: "2026-03-01", count: 4 },
  ]);
  equal(dateWords("2026-11-21"), "Sat, Nov 21");
});

Deno.test("days: a span is told in the unit that fits", () => {
  deepEqual([8, 89, 200, 9_000, 200_000].map(spanWords), [
    "8 s",
    "89 s",
    "3 min",
    "2.5 h",
    "2 days",
  ]);
});
