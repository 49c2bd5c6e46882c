/** A wall-clock moment in some zone. */
export interface LocalMoment {
  /** `YYYY-MM-DD`. */
  date: string;
  /** Minutes since local midnight, 0..1439. */
  minutes: number;
  /** 0 is Sunday. */
  weekday: number;
}

const DAY_MS = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Returns the wall clock of an instant in an IANA zone. */
export function localMoment(instant: string | number, timezone: string): LocalMoment {
  const parts = wallParts(new Date(instant).getTime(), timezone);
  const date = `${pad(parts.year, 4)}-${pad(parts.month, 2)}-${pad(parts.day, 2)}`;
  return { date, minutes: parts.hour * 60 + parts.minute, weekday: weekdayOf(date) };
}

/** Returns the calendar date some days later (or earlier). */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Returns how many days `to` lies after `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Returns the weekday of a calendar date, 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/**
 * Returns the UTC instant of a wall-clock time. A time that the spring change skips counts with the
 * offset before it; one that the autumn change repeats is its first occurrence.
 */
export function instantOf(date: string, minutes: number, timezone: string): string {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000;
  const before = offsetAt(wall - DAY_MS, timezone);
  const after = offsetAt(wall + DAY_MS, timezone);
  const early = wall - before;
  const late = wall - after;
  const exact = [early, late].sort((a, b) => a - b)
    .find((instant) => instant + offsetAt(instant, timezone) === wall);
  return new Date(exact ?? early).toISOString();
}

/** Returns minutes since midnight of `HH:MM` or `HH:MM:SS`. */
export function minutesOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** Returns `HH:MM` of minutes since midnight. */
export function clockOf(minutes: number): string {
  return `${pad(Math.floor(minutes / 60) % 24, 2)}:${pad(minutes % 60, 2)}`;
}

function offsetAt(instant: number, timezone: string): number {
  const parts = wallParts(instant, timezone);
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
  return wall - Math.floor(instant / 60_000) * 60_000;
}

function wallParts(instant: number, timezone: string) {
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const part of formatterOf(timezone).formatToParts(new Date(instant))) {
    if (part.type in found) found[part.type as keyof typeof found] = Number(part.value);
  }
  return found;
}

/** Building a formatter costs 40 times a formatting, and a process sees few zones. */
function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  formatters.set(timezone, made);
  return made;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
