import type { BusinessHoliday, BusinessHours, Department } from "../contract/intelligence.ts";
import { foldText } from "./text.ts";
import { addDays, type LocalMoment, minutesOf, weekdayOf } from "./zoned_time.ts";

/** The rows that say when a dealership is open. */
export interface HoursBook {
  hours: readonly BusinessHours[];
  holidays: readonly BusinessHoliday[];
}

/** One stretch of opening on a day, in local minutes; `closes` passes 1440 after midnight. */
export interface OpenSpan {
  /** The row it comes from. */
  row_id: string;
  opens: number;
  closes: number;
}

/** The opening of one calendar day. */
export interface DayHours {
  date: string;
  /** False when no row says anything about this desk. */
  known: boolean;
  spans: OpenSpan[];
  holiday: BusinessHoliday | null;
}

/** Whether a desk is open at a moment, until when, and when it opens next. */
export interface OpenState {
  known: boolean;
  open: boolean;
  until: OpenSpan | null;
  next: { date: string; span: OpenSpan; holiday: BusinessHoliday | null } | null;
}

/** One line of the week: weekdays that share the same opening. */
export interface WeekLine {
  first: number;
  last: number;
  spans: OpenSpan[];
}

const HORIZON_DAYS = 14;
const MONDAY_FIRST = [1, 2, 3, 4, 5, 6, 0];

/** Returns the opening of one day; a holiday row wins over the weekday. */
export function hoursOn(book: HoursBook, date: string, department: Department): DayHours {
  const rows = book.hours.filter((row) => row.department === department);
  const holiday = book.holidays.find((row) => row.on_date === date) ?? null;
  if (holiday) {
    const { opens_at, closes_at } = holiday;
    const spans = opens_at && closes_at ? [span(holiday.id, opens_at, closes_at)] : [];
    return { date, known: true, spans, holiday };
  }
  return {
    date,
    known: rows.length > 0,
    spans: weekdaySpans(rows, weekdayOf(date)),
    holiday: null,
  };
}

/** Returns the next holiday of the dealership that a folded text names; null when it names none. */
export function holidayNamed(
  book: HoursBook,
  folded: string,
  today: string,
): BusinessHoliday | null {
  const words = holidayWords(folded);
  return book.holidays
    .filter((one) =>
      one.on_date >= today && words.includes(holidayWords(foldText(one.name)).replace(/ day$/, ""))
    )
    .sort((a, b) => b.name.length - a.name.length || (a.on_date < b.on_date ? -1 : 1))[0] ?? null;
}

/** "Xmas eve", "new years" and "turkey day" by their names in the settings. */
function holidayWords(folded: string): string {
  return folded.replace(/\bx-?mas\b/g, "christmas").replace(/\bnye\b/g, "new years eve")
    .replace(/\bturkey day\b/g, "thanksgiving").replace(/'/g, "");
}

/** Returns the day a folded text names by a holiday: the day itself, or the one before or after it. */
export function holidayDate(book: HoursBook, folded: string, today: string): string | null {
  const friday = /\bblack friday\b|\bviernes negro\b/.test(folded);
  const named = holidayNamed(book, friday ? "thanksgiving" : folded, today);
  if (named === null) return null;
  if (friday || /\b(?:(?:day|friday) after|dia despues)\b/.test(folded)) {
    return addDays(named.on_date, 1);
  }
  return /\b(?:day before|dia antes)\b/.test(folded) ? addDays(named.on_date, -1) : named.on_date;
}

/** Returns whether a desk is open at a local moment, and when it opens next. */
export function openState(
  book: HoursBook,
  department: Department,
  moment: LocalMoment,
): OpenState {
  const today = hoursOn(book, moment.date, department);
  const yesterday = hoursOn(book, addDays(moment.date, -1), department);
  const late = yesterday.spans.find((one) => one.closes > moment.minutes + 1440);
  const until = today.spans.find((one) => covers(one, moment.minutes)) ?? late ?? null;
  return {
    known: today.known || yesterday.known,
    open: until !== null,
    until,
    next: nextOpening(book, department, moment),
  };
}

/** Returns whether a desk is open at a wall-clock time of a day. */
export function isOpenAt(day: DayHours, minutes: number): boolean {
  return day.spans.some((one) => covers(one, minutes));
}

/** Returns the week from Monday with equal neighbours joined; closed days have no spans. */
export function weekLines(book: HoursBook, department: Department): WeekLine[] {
  const rows = book.hours.filter((row) => row.department === department);
  const lines: WeekLine[] = [];
  for (const weekday of MONDAY_FIRST) {
    const spans = weekdaySpans(rows, weekday);
    const previous = lines[lines.length - 1];
    if (previous && sameSpans(previous.spans, spans)) previous.last = weekday;
    else lines.push({ first: weekday, last: weekday, spans });
  }
  return rows.length === 0 ? [] : lines;
}

function nextOpening(book: HoursBook, department: Department, moment: LocalMoment) {
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead++) {
    const date = addDays(moment.date, ahead);
    const day = hoursOn(book, date, department);
    const next = day.spans.find((one) => ahead > 0 || one.opens > moment.minutes);
    if (next) return { date, span: next, holiday: day.holiday };
  }
  return null;
}

function weekdaySpans(rows: readonly BusinessHours[], weekday: number): OpenSpan[] {
  return rows.filter((row) => row.weekday === weekday)
    .map((row) => span(row.id, row.opens_at, row.closes_at))
    .sort((a, b) => a.opens - b.opens);
}

function span(row_id: string, opensAt: string, closesAt: string): OpenSpan {
  const opens = minutesOf(opensAt);
  const closes = minutesOf(closesAt);
  return { row_id, opens, closes: closes <= opens ? closes + 1440 : closes };
}

function covers(one: OpenSpan, minutes: number): boolean {
  return one.opens <= minutes && minutes < one.closes;
}

function sameSpans(a: readonly OpenSpan[], b: readonly OpenSpan[]): boolean {
  return a.length === b.length &&
    a.every((one, i) => one.opens === b[i]?.opens && one.closes === b[i]?.closes);
}
