import {
  type ConversationMergesApi,
  conversationMergesApi,
  type MergedThreads,
} from "../api/conversation_merges_api.ts";
import type { Client } from "../api/supabase.ts";

/** What shows threads and has to be read anew when two became one, or one became two. */
export interface MergeDesk {
  readonly inbox: { refetch(ids: readonly string[]): Promise<void>; release(): void };
  readonly thread: { reread(ids: readonly string[]): Promise<void> };
  readonly customer: { refresh(): Promise<void> };
}

/** Puts threads of one customer together, and takes it back. */
export interface ConversationMergesShape
  extends Pick<ConversationMergesApi, "readLast" | "survivor"> {
  merge(winner: string, loser: string): Promise<MergedThreads>;
  undo(mergeId: string, winner: string): Promise<void>;
}

/** Merges over an api; the desk shows what came of it without waiting for the events. */
export function createConversationMerges(
  api: ConversationMergesApi,
  desk: MergeDesk,
): ConversationMergesShape {
  const reread = async (ids: readonly string[]): Promise<void> => {
    desk.inbox.release();
    // What cannot be read now is read when the events come.
    await Promise.all([desk.inbox.refetch(ids), desk.thread.reread(ids), desk.customer.refresh()])
      .catch(() => {});
  };
  return {
    readLast: (id) => api.readLast(id),
    survivor: (id) => api.survivor(id),
    async merge(winner, loser): Promise<MergedThreads> {
      const merged = await api.merge(winner, loser);
      await reread([winner, loser]);
      return merged;
    },
    async undo(mergeId, winner): Promise<void> {
      await api.undo(mergeId);
      await reread([winner]);
    },
  };
}

/** The same over Supabase, for one dealership. */
export function conversationMergesOf(
  supabase: Client,
  dealershipId: string,
): (desk: MergeDesk) => ConversationMergesShape {
  const api = conversationMergesApi(supabase, dealershipId);
  return (desk) => createConversationMerges(api, desk);
}
