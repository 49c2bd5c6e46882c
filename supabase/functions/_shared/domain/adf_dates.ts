import { valueOf } from "./adf_words.ts";
import { addDays, daysBetween, instantOf } from "./zoned_time.ts";

/** When a shopper asked, and what was odd about how the document says so. */
export interface RequestDate {
  readonly requested_at: string;
  readonly warning: string | null;
}

const DAY_MS = 86_400_000;
const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\s?(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(.*)$/i;
const SLASHED =
  /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(.*)$/i;
const MAIL =
  /^(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})\s+([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?\s+(\d{1,2})),?\s+(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(.*)$/i;
const OFFSET = /^(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{0,2})\b/i;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
/** Zone names that mail and web forms write, in hours east of Greenwich. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

/**
 * Returns when the shopper asked. A date that is missing, that cannot be read, or that lies more
 * than a day ahead gives way to the moment we got the document.
 */
export function requestDate(text: string | null, receivedAt: string, zone: string): RequestDate {
  const received = new Date(receivedAt).toISOString();
  const value = valueOf(text);
  if (value === null) {
    return { requested_at: received, warning: "No request date: the time of receipt counts" };
  }
  const instant = readInstant(value, zone);
  if (instant === null) {
    return {
      requested_at: received,
      warning: `Request date not understood: ${value.slice(0, 60)}`,
    };
  }
  if (instant > Date.parse(received) + DAY_MS) {
    return { requested_at: received, warning: `Request date lies ahead: ${value.slice(0, 60)}` };
  }
  return { requested_at: new Date(instant).toISOString(), warning: null };
}

/** Returns the calendar date (YYYY-MM-DD) that a text names, or null. */
export function dateOf(text: string | null): string | null {
  const parts = readParts(valueOf(text) ?? "");
  return parts?.date ?? null;
}

interface DateParts {
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  readonly rest: string;
}

function readInstant(value: string, zone: string): number | null {
  const parts = readParts(value);
  if (parts === null) return null;
  const { date, minute, second, ms } = parts;
  const clock = /^\s?([ap])\.?m?\.?(?=\s|$)\s?(.*)$/i.exec(parts.rest);
  const hour = clock === null ? parts.hour : twelveHour(parts.hour, clock[1] ?? "");
  if (hour > 23 || minute > 59 || second > 60) return null;
  const rest = (clock?.[2] ?? parts.rest).trim();
  const offset = offsetMinutes(rest);
  const minutes = hour * 60 + minute;
  const start = offset === null
    ? Date.parse(instantOf(date, minutes, zone))
    : Date.parse(`${date}T00:00:00Z`) + (minutes - offset) * 60_000;
  return start + second * 1000 + ms;
}

function readParts(value: string): DateParts | null {
  const iso = ISO.exec(value);
  if (iso !== null) {
    const [, year, month, day, ...time] = iso;
    return parts(Number(year), Number(month), Number(day), time);
  }
  const slashed = SLASHED.exec(value);
  if (slashed !== null) {
    const [, first, second, year, ...time] = slashed;
    const full = Number(year) < 100 ? 2000 + Number(year) : Number(year);
    // Month first, as these senders write; the other way round only when it cannot be.
    const swap = Number(first) > 12;
    return parts(full, Number(swap ? second : first), Number(swap ? first : second), time);
  }
  const mail = MAIL.exec(value);
  if (mail === null) return null;
  const [, dayA, monthA, monthB, dayB, year, ...time] = mail;
  const month = MONTHS.indexOf((monthA ?? monthB ?? "").toLowerCase()) + 1;
  return parts(Number(year), month, Number(dayA ?? dayB), time);
}

function parts(
  year: number,
  month: number,
  day: number,
  [hour, minute, second, fraction, rest]: (string | undefined)[],
): DateParts | null {
  const date = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`;
  if (year < 1990 || year > 2200 || month < 1 || month > 12 || day < 1) return null;
  const exact = addDays(date, day - 1);
  if (daysBetween(date, exact) !== day - 1 || exact.slice(0, 7) !== date.slice(0, 7)) return null;
  return {
    date: exact,
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ms: Number((fraction ?? "0").padEnd(3, "0").slice(0, 3)),
    rest: (rest ?? "").trim(),
  };
}

function twelveHour(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return hour;
  return hour % 12 + (half.toLowerCase() === "p" ? 12 : 0);
}

/** `-05:00`, `-0500`, `-5`, `-08:0`, `Z`, `EST`; null when the dealership's zone has to do. */
function offsetMinutes(text: string): number | null {
  const found = OFFSET.exec(text);
  if (found !== null) {
    const minutes = Number(found[2]) * 60 + Number(found[3] || "0");
    return minutes > 14 * 60 ? null : (found[1] === "-" ? -minutes : minutes);
  }
  const zone = ZONES[(/^\(?([a-z]{1,3})\b/i.exec(text)?.[1] ?? "").toLowerCase()];
  return zone === undefined ? null : zone * 60;
}
