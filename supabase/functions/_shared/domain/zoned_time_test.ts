import { deepEqual, equal } from "node:assert/strict";
import {
  addDays,
  clockOf,
  daysBetween,
  instantOf,
  localMoment,
  minutesOf,
  weekdayOf,
} from "./zoned_time.ts";

const NEW_YORK = "America/New_York";

Deno.test("localMoment: one instant, two days", () => {
  deepEqual(localMoment("2025-11-22T06:30:00Z", NEW_YORK), {
    date: "2025-11-22",
    minutes: 90,
    weekday: 6,
  });
  deepEqual(localMoment("2025-11-22T06:30:00Z", "America/Denver"), {
    date: "2025-11-21",
    minutes: 1410,
    weekday: 5,
  });
});

Deno.test("localMoment: midnight is minute 0", () => {
  equal(localMoment("2025-11-22T05:00:00Z", NEW_YORK).minutes, 0);
});

const INSTANTS: readonly (readonly [string, string, string])[] = [
  ["2025-11-21", "17:00", "2025-11-21T22:00:00.000Z"],
  ["2025-07-01", "09:00", "2025-07-01T13:00:00.000Z"],
  // The spring change skips 2:30; it counts with the offset before.
  ["2026-03-08", "01:30", "2026-03-08T06:30:00.000Z"],
  ["2026-03-08", "02:30", "2026-03-08T07:30:00.000Z"],
  ["2026-03-08", "03:30", "2026-03-08T07:30:00.000Z"],
  // The autumn change repeats 1:30; it is the first.
  ["2026-11-01", "01:30", "2026-11-01T05:30:00.000Z"],
  ["2026-11-01", "03:00", "2026-11-01T08:00:00.000Z"],
];

for (const [date, time, instant] of INSTANTS) {
  Deno.test(`instantOf: ${date} ${time} in New York`, () => {
    equal(instantOf(date, minutesOf(time), NEW_YORK), instant);
  });
}

Deno.test("instantOf: a zone without changes and one with half hours", () => {
  equal(instantOf("2026-03-08", 540, "America/Phoenix"), "2026-03-08T16:00:00.000Z");
  equal(instantOf("2026-03-08", 540, "Asia/Kolkata"), "2026-03-08T03:30:00.000Z");
});

Deno.test("dates: days, weekdays, year end", () => {
  equal(addDays("2025-12-31", 1), "2026-01-01");
  equal(addDays("2024-02-28", 1), "2024-02-29");
  equal(daysBetween("2025-11-20", "2025-12-01"), 11);
  equal(weekdayOf("2025-11-22"), 6);
  equal(clockOf(minutesOf("17:05:00")), "17:05");
});
