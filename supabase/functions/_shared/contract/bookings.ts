import { z } from "zod";

const looseText = z.string().nullish().transform((value) => value ?? null);

/** What can be booked in a conversation. */
export const BOOKING_KINDS = [
  "test_drive",
  "service",
  "appraisal",
  "delivery",
  "call_back",
] as const;
/** What can be booked in a conversation. */
export type BookingKind = (typeof BOOKING_KINDS)[number];

/** A free slot of the dealership's calendar; free until somebody claims it. */
export const Slot = z.object({
  kind: z.string(),
  starts_at: z.string(),
  ends_at: z.string(),
});
/** A free slot of the dealership's calendar; free until somebody claims it. */
export type Slot = z.infer<typeof Slot>;

/** An appointment that stands in the calendar for this conversation's customer. */
export const Booking = Slot.extend({
  id: z.string(),
  /** `cancelled` when the customer gave it up, else the slot is theirs. */
  status: z.string(),
});
/** An appointment that stands in the calendar for this conversation's customer. */
export type Booking = z.infer<typeof Booking>;

/** Answer of `offer_slots`. */
export const OfferedSlots = z.object({
  slots: z.array(Slot),
  /** Why there are none, such as `no_schedule`; then a person answers. */
  reason: looseText,
});
/** Answer of `offer_slots`. */
export type OfferedSlots = z.infer<typeof OfferedSlots>;

/** Answer of `book_slot`, `reschedule_slot` and `cancel_slot`. */
export const BookingAnswer = z.object({
  outcome: z.enum(["booked", "rescheduled", "cancelled", "taken", "refused", "not_found"]),
  booking: Booking.nullish().transform((booking) => booking ?? null),
  reason: looseText,
});
/** Answer of `book_slot`, `reschedule_slot` and `cancel_slot`. */
export type BookingAnswer = z.infer<typeof BookingAnswer>;

/** The calendar as one conversation may use it: its own dealership, its own customer. */
export interface BookingDesk {
  /** Free slots between two instants, soonest first. */
  offerSlots(kind: BookingKind, from: string, until: string): Promise<OfferedSlots>;
  /** Claims a slot; the same key gives the same booking again. */
  bookSlot(kind: BookingKind, startsAt: string, idempotencyKey: string): Promise<BookingAnswer>;
  /** Moves this customer's coming appointment. */
  rescheduleSlot(startsAt: string): Promise<BookingAnswer>;
  /** Gives this customer's coming appointment up. */
  cancelSlot(): Promise<BookingAnswer>;
  /** This customer's coming appointments, soonest first. */
  comingBookings(): Promise<Booking[]>;
}
