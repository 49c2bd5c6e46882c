import type { Department } from "../contract/intelligence.ts";
import { hoursOn, type OpenSpan, openState } from "./business_hours.ts";
import {
  customerTexts,
  customerTimes,
  type ReplyFacts,
  sentencesOf,
  sourceTexts,
  sourceTimes,
  staffTexts,
  timesIn,
} from "./reply_facts.ts";
import { fault, type ReplyFault } from "./reply_fault.ts";
import { addDays, localMoment, minutesOf, weekdayOf } from "./zoned_time.ts";

const OURS =
  /\b(?:open|opens|close|closes|closed|closing|hours|until|till|abrimos|cerramos|abierto|cerrado|abre|cierra|hasta|horario)\b/i;

/** "3 PM on Tuesday is within our hours" speaks of a wish, not of our hours. */
const FITS =
  /^[^.!?]{0,24}?\b(?:works|fits|is (?:fine|good|okay|within|outside)|va bien|funciona|entra en|est[aá] (?:bien|dentro|fuera)|queda (?:bien|dentro|fuera))/i;

/** A time the customer proposed may be repeated, but not as a time we open or close. */
export function statedTimes(text: string, facts: ReplyFacts): ReplyFault | null {
  const known = sourceTimes(facts);
  const proposed = customerTimes(facts);
  // "We're open 9 to 8, so 3 PM fits": the customer's time counts where no hours are spoken of.
  const clauses = sentencesOf(text).flatMap((one) => one.text.split(/[,;](?!\d)/));
  const found = clauses.flatMap((clause) =>
    timesIn(clause).filter(({ minutes, shown, start }) => {
      if (known.has(minutes)) return false;
      const fits = FITS.test(clause.slice(start + shown.length));
      return !proposed.has(minutes) || (OURS.test(clause) && !fits);
    })
  )[0];
  return found === undefined
    ? null
    : fault("hours_without_evidence", `no tool gave the time ${found.shown}`);
}

/**
 * A free or booked time stands on its own day: each time is read with the weekday named last before
 * it, or first after it.
 */
export function slotDays(text: string, facts: ReplyFacts): ReplyFault | null {
  const { timezone } = facts.loaded.dealership;
  const moments = [...facts.deeds.slots, ...facts.deeds.bookings]
    .map((one) => localMoment(one.starts_at, timezone));
  const hours = hoursTimes(facts);
  for (const { text: sentence } of sentencesOf(text)) {
    if (OURS.test(sentence)) continue;
    const days = weekdaysIn(sentence);
    for (const time of timesIn(sentence)) {
      const day = days.findLast((one) => one.start < time.start) ?? days[0];
      const same = moments.filter((one) => one.minutes === time.minutes);
      if (day === undefined || same.length === 0 || hours.has(time.minutes)) continue;
      if (!same.some((one) => one.weekday === day.weekday)) {
        return fault("hours_without_evidence", `${time.shown} is not free or booked on that day`);
      }
    }
  }
  return null;
}

function hoursTimes({ loaded }: ReplyFacts): Set<number> {
  return new Set(
    loaded.holidays.flatMap((one) => [one.opens_at, one.closes_at])
      .filter((time) => time !== null).map(minutesOf),
  );
}

function weekdaysIn(text: string): { weekday: number; start: number }[] {
  return WEEKDAYS.flatMap((name, weekday) => {
    const start = text.search(name);
    return start === -1 ? [] : [{ weekday, start }];
  }).sort((a, b) => a.start - b.start);
}

const WEEKDAYS: readonly RegExp[] = [
  /\bsun(?:day)?s?\b|\bdomingos?\b/i,
  /\bmon(?:day)?s?\b|\blunes\b/i,
  /\btue(?:s|sday)?s?\b|\bmartes\b/i,
  /\bwed(?:nesday)?s?\b|\bmi[eé]rcoles\b/i,
  /\bthu(?:rs?|rsday)?s?\b|\bjueves\b/i,
  /\bfri(?:day)?s?\b|\bviernes\b/i,
  /\bsat(?:urday)?s?\b|\bs[aá]bados?\b/i,
];
const RANGE = /(?:-|–|\bto\b|\bthrough\b|\bthru\b|\ba\b|\bthat\b)/i;
const OPEN = /\b(?:open|opens|abrimos|abierto|abre)\b/i;
const SHUT = /\b(?:closed|not open|cerrado|cerramos todo|no abrimos)\b/i;

const BOTH: readonly Department[] = ["sales", "service"];

/** "Open on Sunday" needs that desk's row for Sunday, "closed on Sunday" needs that there is none. */
export function openDays(text: string, facts: ReplyFacts): ReplyFault | null {
  const spoken = [...staffTexts(facts), ...facts.knowledge.map((entry) => entry.answer)].join("\n");
  for (const sentence of sentencesOf(text)) {
    // "Thursday, Nov 27" is that date alone; statedDates() looks at it.
    if (datesIn(sentence.text).length > 0) continue;
    let desk: Department | null = null;
    for (const clause of sentence.text.split(/[;,]|\b(?:but|and|y|pero)\b/i)) {
      desk = deskIn(clause) ?? desk;
      const desks = desk === null ? BOTH : [desk];
      const days = daysNamed(clause, facts);
      if (days.length !== 1 || RANGE.test(clause) || /\?\s*$/.test(sentence.text)) continue;
      const [day] = days;
      if (day === undefined || day.shown.test(spoken)) continue;
      // A holiday closes one Thursday, and "closed on Thursday" may speak of that one.
      const shut = desk === null ? unnamed(facts) : desks;
      if (SHUT.test(clause) && day.dates.every((date) => isOpen([date], facts, shut))) {
        return fault("hours_without_evidence", `it says closed, but there are hours that day`);
      }
      if (OPEN.test(clause) && !SHUT.test(clause) && !isOpen(day.dates, facts, desks)) {
        return fault("hours_without_evidence", `it says open, but there are no hours that day`);
      }
      const wrong = OPEN.test(clause)
        ? timesIn(clause).find((one) =>
          !spansOn(day.dates, facts, desks).some((span) => bounds(span, one.minutes))
        )
        : undefined;
      if (wrong) return fault("hours_without_evidence", `${wrong.shown} is not that day's hour`);
    }
  }
  return null;
}

/** The desk a clause speaks of; a later clause without one goes on about it. */
function deskIn(clause: string): Department | null {
  if (/\b(?:service|servicio)\b/i.test(clause)) return "service";
  return /\b(?:sales|showroom|ventas)\b/i.test(clause) ? "sales" : null;
}

/** "Closed" without a desk speaks of sales, and of the desk that the customer wishes to visit. */
function unnamed({ wish }: ReplyFacts): readonly Department[] {
  return wish?.department === "service" ? BOTH : ["sales"];
}

interface NamedDay {
  shown: RegExp;
  dates: string[];
}

function daysNamed(clause: string, facts: ReplyFacts): NamedDay[] {
  const { now, dealership } = facts.loaded;
  const today = localMoment(now, dealership.timezone).date;
  const week = Array.from({ length: 14 }, (_, ahead) => addDays(today, ahead));
  const found = WEEKDAYS.flatMap((shown, weekday) =>
    shown.test(clause) ? [{ shown, dates: week.filter((date) => weekdayOf(date) === weekday) }] : []
  );
  if (/\b(?:today|tonight|hoy)\b/i.test(clause)) {
    found.push({ shown: /\b(?:today|hoy)\b/i, dates: [today] });
  }
  if (/\b(?:tomorrow|ma[ñn]ana)\b/i.test(clause)) {
    found.push({ shown: /\b(?:tomorrow|ma[ñn]ana)\b/i, dates: [addDays(today, 1)] });
  }
  return found;
}

function spansOn(
  dates: readonly string[],
  { loaded }: ReplyFacts,
  desks: readonly Department[],
): OpenSpan[] {
  return dates.flatMap((date) => desks.flatMap((desk) => hoursOn(loaded, date, desk).spans));
}

function isOpen(dates: readonly string[], facts: ReplyFacts, desks: readonly Department[]) {
  return spansOn(dates, facts, desks).length > 0;
}

function bounds({ opens, closes }: OpenSpan, minutes: number): boolean {
  return opens === minutes || closes === minutes || closes % 1440 === minutes;
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MESES = "ene feb mar abr may jun jul ago sep oct nov dic".split(" ");
const MONTH_NAME =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";
const DATE = new RegExp(
  `\\b${MONTH_NAME}\\.?\\s(\\d{1,2})(?:st|nd|rd|th)?\\b(?!,?\\d|:|\\s?[ap]\\.?m)|\\b(\\d{1,2})\\s(?:de\\s)?${MONTH_NAME}\\b|(?<![\\d/$.,])(\\d{1,2})/(\\d{1,2})(?:/\\d{2,4})?(?![\\d/])`,
  "gi",
);
/** The tools speak of the coming week; further dates need a source. */
const DAYS_KNOWN = 14;

/** A date is near, or comes from a row, an approved answer, staff, a slot or the customer. */
export function statedDates(text: string, facts: ReplyFacts): ReplyFault | null {
  const { now, dealership, holidays } = facts.loaded;
  const today = localMoment(now, dealership.timezone).date;
  const near = Array.from({ length: DAYS_KNOWN }, (_, ahead) => addDays(today, ahead));
  const moments = [...facts.deeds.slots, ...facts.deeds.bookings]
    .map((one) => localMoment(one.starts_at, dealership.timezone).date);
  const wished = facts.wish?.date ?? null;
  const dates = [
    ...near,
    ...moments,
    ...holidays.flatMap((one) => aroundHoliday(one.on_date, facts.loaded)),
    ...(wished === null ? [] : [wished]),
  ];
  const known = new Set([
    ...dates.map((date) => date.slice(5)),
    ...[...sourceTexts(facts), ...customerTexts(facts)].flatMap(datesIn).map((one) => one.day),
  ]);
  for (const { day, shown, start } of datesIn(text)) {
    if (!known.has(day)) return fault("date_without_evidence", `no tool gave the date ${shown}`);
    const beside = text.slice(Math.max(0, start - 14), start);
    const weekday = WEEKDAYS.findIndex((name) => name.test(beside) && /[\s,.(]+$/.test(beside));
    const same = dates.filter((date) => date.slice(5) === day);
    if (weekday >= 0 && same.length > 0 && !same.some((date) => weekdayOf(date) === weekday)) {
      return fault("date_without_evidence", `${shown} is not that weekday`);
    }
  }
  return null;
}

/** A holiday, the days beside it, and the day on which a desk opens again. */
function aroundHoliday(date: string, loaded: ReplyFacts["loaded"]): string[] {
  const reopens = (["sales", "service"] as const).map((desk) =>
    openState(loaded, desk, { date, minutes: 1439, weekday: weekdayOf(date) }).next?.date ?? date
  );
  return [addDays(date, -1), date, addDays(date, 1), ...reopens];
}

/** Month and day of the dates in a text, as `MM-DD`. */
function datesIn(text: string): { day: string; shown: string; start: number }[] {
  return [...text.matchAll(DATE)].flatMap((match) => {
    const name = (match[1] ?? match[4])?.toLowerCase().slice(0, 3);
    const month = name === undefined
      ? Number(match[5])
      : Math.max(MONTHS.indexOf(name), MESES.indexOf(name)) + 1;
    const day = Number(match[2] ?? match[3] ?? match[6]);
    if (month < 1 || month > 12 || day < 1 || day > 31) return [];
    const pad = (value: number) => String(value).padStart(2, "0");
    return [{ day: `${pad(month)}-${pad(day)}`, shown: match[0], start: match.index }];
  });
}
