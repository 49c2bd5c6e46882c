/** A calendar in memory for the tests and the evaluation; nothing deployed imports this. */
import type {
  Booking,
  BookingAnswer,
  BookingDesk,
  BookingKind,
  Slot,
} from "../contract/bookings.ts";

/** What a desk of the tests starts with. */
export interface DeskStart {
  /** UTC instants that are free, soonest first. */
  free: readonly string[];
  /** Times that somebody takes between the offer and the claim. */
  snatched?: readonly string[];
  kinds?: readonly BookingKind[];
  coming?: readonly Booking[];
}

/** A desk of the tests, with what it was asked to do. */
export interface DeskOfTests extends BookingDesk {
  readonly booked: Booking[];
  readonly claims: string[];
}

const HALF_HOUR_MS = 1_800_000;

/** Returns a calendar that holds the given times. */
export function deskOf(start: DeskStart): DeskOfTests {
  const kinds = start.kinds ?? ["test_drive"];
  const booked: Booking[] = [...start.coming ?? []];
  const claims: string[] = [];
  const isTaken = (at: string) =>
    booked.some((one) => Date.parse(one.starts_at) === Date.parse(at));
  const claim = (kind: BookingKind, at: string): BookingAnswer | Booking => {
    if (!kinds.includes(kind)) return { outcome: "refused", booking: null, reason: "no_schedule" };
    claims.push(at);
    const known = start.free.some((one) => Date.parse(one) === Date.parse(at));
    const gone = start.snatched?.some((one) => Date.parse(one) === Date.parse(at)) ?? false;
    if (gone || isTaken(at)) return { outcome: "taken", booking: null, reason: "slot_taken" };
    if (!known) return { outcome: "refused", booking: null, reason: "slot_not_offered" };
    return { ...slotAt(kind, at), id: `booking-${claims.length}`, status: "confirmed" };
  };
  return {
    booked,
    claims,
    offerSlots: (kind, from, until) => {
      if (!kinds.includes(kind)) return Promise.resolve({ slots: [], reason: "no_schedule" });
      const slots = start.free
        .filter((at) => !isTaken(at) && inside(at, from, until)).map((at) => slotAt(kind, at));
      return Promise.resolve({ slots, reason: slots.length === 0 ? "nothing_free" : null });
    },
    bookSlot: (kind, at) => {
      const made = claim(kind, at);
      if ("outcome" in made) return Promise.resolve(made);
      booked.push(made);
      return Promise.resolve({ outcome: "booked" as const, booking: made, reason: null });
    },
    rescheduleSlot: (at) => {
      const old = booked[0];
      if (!old) return Promise.resolve({ outcome: "not_found", booking: null, reason: null });
      const made = claim(kinds[0] ?? "test_drive", at);
      if ("outcome" in made) return Promise.resolve(made);
      booked.splice(0, 1, { ...made, kind: old.kind });
      return Promise.resolve({ outcome: "rescheduled" as const, booking: made, reason: null });
    },
    cancelSlot: () => {
      const [gone] = booked.splice(0, 1);
      return Promise.resolve(
        gone
          ? { outcome: "cancelled" as const, booking: gone, reason: null }
          : { outcome: "not_found" as const, booking: null, reason: null },
      );
    },
    comingBookings: () => Promise.resolve([...booked]),
  };
}

function slotAt(kind: string, at: string): Slot {
  return { kind, starts_at: at, ends_at: new Date(Date.parse(at) + HALF_HOUR_MS).toISOString() };
}

function inside(at: string, from: string, until: string): boolean {
  return Date.parse(at) >= Date.parse(from) && Date.parse(at) <= Date.parse(until);
}
