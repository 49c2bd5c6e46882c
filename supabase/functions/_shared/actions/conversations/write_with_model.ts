import type { FactFinder, ReplyHandover, VisitWish } from "../../contract/intelligence.ts";
import type {
  LoadedReply,
  ModelAnswer,
  RejectedDraft,
  ReplyRun,
  ReplySubmission,
} from "../../contract/reply.ts";
import type { ReplyService } from "../../contract/reply_service.ts";
import { plainText } from "../../domain/plain_text.ts";
import { assemblePrompt } from "../../domain/prompt.ts";
import { maskNumbers } from "../../domain/redaction.ts";
import { checkReply } from "../../domain/reply_checks.ts";
import { replyEvidence } from "../../domain/reply_evidence.ts";
import { type FactRecord, factRecord, gathered } from "../../domain/reply_facts.ts";
import { recordingDesk } from "../../domain/reply_record.ts";
import { fault, type ReplyFault } from "../../domain/reply_fault.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import { describeError } from "../../platform/log.ts";
import { ModelError } from "../../providers/model_error.ts";
import type { ModelTrace } from "../../providers/model_request.ts";
import type { ModelProvider, ModelResult } from "../../providers/openai.ts";
import { replyTools } from "./reply_tools.ts";

/** The model of this deployment. */
export interface ReplyModel {
  readonly provider: ModelProvider;
  /** Tried in this order unless the dealership's ai_config names others. */
  readonly names: readonly [string, ...string[]];
}

/** What writing with a model takes from outside. */
export interface WriteWithModelDeps {
  readonly facts: FactFinder;
  readonly service: ReplyService;
  readonly model: ReplyModel;
  readonly signal: AbortSignal;
  /** The visit the customer wishes for, as it was read. */
  readonly wish: VisitWish | null;
  /** Facts found before, for a draft that is only put differently. */
  readonly known?: FactRecord;
  /** Told all that the model has written so far, before the gate has seen it. */
  readonly onText?: (written: string) => void;
}

/** What the model contributes to a reply. */
export type ModelDraft =
  & { readonly kind: "written"; readonly summary: string | null }
  & Pick<
    ReplySubmission,
    "content" | "confidence" | "evidence" | "vehicle_ids" | "model" | "tokens" | "handover" | "run"
  >;

/** Why the model contributed nothing, and what it took all the same. */
export interface ModelFailure {
  readonly kind: "failed";
  readonly reason: string;
  readonly error: string;
  readonly run: ReplyRun;
}

const DRAFTS = 2;
/** A longer answer is refused for its length; nothing more of it needs to be read. */
const READ_LENGTH = 4_000;

/** What one reply gathers over its drafts. */
interface Desk {
  readonly record: FactRecord;
  readonly trace: ModelTrace;
  readonly rejected: RejectedDraft[];
  readonly handover: { current: ReplyHandover | null };
}

/** Lets the model write a reply that passes the gate: one draft, and one more with the reason. */
export async function writeWithModel(
  loaded: LoadedReply,
  deps: WriteWithModelDeps,
): Promise<ModelDraft | ModelFailure> {
  const desk: Desk = {
    record: { ...(deps.known ?? factRecord()), wish: deps.wish },
    trace: { calls: [], tools: [] },
    rejected: [],
    handover: { current: null },
  };
  const failed = (reason: string, error: string): ModelFailure => ({
    kind: "failed",
    reason,
    error,
    run: runOf(desk, []),
  });
  await recordingDesk(deps.service.desk, desk.record).comingBookings();
  let correction: string | null = null;
  // Two drafts at most, one after the other because the second one is told what was wrong.
  for (let draft = 0; draft < DRAFTS; draft += 1) {
    desk.handover.current = null;
    const result = await ask(loaded, correction, { ...deps, desk });
    if (result instanceof ModelError) return failed(`model_${result.kind}`, describeError(result));
    const { answer } = result;
    desk.handover.current ??= answer.handover;
    // A person who sends a draft cannot promise that a person will reply.
    desk.record.deeds.handover = desk.handover.current !== null && loaded.voice !== "staff";
    const content = normaliseForSms(plainText(answer.content, READ_LENGTH).trim());
    const verdict = await judge(content, loaded, { ...deps, desk });
    if ("reason" in verdict) return failed(verdict.reason, verdict.error);
    if (verdict.length === 0) return written(content, loaded, { result, desk });
    desk.rejected.push({
      model: result.model,
      faults: verdict.map(({ code, reason }) => ({ code, reason: maskNumbers(reason) })),
      content: maskNumbers(content).slice(0, 600),
    });
    correction = verdict.map((one) => one.reason).join("; ").slice(0, 600);
  }
  const codes = desk.rejected.map((one) => one.faults.map(({ code }) => code).join(","));
  return failed("gate_refused", `drafts refused: ${codes.join(" / ")}`);
}

/** Why no draft of this model may go out, however it is worded. */
interface Stop {
  readonly reason: string;
  readonly error: string;
}

/**
 * The gate's faults and what the server's moderation says. Where none is offered the gate decides
 * alone; one that should judge and fails stops the draft: approved sentences go out instead.
 */
async function judge(
  content: string,
  loaded: LoadedReply,
  { desk, model, signal }: WriteWithModelDeps & { desk: Desk },
): Promise<readonly ReplyFault[] | Stop> {
  const faults = checkReply(content, gathered(desk.record, loaded));
  if (faults.length > 0) return faults;
  const burst = loaded.messages.filter((one) => loaded.pending.includes(one.id))
    .map((one) => maskNumbers(plainText(one.content, 1_000))).join("\n").slice(0, 4_000);
  const startedAt = performance.now();
  const moderation = await model.provider.moderate([burst, content], signal);
  const ms = Math.round(performance.now() - startedAt);
  desk.trace.tools.push({ name: "moderation", outcome: moderation.kind, ms });
  if (moderation.kind === "failed") return { reason: "moderation_failed", error: moderation.error };
  const [asked, answered] = moderation.kind === "judged" ? moderation.flags : [];
  if (asked === true) return { reason: "moderated", error: "the customer's text was flagged" };
  return answered === true ? [fault("moderated", "it was flagged as harmful")] : [];
}

function written(
  content: string,
  loaded: LoadedReply,
  { result, desk }: { result: ModelResult; desk: Desk },
): ModelDraft {
  const evidence = replyEvidence(content, gathered(desk.record, loaded));
  return {
    kind: "written",
    content,
    confidence: result.answer.confidence,
    evidence,
    vehicle_ids: evidence.filter((one) => one.kind === "vehicle").map((one) => one.id),
    model: result.model,
    tokens: result.tokens,
    handover: desk.handover.current,
    summary: result.answer.summary,
    run: runOf(desk, citedOf(result.answer, desk.record)),
  };
}

/** Of the ids the model says it used, those that a tool gave it. */
function citedOf(answer: ModelAnswer, record: FactRecord): string[] {
  return answer.evidence.filter((id) => record.vehicles.has(id) || record.knowledge.has(id))
    .slice(0, 20);
}

function runOf({ trace, rejected }: Desk, cited: string[]): ReplyRun {
  const { calls, tools } = trace;
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    calls,
    tools,
    rejected,
    verdicts: [],
    tokens: {
      input: sum(calls.map((call) => call.tokens.input)),
      output: sum(calls.map((call) => call.tokens.output)),
    },
    cost_micros: sum(calls.map((call) => call.cost_micros)),
    cited,
  };
}

async function ask(
  loaded: LoadedReply,
  correction: string | null,
  { facts, service, model, signal, desk, onText }: WriteWithModelDeps & { desk: Desk },
): Promise<ModelResult | ModelError> {
  const { record, handover, trace } = desk;
  const { ai_config } = loaded.dealership;
  try {
    return await model.provider.write({
      models: modelNames(loaded, model),
      prompt: assemblePrompt(loaded, correction, record.deeds.bookings),
      tools: replyTools({ loaded, facts, service, record, handover }),
      temperature: ai_config.temperature ?? loaded.persona?.temperature ?? 0.7,
      max_tokens: ai_config.max_tokens ?? loaded.persona?.max_tokens ?? 500,
      signal,
      trace,
      ...(onText === undefined ? {} : { onText }),
      onRestart: () => {
        handover.current = null;
      },
    });
  } catch (thrown) {
    if (thrown instanceof ModelError) return thrown;
    throw thrown;
  }
}

/** The dealership's models first, then those of the deployment; each once. */
function modelNames(loaded: LoadedReply, model: ReplyModel): string[] {
  const { model: one, models } = loaded.dealership.ai_config;
  const own = [...models, ...(one === null ? [] : [one])];
  return [...new Set([...own, ...model.names])].slice(0, 5);
}
