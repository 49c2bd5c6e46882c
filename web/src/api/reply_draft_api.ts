import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());
const Variant = z.enum(["shorter", "warmer"]);
/** A way in which a draft can be put differently. */
export type DraftVariant = z.infer<typeof Variant>;

/** One reply that the AI proposes. */
export const ReplyDraft = z.object({
  id: z.string(),
  conversation_id: z.string(),
  status: z.string(),
  content: z.string(),
  evidence: z.unknown(),
  checks: z.array(z.string()),
  left_open: text,
  variants: z.array(Variant),
  rewriting: z.nullable(Variant),
  failure: text,
  model: text,
  confidence: z.nullable(z.number()),
  persona_version_id: text,
  created_at: z.string(),
});
/** One reply that the AI proposes. */
export type ReplyDraft = z.infer<typeof ReplyDraft>;

/** What the store of drafts needs from the outside. */
export interface ReplyDraftApi {
  /** The draft that stands in a conversation, or the word that none could be written. */
  readDraft(conversationId: string): Promise<ReplyDraft | null>;
  /** Takes a draft into the reply field; refused when something was said since. */
  useDraft(draftId: string): Promise<ReplyDraft>;
  dismissDraft(draftId: string): Promise<void>;
  rewriteDraft(draftId: string, variant: DraftVariant): Promise<void>;
  requestDraft(conversationId: string): Promise<void>;
  /** Tells colleagues and the AI that one writes a reply here. */
  noteTyping(conversationId: string): Promise<void>;
}

/** The drafts of one dealership. */
export function replyDraftApi(supabase: Client, dealershipId: string): ReplyDraftApi {
  const columns = columnsOf(ReplyDraft);
  return {
    async readDraft(conversationId): Promise<ReplyDraft | null> {
      const { data } = await unwrap(
        supabase.from("reply_drafts").select(columns).eq("dealership_id", dealershipId)
          .eq("conversation_id", conversationId)
          .order("created_at", { ascending: false }).limit(1),
      );
      const [newest] = z.array(ReplyDraft).parse(data);
      return newest && ["proposed", "failed"].includes(newest.status) ? newest : null;
    },
    async useDraft(draft_id): Promise<ReplyDraft> {
      const { data } = await unwrap(supabase.rpc("use_draft", { draft_id }).select(columns));
      return z.array(ReplyDraft).check(z.minLength(1)).parse(data)[0] as ReplyDraft;
    },
    async dismissDraft(draft_id): Promise<void> {
      await unwrap(supabase.rpc("dismiss_draft", { draft_id }));
    },
    async rewriteDraft(draft_id, variant): Promise<void> {
      await unwrap(supabase.rpc("rewrite_draft", { draft_id, variant }));
    },
    async requestDraft(conversation_id): Promise<void> {
      await unwrap(supabase.rpc("request_draft", { conversation_id }));
    },
    async noteTyping(conversation_id): Promise<void> {
      await unwrap(supabase.rpc("note_typing", { conversation_id }));
    },
  };
}
