import { z } from "zod";

/** What a customer can have a time for; each kind has its own calendar, or none. */
export const BOOKING_KINDS = [
  "test_drive",
  "service",
  "appraisal",
  "delivery",
  "call_back",
] as const;

const bookingKindSchema = z.enum(BOOKING_KINDS);
/** One kind of BOOKING_KINDS. */
export type BookingKind = z.infer<typeof bookingKindSchema>;

/** A time that was free when it was offered; only `book` makes it the customer's. */
export const bookingSlotSchema = z.object({
  /** UTC instants. */
  starts_at: z.string(),
  ends_at: z.string(),
});
/** A time that was free when it was offered; only `book` makes it the customer's. */
export type BookingSlot = z.infer<typeof bookingSlotSchema>;

/** A time that is held for the customer by a committed row. */
export const bookingSchema = z.object({
  id: z.string(),
  kind: bookingKindSchema,
  starts_at: z.string(),
  ends_at: z.string(),
  vehicle_id: z.string().nullable(),
});
/** A time that is held for the customer by a committed row. */
export type Booking = z.infer<typeof bookingSchema>;

/** Why a time cannot be had; `no_calendar` means that only a person can give one. */
export const bookingRefusalSchema = z.enum([
  "closed",
  "full",
  "too_soon",
  "too_far",
  "vehicle_unavailable",
  "no_calendar",
]);
/** Why a time cannot be had; `no_calendar` means that only a person can give one. */
export type BookingRefusal = z.infer<typeof bookingRefusalSchema>;

/** Which free times are asked for; date and minutes are in the dealership's zone. */
export interface SlotWish {
  kind: BookingKind;
  vehicle_id: string | null;
  /** `YYYY-MM-DD`; null asks for the next free times at all. */
  date: string | null;
  /** The wished minute of that day: the answer holds the nearest times, the exact one first. */
  minutes: number | null;
  /** The part of the day in minutes, `to` excluded; the whole day when null. */
  window: { from: number; to: number } | null;
  limit: number;
}

/** Answer of `offerSlots`. */
export const slotOfferSchema = z.discriminatedUnion("outcome", [
  /** `slots` holds at least one, in the order to offer them. */
  z.object({ outcome: z.literal("offered"), slots: z.array(bookingSlotSchema).min(1) }),
  /** `next` are the nearest free times elsewhere, if there are any. */
  z.object({
    outcome: z.literal("none"),
    reason: bookingRefusalSchema,
    next: z.array(bookingSlotSchema),
  }),
]);
/** Answer of `offerSlots`. */
export type SlotOffer = z.infer<typeof slotOfferSchema>;

/** What a booking needs; the desk knows dealership, conversation and customer itself. */
export interface BookingRequest {
  kind: BookingKind;
  starts_at: string;
  vehicle_id: string | null;
  customer_name: string | null;
  /** The same token gives the same booking again, however often it is sent. */
  token: string;
}

/** A wish to move the customer's booking; `booking_id` null means their only upcoming one. */
export interface RescheduleRequest {
  booking_id: string | null;
  starts_at: string;
  token: string;
}

/** A wish to cancel the customer's booking; `booking_id` null means their only upcoming one. */
export interface CancelRequest {
  booking_id: string | null;
  token: string;
}

/** Answer of `book` and `reschedule`; "booked" is said only after the row is committed. */
export const bookingAnswerSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("booked"), booking: bookingSchema }),
  /** Somebody was faster; `next` are the nearest free times. */
  z.object({ outcome: z.literal("taken"), next: z.array(bookingSlotSchema) }),
  z.object({
    outcome: z.literal("refused"),
    reason: bookingRefusalSchema,
    next: z.array(bookingSlotSchema),
  }),
  /** There is no upcoming booking, or several and none was named. */
  z.object({ outcome: z.literal("unknown_booking") }),
]);
/** Answer of `book` and `reschedule`. */
export type BookingAnswer = z.infer<typeof bookingAnswerSchema>;

/** Answer of `cancel`. */
export const cancelAnswerSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("cancelled"), booking: bookingSchema }),
  z.object({ outcome: z.literal("unknown_booking") }),
]);
/** Answer of `cancel`. */
export type CancelAnswer = z.infer<typeof cancelAnswerSchema>;

/**
 * The calendar of one dealership as one conversation may use it. Every answer is about committed
 * rows; a fault is thrown, and then nothing may be told as booked.
 */
export interface BookingDesk {
  /** Free times near a wish. */
  offerSlots(wish: SlotWish): Promise<SlotOffer>;
  /** Claims one time. */
  book(request: BookingRequest): Promise<BookingAnswer>;
  /** Moves a booking; the old time is kept when the new one cannot be had. */
  reschedule(request: RescheduleRequest): Promise<BookingAnswer>;
  /** Gives a time back. */
  cancel(request: CancelRequest): Promise<CancelAnswer>;
  /** The customer's upcoming bookings, soonest first. */
  upcoming(): Promise<Booking[]>;
}
