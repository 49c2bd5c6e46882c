import type { BookingDesk } from "../../contract/bookings.ts";
import type { Job } from "../../contract/jobs.ts";
import type { LoadedReply, ReplySubmission } from "../../contract/reply.ts";
import type { ReplyService } from "../../contract/reply_service.ts";
import { replyWithAi, type ReplyWithAiDeps } from "./reply_with_ai.ts";

/** What writing a reply that nobody gets takes from outside. */
export type PreviewReplyDeps = Pick<
  ReplyWithAiDeps,
  "clock" | "log" | "model" | "facts" | "budgetAllows"
>;

/**
 * Writes the reply that would have been handed in, the whole way of a real one: the same reading,
 * tools and gate, but nothing it does reaches the calendar, the customer or the queue.
 */
export async function previewReply(
  loaded: LoadedReply,
  signal: AbortSignal,
  deps: PreviewReplyDeps,
): Promise<ReplySubmission> {
  let written: ReplySubmission | null = null;
  await replyWithAi(jobFor(loaded), signal, {
    ...deps,
    loadReplyContext: () => Promise.resolve(loaded),
    service: () => HARMLESS,
    submitReply: ({ reply }) => {
      written = reply;
      return Promise.resolve({ outcome: "queued", reason: null, message_id: null });
    },
  });
  if (written === null) throw new Error("Cannot preview reply: none was written");
  return written;
}

/** A calendar with nothing free: what is offered in a preview must not be taken from anybody. */
const CLOSED_DESK: BookingDesk = {
  offerSlots: () => Promise.resolve({ slots: [], reason: "no_schedule" }),
  bookSlot: () => Promise.resolve({ outcome: "refused", booking: null, reason: "preview" }),
  rescheduleSlot: () => Promise.resolve({ outcome: "refused", booking: null, reason: "preview" }),
  cancelSlot: () => Promise.resolve({ outcome: "not_found", booking: null, reason: "preview" }),
  comingBookings: () => Promise.resolve([]),
};

const HARMLESS: ReplyService = {
  desk: CLOSED_DESK,
  optOut: () => Promise.resolve(true),
  updateCustomer: () => Promise.resolve(true),
};

/** The job that such a reply would have had; no queue knows it. */
function jobFor({ conversation, dealership }: LoadedReply): Job {
  return {
    id: 0,
    dealership_id: dealership.id,
    kind: "reply_with_ai",
    payload: { conversation_id: conversation.id },
    attempts: 1,
    max_attempts: 1,
    lease_token: "00000000-0000-4000-8000-000000000000",
    fifo_key: null,
    run_at: new Date(0).toISOString(),
  };
}
