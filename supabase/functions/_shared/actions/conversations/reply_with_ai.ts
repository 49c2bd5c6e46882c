import type { BookingDesk } from "../../contract/bookings.ts";
import type { FactFinder } from "../../contract/intelligence.ts";
import { type Job, type JobOutcome, ReplyWithAiPayload } from "../../contract/jobs.ts";
import type {
  LoadedReply,
  LoadReplyContextAnswer,
  SubmitReplyAnswer,
  ThreadSummary,
} from "../../contract/reply.ts";
import type { ReplyService } from "../../contract/reply_service.ts";
import type { Understanding } from "../../contract/understanding.ts";
import { RpcError } from "../../data/client.ts";
import type { SubmitReplyArgs } from "../../data/replies.ts";
import { firedRule, ruleWords, withPersonPromised } from "../../domain/handover_rules.ts";
import { maskDeep } from "../../domain/redaction.ts";
import { toReplyContext } from "../../domain/reply_context.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import { modelSummary, RECENT_MESSAGES, rollSummary } from "../../domain/thread_summary.ts";
import { understand } from "../../domain/understanding.ts";
import type { Clock } from "../../platform/clock.ts";
import { JobError } from "../../platform/job_error.ts";
import { describeError, type Log } from "../../platform/log.ts";
import { type Draft, lastResort, writeLocally } from "./write_locally.ts";
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
  /** What a reply may do, tied to one conversation and job. */
  service(conversationId: string, leaseToken: string): ReplyService;
  /** Whether the dealership may still spend money on a model. */
  budgetAllows(dealershipId: string): Promise<boolean>;
  submitReply(args: SubmitReplyArgs): Promise<SubmitReplyAnswer>;
}

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
  "visit_request",
  "visit_change",
]);

/** Wishes that the calendar can answer. */
const MAY_BOOK = new Set(["visit_request", "visit_change", "service"]);

/** One reply in the making. */
interface Writing {
  readonly loaded: LoadedReply;
  readonly leaseToken: string;
  readonly understood: Understanding | null;
  readonly signal: AbortSignal;
  readonly deps: ReplyWithAiDeps;
}

/**
 * Answers the newest burst of one conversation, or hands it over; never leaves it without either.
 *
 * The local intelligence reads the burst first. It decides on silence and on wishes that belong to a
 * person; a model, if there is one, writes the rest; when that fails or its drafts do not pass the
 * gate, what the local intelligence wrote goes out, through the same gate.
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
  const understood = readBurst(loaded, deps);
  const writing = { loaded, leaseToken: job.lease_token, understood, signal, deps };
  const { draft: written, summary } = await writeDraft(writing);
  const draft = underRules(written, writing);
  await keepName(writing);
  const submitted = await deps.submitReply({
    conversation_id: loaded.conversation.id,
    answers_through: Math.max(...loaded.pending),
    lease_token: job.lease_token,
    reply: {
      ...draft,
      content: normaliseForSms(draft.content),
      intents: maskDeep(draft.intents),
      handover: maskDeep(draft.handover),
      persona_id: loaded.persona?.id ?? null,
      processing_time_ms: Math.round(deps.clock.now() - startedAt),
      understood: maskDeep(understood?.messages ?? []),
      negative_streak: understood?.negative_streak ?? 0,
      ai_context: summary === null ? {} : { summary },
    },
  });
  return {
    kind: "finished",
    result: { ...submitted, model: draft.model, fallback: draft.fallback },
  };
}

/** The dealership's own rules have the last word on who goes on. */
function underRules(draft: Draft, { loaded, understood }: Writing): Draft {
  if (draft.handover !== null || draft.silent) return draft;
  const rule = firedRule(loaded.persona?.escalation_triggers.rules ?? [], {
    texts: loaded.messages.filter((one) => loaded.pending.includes(one.id))
      .map((one) => one.content),
    intents: draft.intents.map((one) => one.name),
    confidence: draft.confidence,
    negative_streak: understood?.negative_streak ?? 0,
  });
  if (rule === null) return draft;
  const place = { language: draft.language, store: loaded.dealership.name };
  return {
    ...draft,
    content: withPersonPromised(draft.content, rule, place),
    handover: { reason: "rule", wants: null, brings: null, blocked_by: ruleWords(rule) },
  };
}

/** What the burst says; a fault here costs the reading, never the reply. */
function readBurst(loaded: LoadedReply, deps: ReplyWithAiDeps): Understanding | null {
  try {
    return understand(toReplyContext(loaded));
  } catch (thrown) {
    logFault(loaded, deps, "understanding_failed", thrown);
    return null;
  }
}

/** Keeps the name a shopper states when none is known; a fault here costs the name, never the reply. */
async function keepName({ loaded, leaseToken, understood, deps }: Writing): Promise<void> {
  const full_name = understood?.name ?? null;
  if (full_name === null || (loaded.customer?.first_name ?? null) !== null) return;
  try {
    const service = deps.service(loaded.conversation.id, leaseToken);
    await service.updateCustomer({ full_name, preferred_language: null });
  } catch (thrown) {
    logFault(loaded, deps, "name_not_kept", thrown);
  }
}

interface Written {
  readonly draft: Draft;
  readonly summary: ThreadSummary | null;
}

async function writeDraft(writing: Writing): Promise<Written> {
  const { loaded, leaseToken, understood, signal, deps } = writing;
  const summary = rollSummary(loaded.conversation.ai_context.summary, loaded.messages);
  const facts = deps.facts(loaded.dealership.id);
  const service = deps.service(loaded.conversation.id, leaseToken);
  // While a model may still write, and book, the local intelligence only reads.
  const local = await localDraft(writing, facts, deps.model === null ? service.desk : null);
  const booking = () =>
    MAY_BOOK.has(local.handover?.reason ?? "") ? localDraft(writing, facts, service.desk) : local;
  const fallback = await whyNoModel(writing, local);
  if (fallback !== null || deps.model === null) {
    const draft = deps.model === null ? local : await booking();
    return { draft: { ...draft, fallback: draft.fallback ?? (fallback || null) }, summary };
  }
  const remembered = withSummary(loaded, summary);
  const wish = understood?.visit ?? null;
  const own = { facts, service, model: deps.model, signal, wish };
  const written = await writeWithModel(remembered, own);
  if (written.kind === "failed") {
    deps.log.warn("model_failed", {
      dealership_id: loaded.dealership.id,
      resource_id: loaded.conversation.id,
      metadata: { reason: written.reason, error: written.error },
    });
    return { draft: afterFailure(await booking(), written), summary };
  }
  const { kind: _ok, summary: told, ...fromModel } = written;
  const rejected_drafts = written.run.rejected.map(codesOf);
  const long = loaded.messages.length > RECENT_MESSAGES;
  return {
    draft: {
      ...local,
      silent: false,
      fallback: null,
      template_ids: [],
      ...fromModel,
      rejected_drafts,
    },
    summary: (long ? modelSummary(told, summary?.through ?? 0) : null) ?? summary,
  };
}

/** Why the model is not asked: "" when there is nothing to explain, null when it is asked. */
async function whyNoModel(
  { loaded, understood, deps }: Writing,
  local: Draft,
): Promise<string | null> {
  if (deps.model === null || local.silent) return "";
  if (local.fallback === "local_failed") return null;
  if ((understood?.negative_streak ?? 0) >= 2) return "";
  const reason = local.handover?.reason;
  const refused = local.fallback === "gate_refused";
  if (reason !== undefined && !MODEL_MAY_TRY.has(reason) && !refused) return "";
  return await deps.budgetAllows(loaded.dealership.id) ? null : "budget_exceeded";
}

function withSummary(loaded: LoadedReply, summary: ThreadSummary | null): LoadedReply {
  return { ...loaded, conversation: { ...loaded.conversation, ai_context: { summary } } };
}

/** The local reply, with what the model took and why it was not the model's. */
function afterFailure(local: Draft, failed: { reason: string; run: Draft["run"] }): Draft {
  const rejected = [...failed.run.rejected, ...local.run.rejected];
  return {
    ...local,
    fallback: failed.reason,
    rejected_drafts: rejected.map(codesOf),
    run: { ...failed.run, rejected, verdicts: local.run.verdicts },
  };
}

function codesOf(rejected: { readonly faults: readonly { readonly code: string }[] }): string {
  return rejected.faults.map((one) => one.code).join(",");
}

/** The local intelligence's reply, or the last resort; a database that is away fails the job. */
async function localDraft(
  { loaded, understood, deps }: Writing,
  facts: FactFinder,
  desk: BookingDesk | null,
): Promise<Draft> {
  try {
    const negativeStreak = understood?.negative_streak ?? 0;
    return await writeLocally(loaded, { facts, desk, negativeStreak });
  } catch (thrown) {
    if (thrown instanceof RpcError) throw thrown;
    logFault(loaded, deps, "local_intelligence_failed", thrown);
    return { ...lastResort(loaded), fallback: "local_failed" };
  }
}

function logFault(loaded: LoadedReply, deps: ReplyWithAiDeps, action: string, thrown: unknown) {
  deps.log.error(action, {
    dealership_id: loaded.dealership.id,
    resource_id: loaded.conversation.id,
    metadata: { error: describeError(thrown) },
  });
}
