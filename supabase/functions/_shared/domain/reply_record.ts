import type { BookingAnswer, BookingDesk } from "../contract/bookings.ts";
import type { FactFinder, VehicleFact } from "../contract/intelligence.ts";
import type { FactRecord } from "./reply_facts.ts";

/** The same finder, noting every row it gives: the gate checks a reply against these rows only. */
export function recordingFinder(finder: FactFinder, record: FactRecord): FactFinder {
  const noted = (vehicles: VehicleFact[]) => {
    for (const vehicle of vehicles) record.vehicles.set(vehicle.id, vehicle);
    return vehicles;
  };
  return {
    searchVehicles: async (query) => noted(await finder.searchVehicles(query)),
    alternativesFor: async (vehicleId) => noted(await finder.alternativesFor(vehicleId)),
    searchKnowledge: async (text) => {
      const found = await finder.searchKnowledge(text);
      for (const entry of found) record.knowledge.set(entry.id, entry);
      return found;
    },
  };
}

/** The same desk, noting what it offered and what the calendar committed: no reply may claim more. */
export function recordingDesk(desk: BookingDesk, { deeds }: FactRecord): BookingDesk {
  const noted = (answer: BookingAnswer) => {
    const { booking, outcome } = answer;
    if (booking !== null && ["booked", "rescheduled", "cancelled"].includes(outcome)) {
      // A moved or cancelled appointment no longer stands at its old time.
      const others = deeds.bookings.filter((one) => outcome === "booked" && one.id !== booking.id);
      deeds.bookings = [...others, booking];
    }
    return answer;
  };
  return {
    offerSlots: async (kind, from, until) => {
      const offered = await desk.offerSlots(kind, from, until);
      deeds.slots.push(...offered.slots);
      return offered;
    },
    bookSlot: async (kind, startsAt, key) => noted(await desk.bookSlot(kind, startsAt, key)),
    rescheduleSlot: async (startsAt) => noted(await desk.rescheduleSlot(startsAt)),
    cancelSlot: async () => noted(await desk.cancelSlot()),
    comingBookings: async () => {
      const coming = await desk.comingBookings();
      const known = new Set(deeds.bookings.map((one) => one.id));
      deeds.bookings.push(...coming.filter((one) => !known.has(one.id)));
      return coming;
    },
  };
}
