import type OpenAI from "openai";
import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions/completions.js";
import { ModelAnswer } from "../contract/reply.ts";
import { systemClock } from "../platform/clock.ts";
import { collectCompletion, type CollectedCompletion } from "./collect_completion.ts";
import { withinPace } from "./first_token.ts";
import type { KeyRing, OpenAiAccess } from "./key_ring.ts";
import { ModelError, statusOf } from "./model_error.ts";
import type { ModelRequest } from "./model_request.ts";
import { withRetries } from "./model_retry.ts";
import { schemaOf } from "./model_tools.ts";

const MAX_RETRY_WAIT_MS = 2_000;

/** One model's try at one reply. */
export interface Session {
  readonly access: OpenAiAccess;
  readonly keys: KeyRing;
  readonly request: ModelRequest;
  readonly model: string;
  readonly signal: AbortSignal;
}

/** One request with its retries; what a server does not know is left out and asked for again. */
export async function ask(
  session: Session,
  messages: ChatCompletionMessageParam[],
  mayCall: boolean,
): Promise<CollectedCompletion> {
  const { access, keys, signal } = session;
  let params = paramsOf(session, messages, mayCall);
  // At most three requests: as asked, without temperature, without a schema.
  for (let tried = 0;; tried += 1) {
    try {
      return await withRetries(() => keys.use((client) => stream(client, params, session)), {
        maxRetries: access.maxRetries ?? 2,
        maxWaitMs: MAX_RETRY_WAIT_MS,
        signal,
        sleep: systemClock.sleep,
        random: Math.random,
      });
    } catch (thrown) {
      const simpler = statusOf(thrown) === 400 ? withoutWhat(thrown, params) : null;
      if (simpler === null || tried >= 2) throw thrown;
      params = simpler;
    }
  }
}

async function stream(
  client: OpenAI,
  params: ChatCompletionCreateParamsStreaming,
  { access, request, signal }: Session,
): Promise<CollectedCompletion> {
  const cut = new AbortController();
  const both = AbortSignal.any([signal, cut.signal]);
  const firstMs = access.firstTokenMs ?? 8_000;
  const nextMs = access.requestTimeoutMs ?? 15_000;
  const timer = setTimeout(() => cut.abort(new ModelError("slow_start")), firstMs);
  try {
    const chunks = await client.chat.completions.create(params, { signal: both });
    clearTimeout(timer);
    const completion = await collectCompletion(
      withinPace(chunks, { firstMs, nextMs }, () => cut.abort()),
      request.onText,
    );
    // The client ends an aborted stream as if it were complete.
    signal.throwIfAborted();
    return completion;
  } catch (thrown) {
    if (cut.signal.reason instanceof ModelError && !signal.aborted) throw cut.signal.reason;
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}

/** Reasoning models know no temperature, and some servers no structured output. */
function withoutWhat(
  thrown: unknown,
  params: ChatCompletionCreateParamsStreaming,
): ChatCompletionCreateParamsStreaming | null {
  const words = thrown instanceof Error ? thrown.message : "";
  if (/temperature/i.test(words) && params.temperature !== undefined) {
    const { temperature: _left, ...rest } = params;
    return rest;
  }
  if (/response_format|json_schema|structured/i.test(words) && params.response_format) {
    const { response_format: _left, ...rest } = params;
    return rest;
  }
  return null;
}

function paramsOf(
  { request, access, model }: Session,
  messages: ChatCompletionMessageParam[],
  mayCall: boolean,
): ChatCompletionCreateParamsStreaming {
  // Newer OpenAI models know only the second name, servers that imitate it mostly only the first.
  const limit = access.baseUrl === null
    ? { max_completion_tokens: request.max_tokens }
    : { max_tokens: request.max_tokens };
  return {
    model,
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
