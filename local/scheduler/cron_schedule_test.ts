import assert from "node:assert/strict";
import { isDueAt, parseCronSchedule } from "./cron_schedule.ts";

function isDue(schedule: string, time: string): boolean {
  const parsed = parseCronSchedule(schedule);
  assert.ok(parsed?.kind === "fields", schedule);
  return isDueAt(parsed, new Date(time));
}

Deno.test("parseCronSchedule() reads intervals of 1 to 59 seconds", () => {
  assert.deepEqual(parseCronSchedule("10 seconds"), { kind: "interval", seconds: 10 });
  assert.deepEqual(parseCronSchedule(" 1 second "), { kind: "interval", seconds: 1 });
  assert.equal(parseCronSchedule("60 seconds"), null);
  assert.equal(parseCronSchedule("0 seconds"), null);
});

Deno.test("parseCronSchedule() refuses what no cron would take", () => {
  const wrong = [
    "",
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
  ];
  for (
    const text of [...wrong, "* * * * 8", "5-1 * * * *", "*/0 * * * *", "a * * * *", "1,, * * * *"]
  ) {
    assert.equal(parseCronSchedule(text), null, text);
  }
});

Deno.test("isDueAt() follows lists, ranges, steps and names", () => {
  const monday = "2026-03-02T09:30:00Z";
  for (
    const schedule of [
      "* * * * *",
      "*/15 * * * *",
      "30 9 * * mon",
      "20-40/10 8-10 * mar *",
      "0/30 * 2 * *",
    ]
  ) {
    assert.ok(isDue(schedule, monday), schedule);
  }
  for (
    const schedule of [
      "31 * * * *",
      "30 10 * * *",
      "30 9 * * tue-sat",
      "30 9 * apr *",
      "0,15,45 * * * *",
    ]
  ) {
    assert.ok(!isDue(schedule, monday), schedule);
  }
});

Deno.test("isDueAt() knows Sunday as 0 and 7", () => {
  for (const day of ["0", "7", "sun", "5-7"]) {
    assert.ok(isDue(`0 0 * * ${day}`, "2026-03-01T00:00:00Z"), day);
  }
});

Deno.test("isDueAt() takes either day when day and weekday are both named", () => {
  const schedule = "0 0 13 * fri";
  assert.ok(isDue(schedule, "2026-04-13T00:00:00Z"));
  assert.ok(isDue(schedule, "2026-04-17T00:00:00Z"));
  assert.ok(!isDue(schedule, "2026-04-14T00:00:00Z"));
  assert.ok(!isDue("0 0 */2 * fri", "2026-04-14T00:00:00Z"));
});

Deno.test("isDueAt() finds the last day of every month", () => {
  assert.ok(isDue("0 12 $ * *", "2028-02-29T12:00:00Z"));
  assert.ok(!isDue("0 12 $ * *", "2028-02-28T12:00:00Z"));
  assert.ok(isDue("0 12 $ * *", "2026-12-31T12:00:00Z"));
});

Deno.test("parseCronSchedule() spells macros out", () => {
  assert.deepEqual(parseCronSchedule("@hourly"), parseCronSchedule("0 * * * *"));
  assert.deepEqual(parseCronSchedule("@reboot"), { kind: "reboot" });
});
