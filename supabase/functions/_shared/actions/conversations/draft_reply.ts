import type {
  DraftSubmission,
  LoadDraftContextAnswer,
  LoadedDraft,
  SubmitDraftAnswer,
} from "../../contract/draft.ts";
import type { FactFinder } from "../../contract/intelligence.ts";
import { DraftReplyPayload, type Job, type JobOutcome } from "../../contract/jobs.ts";
import type { Understanding } from "../../contract/understanding.ts";
import type { SubmitDraftArgs } from "../../data/drafts.ts";
import { partialContent } from "../../domain/partial_answer.ts";
import { maskDeep } from "../../domain/redaction.ts";
import { toReplyContext } from "../../domain/reply_context.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import { understand } from "../../domain/understanding.ts";
import type { Clock } from "../../platform/clock.ts";
import { JobError } from "../../platform/job_error.ts";
import { describeError, type Log } from "../../platform/log.ts";
import { nothingWritten, writeDraft, type WrittenDraft } from "./write_draft.ts";
import type { ReplyModel } from "./write_with_model.ts";

/** What drafting takes from outside. */
export interface DraftReplyDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Null without a key: then the local intelligence writes every draft. */
  readonly model: ReplyModel | null;
  loadDraftContext(conversationId: string, leaseToken: string): Promise<LoadDraftContextAnswer>;
  facts(dealershipId: string): FactFinder;
  budgetAllows(dealershipId: string): Promise<boolean>;
  submitDraft(args: SubmitDraftArgs): Promise<SubmitDraftAnswer>;
  streamDraft(conversationId: string, content: string, leaseToken: string): Promise<void>;
}

/** A person counts as typing for this long after the last key. */
const TYPING_MS = 5_000;
/** How often staff are shown how far a draft is. */
const STREAM_MS = 300;

/**
 * Reads what the customer said in a thread that a person owns, and proposes a reply to it. Nothing is
 * sent: the database keeps the draft only while nothing newer was said and nobody is typing.
 */
export async function draftReply(
  job: Job,
  signal: AbortSignal,
  deps: DraftReplyDeps,
): Promise<JobOutcome> {
  const payload = DraftReplyPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot draft: bad payload", { permanent: true });
  const startedAt = deps.clock.now();
  const loaded = await deps.loadDraftContext(payload.data.conversation_id, job.lease_token);
  if (loaded.decision === "stand_down") {
    return { kind: "finished", result: { outcome: "stood_down", reason: loaded.reason } };
  }
  const mayWrite = loaded.no_draft === null && loaded.typed_until === null;
  const written = mayWrite ? await write(loaded, { job, signal, deps }) : null;
  const answer = await deps.submitDraft({
    conversation_id: loaded.conversation.id,
    based_on: Math.max(0, ...loaded.pending),
    lease_token: job.lease_token,
    draft: submission(loaded, written, deps, startedAt),
  });
  const isTyping = loaded.no_draft === null && loaded.typed_until !== null;
  if (isTyping || answer.reason === "person_typing") {
    const run_at = new Date(deps.clock.now() + TYPING_MS).toISOString();
    return { kind: "postponed", run_at, reason: "person_typing" };
  }
  return { kind: "finished", result: { ...answer, model: written?.model ?? null } };
}

interface Work {
  readonly job: Job;
  readonly signal: AbortSignal;
  readonly deps: DraftReplyDeps;
}

async function write(loaded: LoadedDraft, { job, signal, deps }: Work): Promise<WrittenDraft> {
  const understood = reading(loaded, loaded.pending, deps);
  const stream = streaming(loaded.conversation.id, job.lease_token, deps);
  try {
    return await writeDraft(loaded, {
      facts: deps.facts(loaded.dealership.id),
      model: deps.model,
      wish: understood?.visit ?? null,
      signal,
      log: deps.log,
      budgetAllows: deps.budgetAllows,
      onText: stream.show,
    });
  } finally {
    await stream.end();
  }
}

/** Shows a growing draft at a bounded rate; a lost piece costs nothing, the row that follows counts. */
function streaming(conversationId: string, leaseToken: string, deps: DraftReplyDeps) {
  let shownAt = 0;
  let last = "";
  let under: Promise<void> = Promise.resolve();
  let isBusy = false;
  const show = (written: string): void => {
    const content = partialContent(written);
    if (isBusy || content === last || deps.clock.now() - shownAt < STREAM_MS) return;
    [isBusy, shownAt, last] = [true, deps.clock.now(), content];
    under = deps.streamDraft(conversationId, content, leaseToken).catch((thrown) => {
      deps.log.warn("draft_not_streamed", { metadata: { error: describeError(thrown) } });
    }).finally(() => isBusy = false);
  };
  return { show, end: () => under };
}

/** What messages say; a fault here costs the reading, never the draft. */
function reading(
  loaded: LoadedDraft,
  ids: readonly number[],
  deps: Pick<DraftReplyDeps, "log">,
): Understanding | null {
  if (ids.length === 0) return null;
  try {
    return understand(toReplyContext({ ...loaded, pending: [...ids] }));
  } catch (thrown) {
    deps.log.error("understanding_failed", {
      dealership_id: loaded.dealership.id,
      resource_id: loaded.conversation.id,
      metadata: { error: describeError(thrown) },
    });
    return null;
  }
}

function submission(
  loaded: LoadedDraft,
  written: WrittenDraft | null,
  deps: DraftReplyDeps,
  startedAt: number,
): DraftSubmission {
  const known = new Set(loaded.messages.map((message) => message.id));
  const understood = reading(loaded, loaded.unread.filter((id) => known.has(id)), deps);
  const draft = written ?? nothingWritten();
  return {
    ...draft,
    content: normaliseForSms(draft.content),
    left_open: maskDeep(draft.left_open),
    persona_id: loaded.persona?.id ?? null,
    processing_time_ms: Math.round(deps.clock.now() - startedAt),
    understood: maskDeep(understood?.messages ?? []),
    negative_streak: understood?.negative_streak ?? 0,
  };
}
