import { equal } from "node:assert/strict";
import { snoozeChoices, snoozeWords } from "./snooze.ts";

const ZONE = "America/New_York";
const until = (now: string, id: string, zone = ZONE) =>
  snoozeChoices(Date.parse(now), zone).find((choice) => choice.id === id)?.until;

Deno.test("snooze: mornings are nine o'clock where the dealership is", () => {
  const saturday = "2026-11-21T15:00:00Z";
  equal(until(saturday, "later"), "2026-11-21T18:00:00.000Z");
  equal(until(saturday, "tomorrow"), "2026-11-22T14:00:00.000Z");
  equal(until(saturday, "week"), "2026-11-23T14:00:00.000Z");
  equal(until(saturday, "tomorrow", "America/Denver"), "2026-11-22T16:00:00.000Z");
});

Deno.test("snooze: the local day counts, not the one in Greenwich", () => {
  equal(until("2026-11-22T03:00:00Z", "tomorrow"), "2026-11-22T14:00:00.000Z");
});

Deno.test("snooze: next week on a Monday is the Monday after", () => {
  equal(until("2026-11-23T15:00:00Z", "week"), "2026-11-30T14:00:00.000Z");
});

Deno.test("snooze: one moment is offered once, on a Sunday as tomorrow", () => {
  const sunday = Date.parse("2026-11-22T15:00:00Z");
  const moments = snoozeChoices(sunday, ZONE).map((choice) => choice.until);
  equal(new Set(moments).size, moments.length);
  equal(until("2026-11-22T15:00:00Z", "tomorrow"), "2026-11-23T14:00:00.000Z");
});

Deno.test("snooze: nine o'clock stays nine o'clock over a clock change", () => {
  equal(until("2026-10-31T15:00:00Z", "tomorrow"), "2026-11-01T14:00:00.000Z");
});

Deno.test("snooze: is told with its day unless that is today", () => {
  const now = Date.parse("2026-11-21T15:00:00Z");
  equal(snoozeWords("2026-11-21T18:00:00Z", now, ZONE), "1:00 pm");
  equal(snoozeWords("2026-11-23T14:00:00Z", now, ZONE), "Mon, Nov 23, 9:00 am");
});
