import type { ReplyContext, VisitWish } from "../contract/intelligence.ts";
import { hoursOn, isOpenAt } from "./business_hours.ts";
import { foldText } from "./text.ts";
import { threadMemory } from "./thread_memory.ts";
import { type StatedTime, statedTime } from "./time_entities.ts";
import { clockOf, instantOf, type LocalMoment } from "./zoned_time.ts";

/** What a wish for a visit is read from besides its time. */
export interface VisitSigns {
  names: ReadonlySet<string>;
  now: LocalMoment;
  department: VisitWish["department"];
  earlier: readonly string[];
}

/** Returns the visit a text wishes for, in the dealership's zone; null when it wishes for none. */
export function visitWish(
  context: ReplyContext,
  time: StatedTime,
  signs: VisitSigns,
): VisitWish | null {
  const relevant = ["visit", "service", "visit_change", "person"].some((name) =>
    signs.names.has(name)
  );
  const states = time.date !== null || time.minutes !== null || time.part_of_day !== null;
  if (!relevant || (!states && !signs.names.has("visit"))) return null;
  const asked = threadMemory(context).awaits_time;
  const date = time.date ?? (asked ? earlierDate(signs) : null);
  const known = time.minutes === null && asked ? earlierTime(signs) ?? time : time;
  const minutes = date === null
    ? known.minutes
    : settledMinutes(context, date, known, signs.department);
  const timezone = context.dealership.timezone;
  return {
    date,
    time: minutes === null ? null : clockOf(minutes),
    part_of_day: known.part_of_day,
    department: signs.department,
    timezone,
    starts_at: date !== null && minutes !== null ? instantOf(date, minutes, timezone) : null,
  };
}

/** "At 3", then "tomorrow": the hour was said before the day. */
function earlierTime({ earlier, now }: VisitSigns): StatedTime | null {
  const before = statedTime(foldText(earlier[earlier.length - 1] ?? ""), now);
  return before.minutes !== null || before.part_of_day !== null ? before : null;
}

function earlierDate({ earlier, now }: VisitSigns): string | null {
  for (const text of earlier.slice(-2).reverse()) {
    const date = statedTime(foldText(text), now).date;
    if (date !== null) return date;
  }
  return null;
}

/** "at 7" is the 7 at which the store is open. */
function settledMinutes(
  context: ReplyContext,
  date: string,
  time: StatedTime,
  department: VisitWish["department"],
): number | null {
  if (time.minutes === null || !time.meridiem_guessed) return time.minutes;
  const day = hoursOn(context, date, department);
  const other = (time.minutes + 720) % 1440;
  return !isOpenAt(day, time.minutes) && isOpenAt(day, other) ? other : time.minutes;
}
