import { isRecord, textOrNull } from "../router.ts";
import type { ScriptStep } from "./model_script.ts";

/** What the fake looks at in a chat request. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly unknown[];
  readonly isStream: boolean;
  readonly wantsUsage: boolean;
  /** The schema that the answer must follow, {} for any JSON, null for prose. */
  readonly schema: Record<string, unknown> | null;
}

/** Reads a chat request; null when model or messages are missing. */
export function parseChatRequest(value: unknown): ChatRequest | null {
  if (!isRecord(value) || !Array.isArray(value["messages"])) return null;
  const model = textOrNull(value["model"]);
  if (model === null || value["messages"].length === 0) return null;
  const options = value["stream_options"];
  return {
    model,
    messages: value["messages"],
    isStream: value["stream"] === true,
    wantsUsage: isRecord(options) && options["include_usage"] === true,
    schema: wantedSchema(value["response_format"]),
  };
}

function wantedSchema(format: unknown): Record<string, unknown> | null {
  if (!isRecord(format)) return null;
  if (format["type"] === "json_object") return {};
  const named = format["type"] === "json_schema" ? format["json_schema"] : null;
  return isRecord(named) && isRecord(named["schema"]) ? named["schema"] : null;
}

const CANNED = "Thanks for your message. A member of the team will get back to you shortly.";

/** What the model says: what the step tells, else a safe sentence, in JSON if JSON is wanted. */
export function answerText(step: ScriptStep, request: ChatRequest): string | null {
  if (step.content !== null) return step.content;
  if (step.calls.length > 0 || step.refusal !== null) return null;
  return request.schema === null ? CANNED : JSON.stringify(sampleOf(request.schema));
}

/** The plainest value that a JSON schema allows. */
export function sampleOf(schema: unknown): unknown {
  if (!isRecord(schema)) return null;
  if ("const" in schema) return schema["const"];
  const choices = schema["enum"] ?? schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(choices)) return schema["enum"] ? choices[0] : sampleOf(choices[0]);
  const type = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  if (type === "string") return CANNED;
  if (type === "number" || type === "integer") return numberIn(schema);
  if (type === "boolean") return false;
  if (type === "array") return [];
  if (type === "null") return null;
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, sampleOf(inner)]),
  );
}

function numberIn(schema: Record<string, unknown>): number {
  const least = schema["minimum"];
  return typeof least === "number" ? least : 0;
}

/** About how many tokens a text costs: four characters each. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
