import { type Client, unwrap } from "./supabase.ts";

/** What staff may do to an answer of the AI that waits for its time. */
export interface SupervisedApi {
  sendNow(messageId: number): Promise<void>;
  /** Stops it and takes the conversation over; its words may stay as a draft. */
  stop(messageId: number, keepDraft: boolean): Promise<void>;
}

/** The answers that wait, over Supabase. */
export function supervisedApi(supabase: Client): SupervisedApi {
  return {
    async sendNow(message_id): Promise<void> {
      await unwrap(supabase.rpc("send_supervised_reply", { message_id }));
    },
    async stop(message_id, keep_draft): Promise<void> {
      await unwrap(supabase.rpc("stop_supervised_reply", { message_id, keep_draft }));
    },
  };
}
