import { z } from "zod";
import {
  type DraftSubmission,
  LoadDraftContextAnswer,
  SubmitDraftAnswer,
} from "../contract/draft.ts";
import { callRpc, type Database } from "./client.ts";

/** Loads all that a draft may be made from, or why there is nothing to do. */
export function loadDraftContext(
  database: Database,
  conversationId: string,
  leaseToken: string,
): Promise<LoadDraftContextAnswer> {
  const args = { conversation_id: conversationId, lease_token: leaseToken };
  return callRpc(database, "load_draft_context", args, LoadDraftContextAnswer);
}

/** Parameters of `submit_draft`. */
export interface SubmitDraftArgs {
  readonly conversation_id: string;
  /** The newest message the draft answers; anything newer overtakes it. */
  readonly based_on: number;
  readonly draft: DraftSubmission;
  readonly lease_token: string;
}

/** Hands in what was read and written; the database decides whether the draft still counts. */
export function submitDraft(database: Database, args: SubmitDraftArgs): Promise<SubmitDraftAnswer> {
  return callRpc(database, "submit_draft", { ...args }, SubmitDraftAnswer);
}

/** Shows staff how far a draft is. */
export async function streamDraft(
  database: Database,
  conversationId: string,
  content: string,
  leaseToken: string,
): Promise<void> {
  const args = { conversation_id: conversationId, content, lease_token: leaseToken };
  await callRpc(database, "stream_draft", args, z.unknown());
}
