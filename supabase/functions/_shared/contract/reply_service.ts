import type { BookingDesk } from "./bookings.ts";

/** What may be changed about a customer from a conversation; null leaves it as it is. */
export interface CustomerChanges {
  readonly full_name: string | null;
  readonly preferred_language: string | null;
}

/** What a reply may do for its own customer; nobody else's is within reach. */
export interface ReplyService {
  readonly desk: BookingDesk;
  /** Writes into the ledger that the customer wants no more messages; true when it stands there. */
  optOut(): Promise<boolean>;
  updateCustomer(changes: CustomerChanges): Promise<boolean>;
}
