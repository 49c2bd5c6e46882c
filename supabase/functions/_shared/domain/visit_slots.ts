import type { Department, ReplyContext } from "../contract/intelligence.ts";
import { hoursOn, isOpenAt } from "./business_hours.ts";
import { foldText } from "./text.ts";
import { threadMemory } from "./thread_memory.ts";
import { type StatedTime, statedTime } from "./time_entities.ts";
import { addDays, type LocalMoment, localMoment } from "./zoned_time.ts";

/** Where a slot's value comes from: this message, an earlier one, or what the store offered. */
export type SlotSource = "message" | "thread" | "offer";

/** One typed value with its provenance. */
export interface Slot<T> {
  value: T;
  source: SlotSource;
}

/** What is known of a visit; each slot holds only what its own validator accepted. */
export interface VisitSlots {
  date: Slot<string> | null;
  minutes: Slot<number> | null;
  part_of_day: Slot<"morning" | "afternoon" | "evening"> | null;
}

/** Local minutes a part of the day spans, `to` excluded. */
export const DAY_PARTS = {
  morning: { from: 0, to: 720 },
  afternoon: { from: 720, to: 1020 },
  evening: { from: 1020, to: 1440 },
} as const;

const OPENING =
  /\b(?:set for|lo esperamos|queda para|free times|these times are free|horas libres|estas horas estan libres|esta libre|open again|doors open|we're back|abrimos de nuevo|la proxima apertura)\b[^?]*|[^.?]*\bis free\./;
/** Such a word stands between the time that was set and what the customer says next. */
const NAME_THANKS = /^(?:thank you|nice to meet you|gracias|mucho gusto), /;
const WEEKEND = /\bnext weekend\b/;
/** Customer messages before this one that may hold a slot. */
const EARLIER_MESSAGES = 2;

/** What the slots are read from besides the text's own time. */
export interface SlotSigns {
  now: LocalMoment;
  department: Department;
  earlier: readonly string[];
}

/** Returns the slots of a visit; earlier messages count only while the thread is about the visit. */
export function visitSlots(context: ReplyContext, time: StatedTime, signs: SlotSigns): VisitSlots {
  const awaits = threadMemory(context).awaits_time;
  const date = dateSlot(context, time, signs, awaits);
  const own = time.minutes !== null || time.part_of_day !== null;
  const before = own || !awaits ? null : earlierClock(signs);
  const clock = before ?? time;
  const source: SlotSource = before ? "thread" : "message";
  const minutes = date === null
    ? clock.minutes
    : settledMinutes(context, date.value, clock, signs.department);
  return {
    date: date &&
      { ...date, value: comingDate(context, { date: date.value, minutes, time }, signs) },
    minutes: minutes === null ? null : { value: minutes, source },
    part_of_day: clock.part_of_day === null ? null : { value: clock.part_of_day, source },
  };
}

function dateSlot(
  context: ReplyContext,
  time: StatedTime,
  { earlier, now }: SlotSigns,
  awaits: boolean,
): Slot<string> | null {
  if (time.date !== null) {
    return {
      value: awaits ? ofWeekend(time, earlier, now) ?? time.date : time.date,
      source: "message",
    };
  }
  if (!awaits) return null;
  const offered = offeredDate(context);
  if (offered !== null) return { value: offered, source: "offer" };
  for (const text of earlier.slice(-EARLIER_MESSAGES).reverse()) {
    const stated = statedTime(foldText(text), now).date;
    if (stated !== null) return { value: stated, source: "thread" };
  }
  const discussed = saidDate(context, (said) => said);
  return discussed === null ? null : { value: discussed, source: "thread" };
}

/** "Sunday" after "next weekend" is the Sunday of that weekend. */
function ofWeekend(time: StatedTime, earlier: readonly string[], now: LocalMoment): string | null {
  if (time.weekday !== 6 && time.weekday !== 0) return null;
  const said = earlier.slice(-EARLIER_MESSAGES).map(foldText).find((text) => WEEKEND.test(text));
  const saturday = said === undefined ? null : statedTime(said, now).date;
  return saturday === null ? null : addDays(saturday, time.weekday === 0 ? 1 : 0);
}

/** "We open again Monday at 9 AM" and "Free times: Monday at 9 AM" offer Monday, whatever day was refused before. */
function offeredDate(context: ReplyContext): string | null {
  return saidDate(context, (said) => OPENING.exec(said)?.[0]);
}

/** The day in a passage of the store's last message; a word of thanks for a name is passed over. */
function saidDate(
  context: ReplyContext,
  passage: (said: string) => string | undefined,
): string | null {
  const own = context.messages.filter((one) => one.author === "ai");
  const thanked = NAME_THANKS.test(foldText(own[own.length - 1]?.content ?? ""));
  const last = own[own.length - (thanked ? 2 : 1)];
  const said = passage(foldText(last?.content ?? ""));
  return said === undefined || !last ? null : statedTime(said, momentOf(context, last)).date;
}

/** Returns the wall clock at which a message was written; unreadable stamps count as now. */
export function momentOf(context: ReplyContext, message: { created_at: string }): LocalMoment {
  const written = Date.parse(message.created_at);
  const now = Date.parse(context.now);
  return localMoment(Number.isNaN(written) ? now : written, context.dealership.timezone);
}

/** "At 3", then "tomorrow": the hour was said before the day. */
function earlierClock({ earlier, now }: SlotSigns): StatedTime | null {
  const before = statedTime(foldText(earlier[earlier.length - 1] ?? ""), now);
  return before.minutes !== null || before.part_of_day !== null ? before : null;
}

/** A weekday named on that very day, when it is too late for it, means the one in a week. */
function comingDate(
  context: ReplyContext,
  wish: { date: string; minutes: number | null; time: StatedTime },
  { now, department }: SlotSigns,
): string {
  const { date, minutes, time } = wish;
  if (time.weekday === null || date !== now.date) return date;
  const day = hoursOn(context, date, department);
  const ends = minutes ?? (time.part_of_day ? DAY_PARTS[time.part_of_day].to - 1 : 1439);
  const closed = day.spans.length > 0 && day.spans.every((one) => one.closes <= now.minutes);
  return ends <= now.minutes || closed ? addDays(date, 7) : date;
}

/** "at 7" is the 7 at which the store is open. */
function settledMinutes(
  context: ReplyContext,
  date: string,
  time: StatedTime,
  department: Department,
): number | null {
  if (time.minutes === null || !time.meridiem_guessed) return time.minutes;
  const day = hoursOn(context, date, department);
  const other = (time.minutes + 720) % 1440;
  return !isOpenAt(day, time.minutes) && isOpenAt(day, other) ? other : time.minutes;
}
