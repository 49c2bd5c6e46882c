import { equal } from "node:assert/strict";
import {
  clockTime,
  dayLabel,
  dayOf,
  listTime,
  shortDate,
  waitAgainstGoal,
  waitTime,
} from "./time.ts";

const EAST = "America/New_York";
const now = Date.parse("2026-11-21T16:40:00Z");

Deno.test("clockTime() reads the time in the dealership's zone", () => {
  equal(clockTime("2026-11-21T15:02:00Z", EAST), "10:02 am");
  equal(clockTime("2026-11-21T15:02:00Z", "America/Denver"), "8:02 am");
});

Deno.test("dayOf() changes at midnight of the zone, not of Greenwich", () => {
  equal(dayOf("2026-11-21T04:59:00Z", EAST), "2026-11-20");
  equal(dayOf("2026-11-21T05:01:00Z", EAST), "2026-11-21");
});

Deno.test("dayLabel() names near days in words", () => {
  equal(dayLabel("2026-11-21T15:02:00Z", now, EAST), "Today");
  equal(dayLabel("2026-11-20T15:02:00Z", now, EAST), "Yesterday");
  equal(dayLabel("2026-11-19T15:02:00Z", now, EAST), "Thu, Nov 19");
  equal(dayLabel("2025-11-19T15:02:00Z", now, EAST), "Wed, Nov 19, 2025");
});

Deno.test("listTime() gets coarser with age", () => {
  equal(listTime("2026-11-21T16:39:30Z", now, EAST), "now");
  equal(listTime("2026-11-21T16:29:00Z", now, EAST), "11:29 am");
  equal(listTime("2026-11-20T16:29:00Z", now, EAST), "Yesterday");
  equal(listTime("2026-11-18T16:29:00Z", now, EAST), "Wed");
  equal(listTime("2026-11-03T16:29:00Z", now, EAST), "Nov 3");
  equal(shortDate("2026-11-03T16:29:00Z", EAST), "Nov 3");
});

Deno.test("waitTime() counts seconds first, then minutes, hours and days", () => {
  equal(waitTime(-5), "0:00");
  equal(waitTime(252_000), "4:12");
  equal(waitTime(22 * 60_000), "22 min");
  equal(waitTime(3.5 * 3_600_000), "3 h");
  equal(waitTime(72 * 3_600_000), "3 days");
});

Deno.test("waitAgainstGoal() says how much of the goal is used", () => {
  equal(waitAgainstGoal(250_000, 5), "waiting 4 of 5 min");
  equal(waitAgainstGoal(22 * 60_000, 5), "waiting 22 min, goal 5 min");
  equal(waitAgainstGoal(4 * 3_600_000, 5), "waiting 4 h, goal 5 min");
});
