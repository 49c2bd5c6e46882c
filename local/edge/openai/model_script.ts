import { isRecord, numberOrNull, textOrNull } from "../router.ts";

/** One call of a tool that the model makes. */
export interface ScriptedCall {
  readonly name: string;
  /** JSON text, also when it is meant to be broken. */
  readonly args: string;
}

/** What the model does with one request. */
export interface ScriptStep {
  readonly content: string | null;
  readonly refusal: string | null;
  readonly calls: readonly ScriptedCall[];
  readonly finishReason: string | null;
  /** Answer with this HTTP status and an error instead. */
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly retryAfter: number | null;
  /** Say nothing for this time, then 504. */
  readonly timeoutMs: number | null;
  /** Break off a stream after so many chunks, or JSON after so many characters. */
  readonly truncateAfter: number | null;
  readonly firstTokenMs: number;
  readonly chunkMs: number;
}

/** Reads a step from JSON; an unknown field is ignored, an empty step is the default answer. */
export function parseStep(value: unknown): ScriptStep {
  const given = isRecord(value) ? value : {};
  const calls = Array.isArray(given["tool_calls"]) ? given["tool_calls"] : [];
  const truncate = given["truncate"];
  return {
    content: textOrNull(given["content"]),
    refusal: textOrNull(given["refusal"]),
    calls: calls.filter(isRecord).map(parseCall),
    finishReason: textOrNull(given["finish_reason"]),
    status: numberOrNull(given["status"]),
    errorCode: textOrNull(given["code"]),
    errorMessage: textOrNull(given["message"]),
    retryAfter: numberOrNull(given["retry_after"]),
    timeoutMs: numberOrNull(given["timeout_ms"]),
    truncateAfter: truncate === true ? 2 : numberOrNull(truncate),
    firstTokenMs: numberOrNull(given["first_token_ms"]) ?? 0,
    chunkMs: numberOrNull(given["chunk_ms"]) ?? 0,
  };
}

/** Accepts both `{name, arguments}` and OpenAI's own `{function: {name, arguments}}`. */
function parseCall(value: Record<string, unknown>): ScriptedCall {
  const call = isRecord(value["function"]) ? value["function"] : value;
  const args = call["arguments"] ?? {};
  return {
    name: textOrNull(call["name"]) ?? "",
    args: typeof args === "string" ? args : JSON.stringify(args),
  };
}

/** Reads a script: one step, a list of steps, or `{steps: [...]}`. */
export function parseScript(value: unknown): readonly ScriptStep[] {
  if (Array.isArray(value)) return value.map(parseStep);
  if (isRecord(value) && Array.isArray(value["steps"])) return value["steps"].map(parseStep);
  return [parseStep(value)];
}
