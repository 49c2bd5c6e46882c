import { z } from "zod";
import {
  type EvaluationResult,
  PersonaDraft,
  PreviewContext,
  type PreviewRequest,
} from "../contract/persona_preview.ts";
import type { ReplySubmission } from "../contract/reply.ts";
import { callRpc, type Database } from "./client.ts";

/** All that a reply to a past message would have been made from; `database` is the person's. */
export function loadPreviewContext(
  database: Database,
  personaId: string,
  { conversation_id, through_message_id }: PreviewRequest,
): Promise<PreviewContext> {
  const args = { conversation_id, through_message_id, persona_id: personaId };
  return callRpc(database, "load_preview_context", args, PreviewContext);
}

/** A persona's draft, to be evaluated; `database` is the person's. */
export function loadPersonaDraft(database: Database, personaId: string): Promise<PersonaDraft> {
  return callRpc(database, "load_persona_draft", { persona_id: personaId }, PersonaDraft);
}

/** Parameters of `record_persona_evaluation`. */
export interface RecordPersonaEvaluationArgs {
  readonly persona_id: string;
  readonly fingerprint: string;
  readonly result: EvaluationResult;
  readonly evaluated_by: string;
}

/** Keeps how a draft answered the suite; the same words may then be published, or not. */
export async function recordPersonaEvaluation(
  database: Database,
  args: RecordPersonaEvaluationArgs,
): Promise<void> {
  await callRpc(database, "record_persona_evaluation", { ...args }, z.array(z.unknown()));
}

/** Books what a model cost for a preview on the dealership's budget. */
export async function recordPreviewRun(
  database: Database,
  conversationId: string,
  reply: ReplySubmission,
): Promise<void> {
  const run = {
    kind: "evaluation",
    model: reply.model,
    outcome: "previewed",
    input_tokens: reply.run.tokens.input,
    output_tokens: reply.run.tokens.output,
    cost_microcents: reply.run.cost_micros * 100,
    duration_ms: reply.processing_time_ms,
    fallback: reply.fallback,
  };
  const args = { conversation_id: conversationId, message_id: null, run };
  await callRpc(database, "record_ai_run", args, z.unknown());
}
