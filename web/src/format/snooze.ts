import { clockTime, dayOf, dayTime } from "./time.ts";
import { t } from "../i18n/t.ts";

/** One time to come back to a conversation. */
export interface SnoozeChoice {
  readonly id: string;
  readonly name: string;
  readonly until: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MORNING = 9;

/** The times a conversation can be put aside until, in the dealership's own zone. */
export function snoozeChoices(now: number, zone: string): readonly SnoozeChoice[] {
  const today = localDay(now, zone);
  const untilMonday = (8 - today.weekday) % 7 || 7;
  const morning = (days: number) => instantAt(today, days, MORNING, zone);
  const choices: readonly (readonly [string, string, number])[] = [
    ["hour", t("In an hour"), now + HOUR_MS],
    ["later", t("Later today"), now + 3 * HOUR_MS],
    ["tomorrow", t("Tomorrow morning"), morning(1)],
    ["days", t("In three days"), morning(3)],
    ["week", t("Next week"), morning(untilMonday)],
  ];
  // On a Sunday next week begins tomorrow: one moment is offered once.
  return choices.filter((one, at) => choices.findIndex((other) => other[2] === one[2]) === at)
    .toSorted((a, b) => a[2] - b[2])
    .map(([id, name, at]) => ({ id, name, until: new Date(at).toISOString() }));
}

/** When a snooze ends, in words: `Mon, Nov 23, 9:00 am`. */
export function snoozeWords(until: string, now: number, zone: string): string {
  return dayOf(until, zone) === dayOf(now, zone)
    ? clockTime(until, zone)
    : dayTime(until, now, zone);
}

interface LocalDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

function localDay(at: number, zone: string): LocalDay {
  const shifted = new Date(at + offsetMs(at, zone));
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
  };
}

/** The instant of an hour on a local day; asked twice, as the offset may change in between. */
function instantAt(from: LocalDay, days: number, hour: number, zone: string): number {
  const wall = Date.UTC(from.year, from.month, from.day, hour) + days * DAY_MS;
  const guess = wall - offsetMs(wall, zone);
  return wall - offsetMs(guess, zone);
}

function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(at / 1_000) * 1_000;
}
