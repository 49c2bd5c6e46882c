import { answerText, type ChatRequest, countTokens } from "./chat_request.ts";
import type { ScriptStep } from "./model_script.ts";

interface Head {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly service_tier: "default";
  readonly system_fingerprint: string;
}

/** The whole answer as one `chat.completion`. */
export function completionOf(step: ScriptStep, request: ChatRequest): Record<string, unknown> {
  const content = answerText(step, request);
  const calls = step.calls.length === 0 ? {} : { tool_calls: toolCalls(step) };
  return {
    ...head(request),
    object: "chat.completion",
    choices: [{
      index: 0,
      message: {
        role: "assistant",
        content,
        refusal: step.refusal,
        annotations: [],
        ...calls,
      },
      logprobs: null,
      finish_reason: finishReason(step),
    }],
    usage: usageOf(step, request),
  };
}

/** The same answer as `chat.completion.chunk`s, in the order in which they are streamed. */
export function chunksOf(step: ScriptStep, request: ChatRequest): readonly unknown[] {
  const common = { ...head(request), object: "chat.completion.chunk" };
  // With include_usage every chunk carries the field, and only the last one fills it.
  const usage = request.wantsUsage ? { usage: null } : {};
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...usage,
  });
  const content = answerText(step, request);
  const pieces = content === null ? [] : splitText(content);
  const refusals = step.refusal === null ? [] : splitText(step.refusal);
  const last = request.wantsUsage
    ? [{ ...common, choices: [], usage: usageOf(step, request) }]
    : [];
  return [
    chunk({ role: "assistant", content: content === null ? null : "", refusal: null }),
    ...pieces.map((piece) => chunk({ content: piece })),
    ...refusals.map((refusal) => chunk({ refusal })),
    ...toolCalls(step).flatMap((call, index) => callDeltas(call, index).map((one) => chunk(one))),
    chunk({}, finishReason(step)),
    ...last,
  ];
}

function head(request: ChatRequest): Head {
  return {
    id: `chatcmpl-${crypto.randomUUID().replaceAll("-", "").slice(0, 29)}`,
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    service_tier: "default",
    system_fingerprint: "fp_local",
  };
}

function toolCalls(step: ScriptStep) {
  return step.calls.map(({ name, args }) => ({
    id: `call_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`,
    type: "function" as const,
    function: { name, arguments: args },
  }));
}

/** A call begins with its id and name; its arguments come after, in pieces. */
function callDeltas(call: ReturnType<typeof toolCalls>[number], index: number): readonly unknown[] {
  const first = { ...call, index, function: { name: call.function.name, arguments: "" } };
  const pieces = splitText(call.function.arguments);
  return [
    { tool_calls: [first] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}

/** Pieces about as long as tokens; joined they are the text again. */
function splitText(text: string): readonly string[] {
  return text.match(/\s*\S{1,6}|\s+$/gu) ?? [];
}

function finishReason(step: ScriptStep): string {
  return step.finishReason ?? (step.calls.length > 0 ? "tool_calls" : "stop");
}

function usageOf(step: ScriptStep, request: ChatRequest) {
  const args = step.calls.map((call) => call.name + call.args).join("");
  const prompt_tokens = countTokens(JSON.stringify(request.messages));
  const completion_tokens = countTokens((answerText(step, request) ?? "") + args);
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
