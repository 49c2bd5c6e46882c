import { deepEqual, equal } from "node:assert/strict";
import { holidayNamed, hoursOn, isOpenAt, openState, weekLines } from "./business_hours.ts";
import { replyContext } from "./intelligence_fixtures.ts";
import { localMoment } from "./zoned_time.ts";

const BOOK = replyContext();
const at = (instant: string, zone = "America/New_York") => localMoment(instant, zone);

Deno.test("hoursOn: weekday, holiday and desk", () => {
  deepEqual(hoursOn(BOOK, "2025-11-22", "sales").spans.map((one) => [one.opens, one.closes]), [[
    540,
    1080,
  ]]);
  deepEqual(hoursOn(BOOK, "2025-11-22", "service").spans.map((one) => [one.opens, one.closes]), [[
    480,
    780,
  ]]);
  deepEqual(hoursOn(BOOK, "2025-11-23", "sales").spans, []);
  deepEqual(hoursOn(BOOK, "2025-11-27", "sales").spans, []);
  equal(hoursOn(BOOK, "2025-11-27", "sales").holiday?.name, "Thanksgiving");
  equal(hoursOn({ hours: [], holidays: [] }, "2025-11-22", "sales").known, false);
});

Deno.test("isOpenAt: the closing minute is closed", () => {
  const day = hoursOn(BOOK, "2025-11-22", "sales");
  equal(isOpenAt(day, 540), true);
  equal(isOpenAt(day, 1079), true);
  equal(isOpenAt(day, 1080), false);
});

Deno.test("openState: open, closed until Monday, over a holiday", () => {
  equal(openState(BOOK, "sales", at("2025-11-20T19:30:00Z")).until?.closes, 1200);
  const saturday = openState(BOOK, "sales", at("2025-11-23T03:30:00Z"));
  equal(saturday.open, false);
  equal(saturday.next?.date, "2025-11-24");
  equal(openState(BOOK, "sales", at("2025-11-27T02:00:00Z")).next?.date, "2025-11-28");
});

Deno.test("openState: the wall clock decides on both days of the time change", () => {
  equal(openState(BOOK, "service", at("2026-03-09T11:29:00Z")).open, false);
  equal(openState(BOOK, "service", at("2026-03-09T11:30:00Z")).open, true);
  equal(openState(BOOK, "service", at("2025-11-03T12:29:00Z")).open, false);
  equal(openState(BOOK, "service", at("2025-11-03T12:30:00Z")).open, true);
});

Deno.test("openState: hours past midnight belong to the evening before", () => {
  const hours = [{
    id: "late",
    department: "sales" as const,
    weekday: 5,
    opens_at: "18:00",
    closes_at: "02:00",
  }];
  const book = { hours, holidays: [] };
  equal(openState(book, "sales", at("2025-11-22T06:30:00Z")).open, true);
  equal(openState(book, "sales", at("2025-11-22T07:30:00Z")).open, false);
});

Deno.test("weekLines: equal neighbours join, Monday first", () => {
  const lines = weekLines(BOOK, "sales").map((line) => [line.first, line.last, line.spans.length]);
  deepEqual(lines, [[1, 5, 1], [6, 6, 1], [0, 0, 0]]);
  deepEqual(weekLines({ hours: [], holidays: [] }, "sales"), []);
});

Deno.test("holidayNamed: the next one by name, none that has passed", () => {
  equal(holidayNamed(BOOK, "open on thanksgiving?", "2025-11-20")?.on_date, "2025-11-27");
  equal(holidayNamed(BOOK, "open on thanksgiving?", "2025-11-28"), null);
  equal(holidayNamed(BOOK, "open monday?", "2025-11-20"), null);
});
