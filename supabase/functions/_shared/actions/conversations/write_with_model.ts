import type { FactFinder, ReplyHandover } from "../../contract/intelligence.ts";
import type { LoadedReply, ReplySubmission } from "../../contract/reply.ts";
import { assemblePrompt } from "../../domain/prompt.ts";
import { checkReply } from "../../domain/reply_checks.ts";
import { replyEvidence } from "../../domain/reply_evidence.ts";
import { factRecord, gathered } from "../../domain/reply_facts.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import { describeError } from "../../platform/log.ts";
import { ModelError, type ModelProvider, type ModelResult } from "../../providers/openai.ts";
import { replyTools } from "./reply_tools.ts";

/** The model of this deployment. */
export interface ReplyModel {
  readonly provider: ModelProvider;
  /** Used unless the dealership's ai_config names another. */
  readonly name: string;
}

/** What writing with a model takes from outside. */
export interface WriteWithModelDeps {
  readonly facts: FactFinder;
  readonly model: ReplyModel;
  readonly signal: AbortSignal;
}

/** What the model contributes to a reply. */
export type ModelDraft =
  & { readonly kind: "written" }
  & Pick<
    ReplySubmission,
    "content" | "confidence" | "evidence" | "vehicle_ids" | "model" | "tokens" | "handover"
  >
  & { readonly rejected_drafts: string[] };

/** Why the model contributed nothing. */
export interface ModelFailure {
  readonly kind: "failed";
  readonly reason: string;
  readonly error: string;
  readonly rejected_drafts: string[];
}

const DRAFTS = 2;

/** Lets the model write a reply that passes the gate: one draft, and one more with the reason. */
export async function writeWithModel(
  loaded: LoadedReply,
  deps: WriteWithModelDeps,
): Promise<ModelDraft | ModelFailure> {
  const record = factRecord();
  const rejected: string[] = [];
  let correction: string | null = null;
  // Two drafts at most, one after the other because the second one is told what was wrong.
  for (let draft = 0; draft < DRAFTS; draft += 1) {
    const handover: { current: ReplyHandover | null } = { current: null };
    const result = await ask(loaded, { ...deps, record, handover, correction });
    if (result instanceof ModelError) {
      return {
        kind: "failed",
        reason: `model_${result.kind}`,
        error: describeError(result),
        rejected_drafts: rejected,
      };
    }
    const facts = gathered(record, loaded);
    const content = normaliseForSms(result.answer.reply.trim());
    const faults = checkReply(content, facts);
    if (faults.length === 0) {
      const evidence = replyEvidence(content, facts);
      return {
        kind: "written",
        content,
        confidence: result.answer.confidence,
        evidence,
        vehicle_ids: evidence.filter((one) => one.kind === "vehicle").map((one) => one.id),
        model: result.model,
        tokens: result.tokens,
        handover: handover.current,
        rejected_drafts: rejected,
      };
    }
    rejected.push(faults.map((fault) => fault.code).join(","));
    correction = faults.map((fault) => fault.reason).join("; ");
  }
  const error = `drafts refused: ${rejected.join(" / ")}`;
  return { kind: "failed", reason: "gate_refused", error, rejected_drafts: rejected };
}

async function ask(
  loaded: LoadedReply,
  deps: WriteWithModelDeps & {
    readonly record: ReturnType<typeof factRecord>;
    readonly handover: { current: ReplyHandover | null };
    readonly correction: string | null;
  },
): Promise<ModelResult | ModelError> {
  const { facts, record, handover, model, signal, correction } = deps;
  try {
    return await model.provider.write({
      model: modelName(loaded) ?? model.name,
      prompt: assemblePrompt(loaded, correction),
      tools: replyTools({ loaded, facts, record, handover }),
      temperature: loaded.persona?.temperature ?? 0.7,
      max_tokens: loaded.persona?.max_tokens ?? 500,
      signal,
    });
  } catch (thrown) {
    if (thrown instanceof ModelError) return thrown;
    throw thrown;
  }
}

/** A dealership may name its own model in ai_config.model. */
function modelName(loaded: LoadedReply): string | null {
  const config = loaded.dealership.ai_config;
  if (typeof config !== "object" || config === null || !("model" in config)) return null;
  return typeof config.model === "string" && /^[\w.:/-]{1,80}$/.test(config.model)
    ? config.model
    : null;
}
