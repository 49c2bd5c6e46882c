import type { ChatCompletionMessageParam } from "openai/resources/chat/completions/completions.js";
import { ModelAnswer } from "../contract/reply.ts";
import { modelCost } from "../domain/model_cost.ts";
import { describeError } from "../platform/log.ts";
import type { CollectedCompletion } from "./collect_completion.ts";
import { KeyRing, type OpenAiAccess } from "./key_ring.ts";
import { ModelError, statusOf, toModelError } from "./model_error.ts";
import type { ModelRequest } from "./model_request.ts";
import { callsMessage, parseJson, runTool } from "./model_tools.ts";
import { ask, type Session } from "./openai_request.ts";

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
  /** For each text whether it is harmful, or why nobody can say. */
  moderate(texts: readonly string[], signal: AbortSignal): Promise<Moderation>;
}

/** What the server's moderation says; `failed` is no pass: it would judge and did not. */
export type Moderation =
  | { readonly kind: "judged"; readonly flags: readonly boolean[] }
  | { readonly kind: "not_offered" }
  | { readonly kind: "failed"; readonly error: string };

const MAX_TOOL_ROUNDS = 4;
const MAX_CALLS_PER_ROUND = 5;
const MODERATION_TIMEOUT_MS = 3_000;
/** Faults of our request or key that another model of the same server shares. */
const SHARED_FAULTS = new Set(["unauthorized"]);

/** Writes replies with OpenAI's own client, loaded at the first use (0.3 s cold). */
export function openAiProvider(access: OpenAiAccess): ModelProvider {
  const keys = new KeyRing(access);
  let offersModeration = true;
  return {
    async write(request) {
      const deadline = AbortSignal.timeout(access.totalTimeoutMs ?? 25_000);
      const signal = AbortSignal.any([request.signal, deadline]);
      let failure = new ModelError("unavailable");
      // At most five models, one after the other: each only when the one before it failed.
      for (const [at, model] of request.models.entries()) {
        if (at > 0) request.onRestart?.();
        try {
          return await converse({ access, keys, request, model, signal });
        } catch (thrown) {
          if (request.signal.aborted) throw thrown;
          failure = toModelError(thrown, deadline.aborted);
          if (deadline.aborted || SHARED_FAULTS.has(failure.kind)) break;
        }
      }
      throw failure;
    },
    async moderate(texts, signal) {
      if (!offersModeration) return { kind: "not_offered" };
      try {
        return await keys.use(async (client) => {
          const { results } = await client.moderations.create({ input: [...texts] }, {
            signal,
            timeout: MODERATION_TIMEOUT_MS,
            maxRetries: 1,
          });
          const flags = results.map((result) => result.flagged);
          return flags.length === texts.length && flags.every((flag) => typeof flag === "boolean")
            ? { kind: "judged", flags }
            : { kind: "failed", error: "it judged other texts than it was asked about" };
        });
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        if (![404, 405, 501].includes(statusOf(thrown) ?? 0)) {
          return { kind: "failed", error: describeError(thrown) };
        }
        offersModeration = false;
        return { kind: "not_offered" };
      }
    },
  };
}

/** Asks, runs the tools the model calls, and asks again: four rounds at most, the last without tools. */
async function converse(session: Session): Promise<ModelResult> {
  const { request, signal } = session;
  const messages: ChatCompletionMessageParam[] = [
    { role: "system", content: request.prompt.system },
    ...request.prompt.turns,
  ];
  const tokens = { input: 0, output: 0 };
  // At most MAX_TOOL_ROUNDS + 1 requests, one after the other because each needs the last answer.
  for (let round = 0; round <= MAX_TOOL_ROUNDS; round += 1) {
    const completion = await told(session, () => ask(session, messages, round < MAX_TOOL_ROUNDS));
    signal.throwIfAborted();
    tokens.input += completion.tokens.input;
    tokens.output += completion.tokens.output;
    const calls = completion.calls.slice(0, MAX_CALLS_PER_ROUND);
    if (calls.length === 0) {
      return { answer: answerOf(completion), model: completion.model || session.model, tokens };
    }
    if (completion.finish_reason === null) throw brokenOff();
    messages.push(callsMessage(calls));
    for (const call of calls) { // bound: MAX_CALLS_PER_ROUND; in order, because later ones may build on it
      const { content, told: one } = await runTool(call, request.tools);
      request.trace.tools.push(one);
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
  throw new ModelError("malformed", new Error("it only called tools"));
}

/** Notes what one request took and how it ended. */
async function told(
  { request, model, signal }: Session,
  work: () => Promise<CollectedCompletion>,
): Promise<CollectedCompletion> {
  const startedAt = performance.now();
  const note = (outcome: string, completion: CollectedCompletion | null) => {
    const tokens = completion?.tokens ?? { input: 0, output: 0 };
    const ms = Math.round(performance.now() - startedAt);
    const cost = modelCost([completion?.model ?? "", model], tokens);
    request.trace.calls.push({
      model,
      outcome,
      tokens,
      cost_micros: cost.micros,
      cost_assumed: cost.is_assumed && cost.micros > 0,
      ms,
    });
  };
  try {
    const completion = await work();
    const { finish_reason } = completion;
    note(
      finish_reason === "stop" || finish_reason === "tool_calls" ? "ok" : `ended:${finish_reason}`,
      completion,
    );
    return completion;
  } catch (thrown) {
    note(toModelError(thrown, signal.aborted).kind, null);
    throw thrown;
  }
}

function answerOf(completion: CollectedCompletion): ModelAnswer {
  const { finish_reason, refused } = completion;
  if (finish_reason === null) throw brokenOff();
  if (finish_reason === "length") throw new ModelError("truncated");
  if (finish_reason === "content_filter" || refused) throw new ModelError("refused");
  const content = completion.content.trim();
  const parsed = ModelAnswer.safeParse(parseJson(content));
  if (parsed.success) {
    return { ...parsed.data, confidence: Math.min(1, Math.max(0, parsed.data.confidence)) };
  }
  // A server without structured output answers with the bare text; half a JSON object is no text.
  if (content === "" || /^[{[`]/.test(content)) throw new ModelError("malformed");
  const bare = { intents: [], evidence: [], handover: null, summary: null };
  return { content, language: "", confidence: 0.5, ...bare };
}

function brokenOff(): ModelError {
  return new ModelError("unavailable", new Error("the stream broke off"));
}
