import type { FactFinder, LocalReply } from "../../contract/intelligence.ts";
import { type Job, type JobOutcome, ReplyWithAiPayload } from "../../contract/jobs.ts";
import type {
  LoadedReply,
  LoadReplyContextAnswer,
  ReplySubmission,
  SubmitReplyAnswer,
} from "../../contract/reply.ts";
import { RpcError } from "../../data/client.ts";
import type { SubmitReplyArgs } from "../../data/replies.ts";
import { replyLocally } from "../../domain/local_reply.ts";
import { toReplyContext } from "../../domain/reply_context.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import type { Clock } from "../../platform/clock.ts";
import { JobError } from "../../platform/job_error.ts";
import { describeError, type Log } from "../../platform/log.ts";
import { type ReplyModel, writeWithModel } from "./write_with_model.ts";

/** What replying takes from outside. */
export interface ReplyWithAiDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Null without a key: then the local intelligence writes every reply. */
  readonly model: ReplyModel | null;
  loadReplyContext(conversationId: string, leaseToken: string): Promise<LoadReplyContextAnswer>;
  /** The reads a reply may make, tied to one dealership. */
  facts(dealershipId: string): FactFinder;
  submitReply(args: SubmitReplyArgs): Promise<SubmitReplyAnswer>;
}

/** A reply but for what only its end can tell. */
export type Draft = Omit<ReplySubmission, "processing_time_ms" | "persona_id">;

/**
 * Wishes that go to a person whatever a model would make of them. The others only say that the local
 * intelligence knew no better, so a model may try.
 */
const MODEL_MAY_TRY = new Set([
  "price_missing",
  "fact_missing",
  "hours_missing",
  "photos",
  "unclear",
  "other_language",
]);

/**
 * Answers the newest burst of one conversation, or hands it over; never leaves it without either.
 *
 * The local intelligence reads the burst first. It decides on silence and on wishes that belong to a
 * person; a model, if there is one, writes the rest; when that fails or its drafts do not pass the
 * gate, what the local intelligence wrote goes out.
 */
export async function replyWithAi(
  job: Job,
  signal: AbortSignal,
  deps: ReplyWithAiDeps,
): Promise<JobOutcome> {
  const payload = ReplyWithAiPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot reply: bad payload", { permanent: true });
  const startedAt = deps.clock.now();
  const loaded = await deps.loadReplyContext(payload.data.conversation_id, job.lease_token);
  if (loaded.decision === "stand_down") {
    return { kind: "finished", result: { outcome: "stood_down", reason: loaded.reason } };
  }
  const draft = await writeDraft(loaded, signal, deps);
  const submitted = await deps.submitReply({
    conversation_id: loaded.conversation.id,
    answers_through: Math.max(...loaded.pending),
    lease_token: job.lease_token,
    reply: {
      ...draft,
      content: normaliseForSms(draft.content),
      persona_id: loaded.persona?.id ?? null,
      processing_time_ms: Math.round(deps.clock.now() - startedAt),
    },
  });
  return {
    kind: "finished",
    result: { ...submitted, model: draft.model, fallback: draft.fallback },
  };
}

async function writeDraft(
  loaded: LoadedReply,
  signal: AbortSignal,
  deps: ReplyWithAiDeps,
): Promise<Draft> {
  const facts = deps.facts(loaded.dealership.id);
  const local = await writeLocally(loaded, facts, deps);
  if (deps.model === null || !modelMayWrite(local)) return local ?? handover(loaded);
  const written = await writeWithModel(loaded, { facts, model: deps.model, signal });
  if (written.kind === "failed") {
    deps.log.warn("model_failed", {
      dealership_id: loaded.dealership.id,
      resource_id: loaded.conversation.id,
      metadata: { reason: written.reason, error: written.error },
    });
    const { reason, rejected_drafts } = written;
    return { ...(local ?? handover(loaded)), fallback: reason, rejected_drafts };
  }
  const { kind: _ok, ...fromModel } = written;
  return { ...(local ?? handover(loaded)), silent: false, ...fromModel };
}

function modelMayWrite(local: Draft | null): boolean {
  if (local === null) return true;
  if (local.silent) return false;
  return local.handover === null || MODEL_MAY_TRY.has(local.handover.reason);
}

/** The local intelligence's reply, or null if it failed; a database that is away fails the job. */
async function writeLocally(
  loaded: LoadedReply,
  facts: FactFinder,
  deps: ReplyWithAiDeps,
): Promise<Draft | null> {
  try {
    return fromLocal(await replyLocally(toReplyContext(loaded), facts));
  } catch (thrown) {
    if (thrown instanceof RpcError) throw thrown;
    deps.log.error("local_intelligence_failed", {
      dealership_id: loaded.dealership.id,
      resource_id: loaded.conversation.id,
      metadata: { error: describeError(thrown) },
    });
    return null;
  }
}

function fromLocal({ text, visit: _visit, closes: _closes, ...reply }: LocalReply): Draft {
  return {
    ...reply,
    content: text,
    intent: reply.intents[0]?.name ?? null,
    model: "local",
    tokens: null,
    fallback: null,
    rejected_drafts: [],
  };
}

/** The last resort: the shopper hears that a person will answer, and one is called. */
function handover(loaded: LoadedReply): Draft {
  const spanish = loaded.customer?.preferred_language === "es";
  const content = spanish
    ? `Gracias por su mensaje. Una persona de ${loaded.dealership.name} le responderá.`
    : `Thanks for your message. A person at ${loaded.dealership.name} will reply to you here.`;
  return {
    content,
    language: spanish ? "es" : "en",
    intent: null,
    intents: [],
    sentiment: "neutral",
    urgency: "normal",
    confidence: 0,
    evidence: [],
    vehicle_ids: [],
    model: "local",
    tokens: null,
    handover: {
      reason: "ai_failed",
      wants: null,
      brings: null,
      blocked_by: "No reply could be written",
    },
    silent: false,
    fallback: null,
    rejected_drafts: [],
  };
}
