import { z } from "zod";
import { replyEvidenceSchema } from "./intelligence.ts";
import { DraftRewrite, LoadedReply, ReplyRun, understoodMessage } from "./reply.ts";

const looseText = z.string().nullish().transform((value) => value ?? null);

/** Answer of `load_draft_context` when there is something to read or to write. */
export const LoadedDraft = LoadedReply.extend({
  /** Empty when there is nothing to answer, only something to read. */
  pending: z.array(z.coerce.number()),
  /** Messages of the customer that nobody has read yet, oldest first. */
  unread: z.array(z.coerce.number()),
  /** Why no draft may be written; null when one may. */
  no_draft: looseText,
  /** Until when a person counts as typing. */
  typed_until: looseText,
  rewrite: DraftRewrite.nullish(),
});
/** Answer of `load_draft_context` when there is something to read or to write. */
export type LoadedDraft = z.infer<typeof LoadedDraft>;

/** Answer of `load_draft_context`. */
export const LoadDraftContextAnswer = z.discriminatedUnion("decision", [
  LoadedDraft,
  z.object({ decision: z.literal("stand_down"), reason: z.string() }),
]);
/** Answer of `load_draft_context`. */
export type LoadDraftContextAnswer = z.infer<typeof LoadDraftContextAnswer>;

/** What `submit_draft` takes: the reading of new messages, and a draft unless its text is empty. */
export const DraftSubmission = z.object({
  content: z.string().max(1600),
  language: z.string(),
  /** Null when nothing was written. */
  model: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  evidence: z.array(replyEvidenceSchema),
  checks: z.array(z.string()),
  left_open: z.string().nullable(),
  variants: z.array(z.enum(["shorter", "warmer"])),
  fallback: z.string().nullable(),
  run: ReplyRun,
  /** Why a rewrite came to nothing; null otherwise. */
  failure: z.string().nullable(),
  persona_id: z.string().nullable(),
  processing_time_ms: z.number().int(),
  understood: z.array(understoodMessage),
  negative_streak: z.number().int(),
});
/** What `submit_draft` takes. */
export type DraftSubmission = z.infer<typeof DraftSubmission>;

/** Answer of `submit_draft`. */
export const SubmitDraftAnswer = z.object({
  outcome: z.enum(["proposed", "superseded", "stood_down", "understood"]),
  reason: looseText,
  draft_id: looseText,
});
/** Answer of `submit_draft`. */
export type SubmitDraftAnswer = z.infer<typeof SubmitDraftAnswer>;
