import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const Merge = z.object({
  id: z.string(),
  merged_by: z.nullable(z.string()),
  merged_at: z.string(),
});

/** One time that staff put two threads together. */
export type ConversationMerge = z.infer<typeof Merge>;

/** What came of putting two threads together. */
export interface MergedThreads {
  readonly id: string;
  /** An opt-out of one address holds for both from now on. */
  readonly hasTightened: boolean;
}

/** What merging threads needs from the outside. */
export interface ConversationMergesApi {
  merge(winner: string, loser: string): Promise<MergedThreads>;
  undo(mergeId: string): Promise<void>;
  /** The last merge into a thread that still stands. */
  readLast(conversationId: string): Promise<ConversationMerge | null>;
  /** The thread in which a merged one is read now; null when there is none for this person. */
  survivor(conversationId: string): Promise<string | null>;
}

const Answer = z.object({
  id: z.string(),
  moved: z.object({ consents: z.catch(z.array(z.unknown()), []) }),
});

/** The merges of threads of one dealership. */
export function conversationMergesApi(
  supabase: Client,
  dealershipId: string,
): ConversationMergesApi {
  return {
    async merge(winner, loser): Promise<MergedThreads> {
      const { data } = await unwrap(supabase.rpc("merge_conversations", { winner, loser }));
      const { id, moved } = z.tuple([Answer]).parse(data)[0];
      return { id, hasTightened: moved.consents.length > 0 };
    },
    async undo(merge_id): Promise<void> {
      await unwrap(supabase.rpc("undo_conversation_merge", { merge_id }));
    },
    async readLast(conversationId): Promise<ConversationMerge | null> {
      const query = supabase.from("conversation_merges").select(columnsOf(Merge))
        .eq("dealership_id", dealershipId).eq("winner_id", conversationId).is("undone_at", null)
        .order("merged_at", { ascending: false }).limit(1);
      return z.array(Merge).parse((await unwrap(query)).data)[0] ?? null;
    },
    async survivor(conversation_id): Promise<string | null> {
      const { data } = await unwrap(supabase.rpc("surviving_conversation", { conversation_id }));
      return z.nullable(z.string()).parse(data);
    },
  };
}
