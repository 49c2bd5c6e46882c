import { pause } from "../pause.ts";
import { isRecord, type Route } from "../router.ts";
import { chunksOf, completionOf } from "./chat_answer.ts";
import { type ChatRequest, parseChatRequest } from "./chat_request.ts";
import { parseScript, parseStep, type ScriptStep } from "./model_script.ts";
import { openAiError } from "./openai_error.ts";

const ROOT = "/fakes/openai";
const MODELS = ["gpt-4.1-mini", "gpt-4.1", "gpt-4o-mini", "gpt-4o", "omni-moderation-latest"];
const MAX_REQUESTS = 500;

interface FakeModel {
  /** What the next requests get, in this order. */
  script: readonly ScriptStep[];
  /** Chat requests so far, as they came. */
  requests: readonly unknown[];
  readonly signal: AbortSignal;
}

/** A server that speaks OpenAI's chat protocol and says what its script tells it. */
export function openAiRoutes(signal: AbortSignal): readonly Route[] {
  const model: FakeModel = { script: [], requests: [], signal };
  return [...protocolRoutes(model), ...controlRoutes(model)];
}

function protocolRoutes(model: FakeModel): readonly Route[] {
  const guarded = (handle: Route["handle"]): Route["handle"] => (call) =>
    /^Bearer \S+$/.test(call.request.headers.get("authorization") ?? "")
      ? handle(call)
      : openAiError(
        401,
        { message: "You didn't provide an API key.", code: "invalid_api_key" },
      );
  return [
    {
      method: "POST",
      path: `${ROOT}/v1/chat/completions`,
      handle: guarded(({ request }) => complete(model, request)),
    },
    {
      method: "POST",
      path: `${ROOT}/v1/moderations`,
      handle: guarded(({ request }) => moderate(request)),
    },
    {
      method: "GET",
      path: `${ROOT}/v1/models`,
      handle: guarded(() => Response.json({ object: "list", data: MODELS.map(modelJson) })),
    },
    {
      method: "GET",
      path: `${ROOT}/v1/models/:id`,
      handle: guarded(({ params }) => Response.json(modelJson(params["id"] ?? ""))),
    },
  ];
}

function controlRoutes(model: FakeModel): readonly Route[] {
  return [
    {
      method: "POST",
      path: `${ROOT}/script`,
      handle: async ({ request }) => {
        const added = parseScript(await request.json().catch(() => ({})));
        model.script = [...model.script, ...added];
        return Response.json({ waiting: model.script.length });
      },
    },
    {
      method: "DELETE",
      path: `${ROOT}/script`,
      handle: () => {
        model.script = [];
        return new Response(null, { status: 204 });
      },
    },
    {
      method: "GET",
      path: `${ROOT}/requests`,
      handle: () => Response.json({ requests: model.requests }),
    },
    {
      method: "DELETE",
      path: `${ROOT}/requests`,
      handle: () => {
        model.requests = [];
        return new Response(null, { status: 204 });
      },
    },
  ];
}

async function complete(model: FakeModel, request: Request): Promise<Response> {
  const body: unknown = await request.json().catch(() => null);
  const chat = parseChatRequest(body);
  if (chat === null) return openAiError(400, { message: "'model' and 'messages' are required" });
  model.requests = [...model.requests, body].slice(-MAX_REQUESTS);
  const [step = parseStep({}), ...later] = model.script;
  model.script = later;
  if (step.timeoutMs !== null) {
    await pause(step.timeoutMs, model.signal);
    return new Response("upstream request timeout", { status: 504 });
  }
  if (step.status !== null && step.status !== 200) return scriptedError(step, step.status);
  if (chat.isStream) return streamAnswer(step, chat, model.signal);
  await pause(step.firstTokenMs, model.signal);
  const text = JSON.stringify(completionOf(step, chat));
  const sent = step.truncateAfter === null ? text : text.slice(0, step.truncateAfter);
  return new Response(sent, { headers: answerHeaders("application/json") });
}

function scriptedError(step: ScriptStep, status: number): Response {
  const headers = step.retryAfter === null ? {} : { "retry-after": String(step.retryAfter) };
  const message = step.errorMessage ?? `The fake model was told to answer ${status}`;
  const code = step.errorCode ?? (status === 429 ? "rate_limit_exceeded" : null);
  return openAiError(status, { message, code }, { ...answerHeaders(), ...headers });
}

function streamAnswer(step: ScriptStep, chat: ChatRequest, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const all = chunksOf(step, chat);
  const sent = step.truncateAfter === null ? all : all.slice(0, step.truncateAfter);
  let isLeft = false;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const [index, chunk] of sent.entries()) {
        const waited = await pause(index === 0 ? step.firstTokenMs : step.chunkMs, signal);
        if (!waited || isLeft) break;
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`));
      }
      if (isLeft) return;
      // A truncated stream ends without its mark, as when a proxy gives up.
      if (step.truncateAfter === null) controller.enqueue(encoder.encode("data: [DONE]\n\n"));
      controller.close();
    },
    cancel() {
      isLeft = true;
    },
  });
  return new Response(body, { headers: answerHeaders("text/event-stream; charset=utf-8") });
}

function answerHeaders(contentType = "application/json"): Record<string, string> {
  return {
    "content-type": contentType,
    "x-request-id": `req_${crypto.randomUUID().replaceAll("-", "")}`,
    "openai-version": "2020-10-01",
    "openai-processing-ms": "1",
  };
}

function modelJson(id: string) {
  return { id, object: "model", created: 1_744_316_542, owned_by: "system" };
}

const CATEGORIES = [
  "harassment",
  "harassment/threatening",
  "hate",
  "hate/threatening",
  "illicit",
  "illicit/violent",
  "self-harm",
  "self-harm/instructions",
  "self-harm/intent",
  "sexual",
  "sexual/minors",
  "violence",
  "violence/graphic",
];

/** Flags only texts that hold the word `flag-this`, for tests. */
async function moderate(request: Request): Promise<Response> {
  const body: unknown = await request.json().catch(() => null);
  if (!isRecord(body)) return openAiError(400, { message: "'input' is required" });
  const inputs = Array.isArray(body["input"]) ? body["input"] : [body["input"]];
  const every = <Value>(value: Value) =>
    Object.fromEntries(CATEGORIES.map((name) => [name, value]));
  const results = inputs.map((input) => {
    const flagged = JSON.stringify(input ?? "").includes("flag-this");
    return {
      flagged,
      categories: { ...every(false), harassment: flagged },
      category_scores: { ...every(0.0001), harassment: flagged ? 0.99 : 0.0001 },
      category_applied_input_types: every(["text"]),
    };
  });
  const model = typeof body["model"] === "string" ? body["model"] : "omni-moderation-latest";
  return Response.json({ id: `modr-${crypto.randomUUID()}`, model, results });
}
