import type { ReplyContext, VisitWish } from "../contract/intelligence.ts";
import type { StatedTime } from "./time_entities.ts";
import { type SlotSigns, visitSlots } from "./visit_slots.ts";
import { clockOf, instantOf } from "./zoned_time.ts";

/** What a wish for a visit is read from besides its time. */
export interface VisitSigns extends SlotSigns {
  names: ReadonlySet<string>;
}

/** Returns the visit a text wishes for, in the dealership's zone; null when it wishes for none. */
export function visitWish(
  context: ReplyContext,
  time: StatedTime,
  signs: VisitSigns,
): VisitWish | null {
  const relevant = ["visit", "service", "visit_change", "person", "call"].some((name) =>
    signs.names.has(name)
  );
  const states = time.date !== null || time.minutes !== null || time.part_of_day !== null;
  if (!relevant || (!states && !signs.names.has("visit"))) return null;
  const slots = visitSlots(context, time, signs);
  const date = slots.date?.value ?? null;
  const minutes = slots.minutes?.value ?? null;
  const timezone = context.dealership.timezone;
  return {
    date,
    time: minutes === null ? null : clockOf(minutes),
    part_of_day: slots.part_of_day?.value ?? null,
    department: signs.department,
    timezone,
    starts_at: date !== null && minutes !== null ? instantOf(date, minutes, timezone) : null,
  };
}

/** Returns how staff read a wish: "Sat 2025-11-22 17:00 (America/New_York)". */
export function wishWords(wish: VisitWish): string {
  const when = [wish.date, wish.time, wish.time === null ? wish.part_of_day : null];
  return `${when.filter((one) => one !== null).join(" ")} (${wish.timezone})`;
}
