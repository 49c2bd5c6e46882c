import { locale, t, tn } from "../i18n/t.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One formatter per zone and shape: making one costs more than using it a hundred times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${zone} ${JSON.stringify(options)}`;
  let known = formatters.get(key);
  if (known === undefined) {
    known = new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone });
    formatters.set(key, known);
  }
  return known;
}

/** The time of day in a zone: `10:02 am`. */
export function clockTime(iso: string, zone: string): string {
  const parts = formatter(zone, { hour: "numeric", minute: "2-digit" });
  return parts.format(new Date(iso)).replace(/\s/u, " ").toLowerCase();
}

/** Date and time in full, for a tooltip: `Saturday, November 21, 2026 at 10:02 AM`. */
export function fullTime(iso: string, zone: string): string {
  return formatter(zone, { dateStyle: "full", timeStyle: "short" }).format(new Date(iso));
}

const QUARTER_MS = 15 * MINUTE_MS;

/** Days by zone and quarter of an hour: a long list asks for them again each second. */
const days = new Map<string, Map<number, string>>();

/** The calendar day in a zone, `2026-11-21`: equal for two moments of the same day. */
export function dayOf(iso: string | number, zone: string): string {
  const at = typeof iso === "number" ? iso : Date.parse(iso);
  // Every zone is whole quarters of an hour from Greenwich, so no day begins within one.
  const quarter = Math.floor(at / QUARTER_MS);
  let known = days.get(zone);
  if (known === undefined) days.set(zone, known = new Map());
  let day = known.get(quarter);
  if (day === undefined) known.set(quarter, day = formattedDay(at, zone));
  return day;
}

function formattedDay(at: number, zone: string): string {
  const parts = formatter(zone, { year: "numeric", month: "2-digit", day: "2-digit" })
    .formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** A day in words: `Today`, `Yesterday`, `Thu, Nov 19`, with the year when it is another one. */
export function dayLabel(iso: string, now: number, zone: string): string {
  const day = dayOf(iso, zone);
  const today = dayOf(now, zone);
  if (day === today) return t("Today");
  if (day === dayOf(now - DAY_MS, zone)) return t("Yesterday");
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return formatter(zone, {
    weekday: "short",
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(new Date(iso));
}

/** A moment in words: `Today, 10:02 am`, `Thu, Nov 19, 4:10 pm`. */
export function dayTime(iso: string, now: number, zone: string): string {
  return `${dayLabel(iso, now, zone)}, ${clockTime(iso, zone)}`;
}

/** A short date: `Nov 3`. */
export function shortDate(iso: string, zone: string): string {
  return formatter(zone, { month: "short", day: "numeric" }).format(new Date(iso));
}

/** When something in a list happened: `now`, `10:02 am`, `Yesterday`, `Thu`, `Nov 3`. */
export function listTime(iso: string, now: number, zone: string): string {
  const age = now - Date.parse(iso);
  if (age < MINUTE_MS) return t("now");
  const day = dayOf(iso, zone);
  if (day === dayOf(now, zone)) return clockTime(iso, zone);
  if (day === dayOf(now - DAY_MS, zone)) return t("Yesterday");
  if (age < 6 * DAY_MS) return formatter(zone, { weekday: "short" }).format(new Date(iso));
  return shortDate(iso, zone);
}

/** How long someone waits: `4:12`, `22 min`, `3 h`, `2 days`. */
export function waitTime(waitedMs: number): string {
  const waited = Math.max(0, waitedMs);
  const minutes = Math.floor(waited / MINUTE_MS);
  if (minutes < 10) {
    const seconds = Math.floor(waited / 1_000) % 60;
    return `${minutes}:${String(seconds).padStart(2, "0")}`;
  }
  if (minutes < 60) return t("{count} min", { count: minutes });
  if (waited < 2 * DAY_MS) return t("{count} h", { count: Math.floor(waited / HOUR_MS) });
  return tn(Math.floor(waited / DAY_MS), "1 day", "{count} days");
}

/** A wait against the dealership's goal: `waiting 4 of 5 min`, `waiting 22 min, goal 5 min`. */
export function waitAgainstGoal(waitedMs: number, goal: number): string {
  const minutes = Math.max(0, Math.floor(waitedMs / MINUTE_MS));
  if (minutes < goal) return t("waiting {minutes} of {goal} min", { minutes, goal });
  const time = minutes < 60 ? t("{count} min", { count: minutes }) : waitTime(waitedMs);
  return t("waiting {time}, goal {goal} min", { time, goal });
}
