import type {
  PreviewContext,
  PreviewRequest,
  ReplyPreview,
} from "../../contract/persona_preview.ts";
import type { LoadedReply, ReplySubmission } from "../../contract/reply.ts";
import { unknownVariable } from "../../domain/template_variables.ts";
import { Problem } from "../../platform/problem.ts";
import { previewReply, type PreviewReplyDeps } from "./preview_reply.ts";

/** What trying a persona takes from outside. */
export interface PreviewPersonaDeps extends PreviewReplyDeps {
  /** As the person who asks: the database decides what they may try. */
  loadPreviewContext(
    personaId: string,
    request: PreviewRequest,
  ): Promise<PreviewContext>;
  /** Books what a model cost; a preview is spending too. */
  recordPreviewRun(conversationId: string, reply: ReplySubmission): Promise<void>;
}

/** Says what a persona would have answered in a past conversation; sends and stores nothing of it. */
export async function previewPersona(
  personaId: string,
  request: PreviewRequest,
  signal: AbortSignal,
  deps: PreviewPersonaDeps,
): Promise<ReplyPreview> {
  const { prompt_template, system_prompt } = request;
  const unknown = unknownVariable(`${prompt_template ?? ""} ${system_prompt ?? ""}`);
  if (unknown !== null) {
    throw new Problem("form_invalid", `Cannot try persona: {{${unknown}}} is no variable`, [
      { field: "prompt_template", message: `{{${unknown}}} is no variable` },
    ]);
  }
  const { said, ...loaded } = await deps.loadPreviewContext(personaId, request);
  const reply = await previewReply(withWords(loaded, request), signal, deps);
  if (reply.run.calls.length > 0) await deps.recordPreviewRun(loaded.conversation.id, reply);
  return { ...previewOf(loaded, reply), said };
}

/** The persona with the words of the form in place of those that are saved. */
function withWords(loaded: LoadedReply, request: PreviewRequest): LoadedReply {
  const { persona } = loaded;
  if (persona === null) return loaded;
  const { prompt_template = persona.prompt_template, system_prompt = persona.system_prompt } =
    request;
  return { ...loaded, persona: { ...persona, prompt_template, system_prompt } };
}

function previewOf(loaded: LoadedReply, reply: ReplySubmission): Omit<ReplyPreview, "said"> {
  const { content, silent, language, confidence, evidence, model, fallback } = reply;
  return {
    asked: loaded.messages.filter((one) => loaded.pending.includes(one.id))
      .map((one) => one.content),
    content: silent ? "" : content,
    silent,
    language,
    confidence,
    handover: reply.handover?.reason ?? null,
    evidence,
    refused: reply.run.rejected.map((one) => ({
      content: one.content,
      reasons: one.faults.map((fault) => fault.reason),
    })),
    model,
    fallback,
    processing_time_ms: reply.processing_time_ms,
    cost_micros: reply.run.cost_micros,
  };
}
