import {
  LoadReplyContextAnswer,
  type ReplySubmission,
  SubmitReplyAnswer,
} from "../contract/reply.ts";
import { callRpc, type Database } from "./client.ts";

/** Loads all that a reply may be made from in one round trip, or why the AI must not speak. */
export function loadReplyContext(
  database: Database,
  conversationId: string,
  leaseToken: string,
): Promise<LoadReplyContextAnswer> {
  const args = { conversation_id: conversationId, lease_token: leaseToken };
  return callRpc(database, "load_reply_context", args, LoadReplyContextAnswer);
}

/** Parameters of `submit_reply`. */
export interface SubmitReplyArgs {
  readonly conversation_id: string;
  /** The newest message the reply answers; a newer one makes it superseded. */
  readonly answers_through: number;
  readonly reply: ReplySubmission;
  readonly lease_token: string;
}

/** Hands in the reply; the database queues it, hands over, or refuses because things moved on. */
export function submitReply(database: Database, args: SubmitReplyArgs): Promise<SubmitReplyAnswer> {
  return callRpc(database, "submit_reply", { ...args }, SubmitReplyAnswer);
}
