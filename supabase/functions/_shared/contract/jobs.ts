import { z } from "zod";

/** The kinds of work the job runner knows. */
export const JOB_KINDS = [
  "reply_with_ai",
  "send_message",
  "draft_reply",
  "read_experiment",
  "send_mail",
  "notify_person",
  "receive_email",
  "poll_mailbox",
  "fetch_media",
  "embed_knowledge",
  "send_invitation",
  "respond_to_lead",
  "ingest_document",
  "send_adf",
  "import_feed",
  "fetch_feed",
] as const;
/** One kind of work. */
export type JobKind = (typeof JOB_KINDS)[number];

/** One promise of work, leased to us until the lease runs out. */
export const Job = z.object({
  id: z.number().int(),
  dealership_id: z.guid().nullable(),
  kind: z.enum(JOB_KINDS),
  payload: z.record(z.string(), z.unknown()),
  attempts: z.number().int(),
  max_attempts: z.number().int(),
  lease_token: z.guid(),
  fifo_key: z.string().nullable(),
  run_at: z.string(),
});
/** One promise of work, leased to us until the lease runs out. */
export type Job = z.infer<typeof Job>;

/** Answer of `claim_jobs`. */
export const ClaimJobsAnswer = z.object({
  jobs: z.array(Job),
  next_due_at: z.string().nullable(),
});
/** Answer of `claim_jobs`. */
export type ClaimJobsAnswer = z.infer<typeof ClaimJobsAnswer>;

/** Answer of `fail_job`. */
export const FailJobAnswer = z.object({
  status: z.enum(["ready", "dead", "lost"]),
  run_at: z.string().nullish().default(null),
});
/** Answer of `fail_job`. */
export type FailJobAnswer = z.infer<typeof FailJobAnswer>;

/** What a `reply_with_ai` job carries. */
export const ReplyWithAiPayload = z.object({ conversation_id: z.guid() });
/** What a `draft_reply` job carries; one that rewrites a draft names it. */
export const DraftReplyPayload = z.object({
  conversation_id: z.guid(),
  draft_id: z.guid().optional(),
});
/** What a `send_message` job carries. */
export const SendMessagePayload = z.object({ message_id: z.number().int().positive() });
/** What an `embed_knowledge` job carries. */
export const EmbedKnowledgePayload = z.object({ dealership_id: z.guid() });
/** What a `read_experiment` job carries. */
export const ReadExperimentPayload = z.object({ experiment_id: z.guid() });

/** What an `import_feed` job carries. */
export const ImportFeedPayload = z.object({ feed_run_id: z.guid() });
/** What a `fetch_feed` job carries. */
export const FetchFeedPayload = z.object({ vehicle_feed_id: z.guid() });

/** How a job ended well: done with a note for the record, or put off without counting an attempt. */
export type JobOutcome =
  | { readonly kind: "finished"; readonly result: Readonly<Record<string, unknown>> }
  | { readonly kind: "postponed"; readonly run_at: string; readonly reason: string };
