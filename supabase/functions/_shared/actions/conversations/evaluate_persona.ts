import type { EvaluationResult, PersonaDraft } from "../../contract/persona_preview.ts";
import type { ReplySubmission } from "../../contract/reply.ts";
import {
  EVALUATION_CASES,
  evaluationContext,
  evaluationFaults,
  isPass,
  sampleStore,
  wordFaults,
} from "../../domain/persona_evaluation.ts";
import { previewReply, type PreviewReplyDeps } from "./preview_reply.ts";

/** What evaluating a persona takes from outside. */
export interface EvaluatePersonaDeps extends Omit<PreviewReplyDeps, "facts"> {
  /** As the person who asks: the database decides whose persona they may try. */
  loadPersonaDraft(personaId: string): Promise<PersonaDraft>;
  recordPersonaEvaluation(args: {
    readonly persona_id: string;
    readonly fingerprint: string;
    readonly result: EvaluationResult;
    readonly evaluated_by: string;
  }): Promise<void>;
}

type Failures = EvaluationResult["failures"];

/** Lets a draft answer the fixed suite on the sample store and keeps how it went. */
export async function evaluatePersona(
  ids: { readonly persona: string; readonly staff: string },
  signal: AbortSignal,
  deps: EvaluatePersonaDeps,
): Promise<EvaluationResult> {
  const draft = await deps.loadPersonaDraft(ids.persona);
  const words = wordFaults(draft.persona);
  const failures: Failures = words.length === 0 ? [] : [{ case: "words", faults: words, text: "" }];
  const replies: ReplySubmission[] = [];
  for (const one of EVALUATION_CASES) { // bound: the suite; one after the other, so no model is flooded
    const reply = await answer(one.text, draft, { signal, deps });
    replies.push(reply);
    const faults = evaluationFaults(one, reply);
    if (faults.length > 0) failures.push({ case: one.id, faults, text: reply.content });
  }
  const result: EvaluationResult = {
    passed: isPass(new Set(failures.map((one) => one.case))),
    cases_passed: EVALUATION_CASES.length + 1 - failures.length,
    cases_total: EVALUATION_CASES.length + 1,
    failures,
    model: replies.find((reply) => reply.model !== "local")?.model ?? "local",
    cost_micros: replies.reduce((sum, reply) => sum + reply.run.cost_micros, 0),
  };
  const { fingerprint } = draft;
  await deps.recordPersonaEvaluation({
    persona_id: ids.persona,
    fingerprint,
    result,
    evaluated_by: ids.staff,
  });
  return result;
}

/** Temperature 0: the same words should be judged alike twice. */
function answer(
  text: string,
  { persona, dealership_id, ai_config }: PersonaDraft,
  { signal, deps }: { readonly signal: AbortSignal; readonly deps: EvaluatePersonaDeps },
): Promise<ReplySubmission> {
  const dealership = { id: dealership_id, ai_config: { ...ai_config, temperature: 0 } };
  // Its own handover rules are the dealership's wish and no fault of its words.
  const ruleless = { ...persona, escalation_triggers: { rules: [] } };
  return previewReply(evaluationContext(text, ruleless, dealership), signal, {
    ...deps,
    facts: () => sampleStore(),
  });
}
