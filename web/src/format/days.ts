import { locale, t, tn } from "../i18n/t.ts";

/** One day of a row of bars. */
export interface DayCount {
  readonly on: string;
  readonly count: number;
}

const DAY_MS = 86_400_000;

/** So many days from a date on, each with its count or 0. */
export function countDays(
  from: string,
  days: number,
  counts: Readonly<Record<string, number>>,
): readonly DayCount[] {
  const start = Date.parse(`${from}T00:00:00Z`);
  return Array.from({ length: days }, (_, index) => {
    const on = new Date(start + index * DAY_MS).toISOString().slice(0, 10);
    return { on, count: counts[on] ?? 0 };
  });
}

/** A date in words: `Sat, Nov 21`. */
export function dateWords(on: string): string {
  return new Date(`${on}T12:00:00Z`).toLocaleDateString(locale(), {
    weekday: "short",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  });
}

/** A span in as few characters as it takes: `48 s`, `3 min`, `2.5 h`. */
export function spanWords(seconds: number): string {
  if (seconds < 90) return t("{count} s", { count: Math.round(seconds) });
  if (seconds < 90 * 60) return t("{count} min", { count: Math.round(seconds / 60) });
  const hours = Math.round(seconds / 360) / 10;
  return hours < 48
    ? t("{count} h", { count: hours })
    : tn(Math.round(hours / 24), "1 day", "{count} days");
}
