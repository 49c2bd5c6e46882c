/** One answer of the local intelligence, for the tests; nothing deployed imports this. */
import type { BookingDesk } from "../contract/bookings.ts";
import type { LocalReply } from "../contract/intelligence.ts";
import { chat } from "../domain/intelligence_fixtures.ts";
import { deskOf } from "./booking_desk.ts";

/** Plays a thread and returns its last reply; without a desk of the test's own nothing is free. */
export async function lastReply(
  texts: readonly string[],
  desk: BookingDesk = deskOf({ free: [] }),
): Promise<LocalReply> {
  const reply = (await chat(texts, {}, desk)).at(-1);
  if (!reply) throw new Error("Cannot read: no reply");
  return reply;
}
