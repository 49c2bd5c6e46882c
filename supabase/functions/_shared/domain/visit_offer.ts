import type { Slot } from "../contract/bookings.ts";
import type { ReplyContext } from "../contract/intelligence.ts";
import { foldText } from "./text.ts";
import { statedTime } from "./time_entities.ts";
import { momentOf } from "./visit_slots.ts";
import { instantOf, localMoment } from "./zoned_time.ts";

const OFFER =
  /\b(?:free times|these times are free|horas libres|estas horas estan libres):[^?]*|[^.?]*\bis free\.|\besta libre [^?]*/;
const CLOCK = /\b(\d{1,2})(?::(\d{2}))? ([ap])\.?m\b/g;

/** Returns the instants that the store's last message offered, in its order. */
export function offeredInstants(context: ReplyContext): string[] {
  const last = context.messages.findLast((one) => one.author === "ai");
  const said = OFFER.exec(foldText(last?.content ?? ""))?.[0];
  if (said === undefined || !last) return [];
  const date = statedTime(said, momentOf(context, last)).date;
  if (date === null) return [];
  return [...said.matchAll(CLOCK)].map(([, hour, minute, half]) => {
    const minutes = (Number(hour) % 12) * 60 + Number(minute ?? 0) + (half === "p" ? 720 : 0);
    return instantOf(date, minutes, context.dealership.timezone);
  });
}

/** How many times one message offers. */
const OFFERED = 3;

/** Returns the times to offer out of those that are free: nearest to a wish, or spread over a day. */
export function chosenSlots(
  slots: readonly Slot[],
  wish: { minutes: number | null; window: { from: number; to: number } | null; timezone: string },
): Slot[] {
  const local = (slot: Slot) => localMoment(slot.starts_at, wish.timezone);
  const [first] = slots;
  if (!first) return [];
  const day = local(first).date;
  const ofDay = slots.filter((one) => local(one).date === day);
  const { window, minutes } = wish;
  const inside = window === null
    ? ofDay
    : ofDay.filter((one) => local(one).minutes >= window.from && local(one).minutes < window.to);
  const pool = inside.length > 0 ? inside : ofDay;
  const picked = minutes === null ? spread(pool) : [...pool]
    .sort((a, b) => Math.abs(local(a).minutes - minutes) - Math.abs(local(b).minutes - minutes))
    .slice(0, OFFERED);
  return picked.sort((a, b) => a.starts_at < b.starts_at ? -1 : 1);
}

function spread(slots: readonly Slot[]): Slot[] {
  if (slots.length <= OFFERED) return [...slots];
  const last = slots.length - 1;
  const places = [...new Set([0, Math.floor(last / 2), last])];
  return places.flatMap((place) => slots[place] ?? []);
}
