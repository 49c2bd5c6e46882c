import { z } from "zod";
import { Booking, BookingAnswer, type BookingDesk, OfferedSlots } from "../contract/bookings.ts";
import { callRpc, type Database } from "./client.ts";

/**
 * The calendar for one conversation and as long as its job is ours: the database takes dealership,
 * customer and vehicle from the conversation, so that no argument can name another's.
 */
export function bookingDesk(
  database: Database,
  conversationId: string,
  leaseToken: string,
): BookingDesk {
  const own = { conversation_id: conversationId, lease_token: leaseToken };
  return {
    offerSlots: (kind, from, until) =>
      callRpc(database, "offer_slots", { ...own, kind, starts_from: from, until }, OfferedSlots),
    bookSlot: (kind, starts_at, idempotency_key) =>
      callRpc(database, "book_slot", { ...own, kind, starts_at, idempotency_key }, BookingAnswer),
    rescheduleSlot: (starts_at) =>
      callRpc(database, "reschedule_slot", { ...own, starts_at }, BookingAnswer),
    cancelSlot: () => callRpc(database, "cancel_slot", own, BookingAnswer),
    comingBookings: () => callRpc(database, "coming_bookings", own, z.array(Booking)),
  };
}
