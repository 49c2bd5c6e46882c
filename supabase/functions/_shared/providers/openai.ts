import type OpenAI from "openai";
import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions/completions.js";
import { z } from "zod";
import { ModelAnswer } from "../contract/reply.ts";
import type { Prompt } from "../domain/prompt.ts";
import { describeError } from "../platform/log.ts";
import {
  collectCompletion,
  type CollectedCall,
  type CollectedCompletion,
} from "./collect_completion.ts";

/** A tool the model may call; its arguments are parsed before it runs. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodType;
  /** Runs with parsed arguments; what it returns goes to the model as JSON. */
  run(args: unknown): Promise<unknown>;
}

/** Makes a tool whose `run` sees its arguments as their schema's type. */
export function modelTool<Schema extends z.ZodType>(tool: {
  name: string;
  description: string;
  parameters: Schema;
  run(args: z.output<Schema>): Promise<unknown>;
}): ModelTool {
  return { ...tool, run: (args) => tool.run(tool.parameters.parse(args)) };
}

/** What one reply is written from. */
export interface ModelRequest {
  readonly model: string;
  readonly prompt: Prompt;
  readonly tools: readonly ModelTool[];
  readonly temperature: number;
  readonly max_tokens: number;
  /** Aborts when the job is no longer ours. */
  readonly signal: AbortSignal;
}

/** What the model wrote, and what it took. */
export interface ModelResult {
  readonly answer: ModelAnswer;
  /** The model that answered, as the server names it. */
  readonly model: string;
  readonly tokens: { readonly input: number; readonly output: number };
}

/** Writes one reply with a language model; throws ModelError when it cannot. */
export interface ModelProvider {
  write(request: ModelRequest): Promise<ModelResult>;
}

/** Why the model gave no usable answer. */
export type ModelErrorKind =
  | "timeout"
  | "rate_limited"
  | "unauthorized"
  | "unavailable"
  | "refused"
  | "truncated"
  | "malformed";

/** The model gave no usable answer. */
export class ModelError extends Error {
  readonly kind: ModelErrorKind;

  constructor(kind: ModelErrorKind, cause?: unknown) {
    super(`Cannot get an answer from the model: ${kind}`, { cause });
    this.name = "ModelError";
    this.kind = kind;
  }
}

/** What the provider needs to know. */
export interface OpenAiAccess {
  readonly apiKey: string;
  /** Any server that speaks chat completions; null for OpenAI's own. */
  readonly baseUrl: string | null;
  /** One request, its retries not counted. */
  readonly requestTimeoutMs?: number;
  /** All requests of one reply; past that the local intelligence answers. */
  readonly totalTimeoutMs?: number;
  readonly maxRetries?: number;
}

const MAX_TOOL_ROUNDS = 4;
const MAX_CALLS_PER_ROUND = 5;
const MAX_RESULT_CHARS = 6_000;

/** Writes replies with OpenAI's own client, loaded at the first use (0.3 s cold). */
export function openAiProvider(access: OpenAiAccess): ModelProvider {
  return {
    async write(request) {
      const deadline = AbortSignal.timeout(access.totalTimeoutMs ?? 25_000);
      const signal = AbortSignal.any([request.signal, deadline]);
      try {
        const { default: Client } = await import("openai");
        const client = new Client({
          apiKey: access.apiKey,
          baseURL: access.baseUrl,
          timeout: access.requestTimeoutMs ?? 15_000,
          maxRetries: access.maxRetries ?? 2,
          logLevel: "off",
        });
        return await converse(client, { ...request, signal }, access);
      } catch (thrown) {
        if (request.signal.aborted) throw thrown;
        throw toModelError(thrown, deadline.aborted);
      }
    },
  };
}

/** Asks, runs the tools the model calls, and asks again: four rounds at most, the last without tools. */
async function converse(
  client: OpenAI,
  request: ModelRequest,
  access: OpenAiAccess,
): Promise<ModelResult> {
  const messages: ChatCompletionMessageParam[] = [
    { role: "system", content: request.prompt.system },
    ...request.prompt.turns,
  ];
  const tokens = { input: 0, output: 0 };
  // At most MAX_TOOL_ROUNDS + 1 requests, one after the other because each needs the last answer.
  for (let round = 0; round <= MAX_TOOL_ROUNDS; round += 1) {
    const params = paramsOf(request, messages, { access, mayCall: round < MAX_TOOL_ROUNDS });
    const completion = await collectCompletion(
      await client.chat.completions.create(params, { signal: request.signal }),
    );
    // The client ends an aborted stream as if it were complete.
    request.signal.throwIfAborted();
    tokens.input += completion.tokens.input;
    tokens.output += completion.tokens.output;
    const calls = completion.calls.slice(0, MAX_CALLS_PER_ROUND);
    if (calls.length === 0) {
      return { answer: answerOf(completion), model: completion.model || request.model, tokens };
    }
    messages.push(callsMessage(calls));
    for (const call of calls) {
      const content = await runTool(call, request.tools);
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
  throw new ModelError("malformed", new Error("it only called tools"));
}

function paramsOf(
  request: ModelRequest,
  messages: ChatCompletionMessageParam[],
  { access, mayCall }: { access: OpenAiAccess; mayCall: boolean },
): ChatCompletionCreateParamsStreaming {
  // Newer OpenAI models know only the second name, servers that imitate it mostly only the first.
  const limit = access.baseUrl === null
    ? { max_completion_tokens: request.max_tokens }
    : { max_tokens: request.max_tokens };
  return {
    model: request.model,
    messages,
    temperature: request.temperature,
    ...limit,
    stream: true,
    stream_options: { include_usage: true },
    response_format: {
      type: "json_schema",
      json_schema: { name: "reply", strict: true, schema: schemaOf(ModelAnswer) },
    },
    tools: request.tools.map((tool) => ({
      type: "function",
      function: {
        name: tool.name,
        description: tool.description,
        parameters: schemaOf(tool.parameters),
        strict: true,
      },
    })),
    tool_choice: mayCall ? "auto" : "none",
  };
}

function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
  return rest;
}

function callsMessage(calls: readonly CollectedCall[]): ChatCompletionMessageParam {
  return {
    role: "assistant",
    content: null,
    tool_calls: calls.map(({ id, name, args }) => ({
      id,
      type: "function",
      function: { name, arguments: args },
    })),
  };
}

/** What goes wrong with a call is told to the model, which may correct itself in the next round. */
async function runTool(
  call: CollectedCall,
  tools: readonly ModelTool[],
): Promise<string> {
  const tool = tools.find((one) => one.name === call.name);
  if (tool === undefined) return JSON.stringify({ error: "there is no such tool" });
  const args = tool.parameters.safeParse(parseJson(call.args));
  if (!args.success) {
    const wrong = args.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    return JSON.stringify({ error: `bad arguments: ${wrong.join("; ")}` });
  }
  return JSON.stringify(await tool.run(args.data)).slice(0, MAX_RESULT_CHARS);
}

function answerOf(completion: CollectedCompletion): ModelAnswer {
  const { finish_reason, refused } = completion;
  if (finish_reason === null) {
    throw new ModelError("unavailable", new Error("the stream broke off"));
  }
  if (finish_reason === "length") throw new ModelError("truncated");
  if (finish_reason === "content_filter" || refused) throw new ModelError("refused");
  const content = completion.content.trim();
  const parsed = ModelAnswer.safeParse(parseJson(content));
  if (parsed.success) return { ...parsed.data, confidence: clamp(parsed.data.confidence) };
  // A server without structured output answers with the bare text; half a JSON object is no text.
  if (content === "" || /^[{[`]/.test(content)) throw new ModelError("malformed");
  return { reply: content, language: "", confidence: 0.5 };
}

function toModelError(thrown: unknown, timedOut: boolean): unknown {
  if (thrown instanceof ModelError) return thrown;
  if (timedOut) return new ModelError("timeout", thrown);
  if (!(thrown instanceof Error)) return new ModelError("unavailable", thrown);
  const { status } = thrown as { status?: unknown };
  if (status === 429) return new ModelError("rate_limited", thrown);
  if (status === 401 || status === 403) return new ModelError("unauthorized", thrown);
  if (/timed? ?out/i.test(describeError(thrown))) return new ModelError("timeout", thrown);
  return new ModelError("unavailable", thrown);
}

function clamp(confidence: number): number {
  return Math.min(1, Math.max(0, confidence));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
