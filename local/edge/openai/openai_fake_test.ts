import assert from "node:assert/strict";
import OpenAI from "openai";
import { fakeOpenAiEnv } from "../edge_env.ts";
import { type EdgeUnderTest, withEdge } from "../edge_test_support.ts";

const MESSAGES = [{ role: "user" as const, content: "Is the RAV4 still there?" }];
const MODEL = "gpt-4.1-mini";
const TOOLS = [{ type: "function" as const, function: { name: "find_vehicles" } }];

function openClient(edge: EdgeUnderTest, options: { maxRetries?: number; timeout?: number } = {}) {
  const env = fakeOpenAiEnv(edge.config);
  return new OpenAI({
    apiKey: env["OPENAI_API_KEY"] ?? "",
    baseURL: env["OPENAI_BASE_URL"] ?? "",
    maxRetries: 0,
    ...options,
  });
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(() => assert.fail("the request succeeded"), (error) => error);
}

Deno.test("fake openai: without a script it says a safe sentence", async () => {
  await withEdge(async (edge) => {
    const completion = await openClient(edge).chat.completions.create({
      model: MODEL,
      messages: MESSAGES,
    });
    assert.match(completion.id, /^chatcmpl-[0-9a-f]{29}$/);
    assert.equal(completion.object, "chat.completion");
    assert.equal(completion.model, MODEL);
    const [choice] = completion.choices;
    assert.equal(choice?.finish_reason, "stop");
    assert.match(choice?.message.content ?? "", /member of the team/);
    const { usage } = completion;
    assert.ok(usage && usage.total_tokens === usage.prompt_tokens + usage.completion_tokens);
  });
});

Deno.test("fake openai: a script is followed step by step, and requests are kept", async () => {
  await withEdge(async (edge) => {
    const client = openClient(edge);
    await edge.post("/fakes/openai/script", [
      { tool_calls: [{ name: "find_vehicles", arguments: { model: "RAV4" } }] },
      { content: "Yes, it is." },
    ]);
    const ask = () =>
      client.chat.completions.create({ model: MODEL, messages: MESSAGES, tools: TOOLS });
    const first = (await ask()).choices[0];
    assert.equal(first?.finish_reason, "tool_calls");
    const call = first?.message.tool_calls?.[0];
    assert.ok(call?.type === "function");
    assert.deepEqual([call.function.name, call.function.arguments], [
      "find_vehicles",
      '{"model":"RAV4"}',
    ]);
    assert.equal((await ask()).choices[0]?.message.content, "Yes, it is.");
    const { requests } = await (await fetch(`${edge.url}/fakes/openai/requests`)).json();
    assert.equal(requests.length, 2);
    assert.deepEqual(requests[0].tools, TOOLS);
  });
});

Deno.test("fake openai: a stream comes in pieces that the official client puts together", async () => {
  await withEdge(async (edge) => {
    const content = "Yes, the RAV4 is here.\nCome by at 10:30? 🚗";
    await edge.post("/fakes/openai/script", { content, first_token_ms: 5, chunk_ms: 1 });
    const stream = openClient(edge).chat.completions.stream({
      model: MODEL,
      messages: MESSAGES,
      stream_options: { include_usage: true },
    });
    const pieces: string[] = [];
    stream.on("content", (piece) => pieces.push(piece));
    const final = await stream.finalChatCompletion();
    assert.ok(pieces.length > 3);
    assert.equal(pieces.join(""), content);
    assert.equal(final.choices[0]?.message.content, content);
    assert.ok((final.usage?.completion_tokens ?? 0) > 0);
  });
});

Deno.test("fake openai: streamed tool calls arrive as deltas with their index", async () => {
  await withEdge(async (edge) => {
    await edge.post("/fakes/openai/script", {
      tool_calls: [
        { name: "find_vehicles", arguments: { model: "RAV4", year: 2024 } },
        { function: { name: "offer_slots", arguments: "{broken" } },
      ],
    });
    const stream = openClient(edge).chat.completions.stream({
      model: MODEL,
      messages: MESSAGES,
      tools: TOOLS,
    });
    const final = await stream.finalChatCompletion();
    const calls = final.choices[0]?.message.tool_calls ?? [];
    assert.deepEqual(
      calls.map((call) => call.type === "function" && call.function.arguments),
      ['{"model":"RAV4","year":2024}', "{broken"],
    );
    assert.equal(final.choices[0]?.finish_reason, "tool_calls");
  });
});

Deno.test("fake openai: errors are the official client's own kinds", async () => {
  await withEdge(async (edge) => {
    const ask = (client = openClient(edge)) =>
      client.chat.completions.create({ model: MODEL, messages: MESSAGES });
    await edge.post("/fakes/openai/script", [
      { status: 429, retry_after: 1 },
      { status: 500 },
      { status: 400, message: "too long", code: "context_length_exceeded" },
      { timeout_ms: 5_000 },
    ]);
    const limited = await failure(ask());
    assert.ok(limited instanceof OpenAI.RateLimitError);
    assert.equal(limited.headers?.get("retry-after"), "1");
    assert.ok(await failure(ask()) instanceof OpenAI.InternalServerError);
    const tooLong = await failure(ask());
    assert.ok(tooLong instanceof OpenAI.BadRequestError);
    assert.equal(tooLong.code, "context_length_exceeded");
    const late = await failure(ask(openClient(edge, { timeout: 100 })));
    assert.ok(late instanceof OpenAI.APIConnectionTimeoutError);
    const noKey = await fetch(`${edge.url}/fakes/openai/v1/models`);
    assert.equal(noKey.status, 401);
    await noKey.body?.cancel();
  });
});

Deno.test("fake openai: a truncated stream ends early, a filtered answer says so", async () => {
  await withEdge(async (edge) => {
    await edge.post("/fakes/openai/script", [
      { content: "one two three four five six", truncate: 3 },
      { content: "", finish_reason: "content_filter" },
    ]);
    const stream = await openClient(edge).chat.completions.create({
      model: MODEL,
      messages: MESSAGES,
      stream: true,
    });
    const finishes: unknown[] = [];
    for await (const chunk of stream) finishes.push(chunk.choices[0]?.finish_reason);
    assert.deepEqual(finishes, [null, null, null]);
    const filtered = await openClient(edge).chat.completions.create({
      model: MODEL,
      messages: MESSAGES,
    });
    assert.equal(filtered.choices[0]?.finish_reason, "content_filter");
  });
});

Deno.test("fake openai: JSON is answered when a schema is asked for", async () => {
  await withEdge(async (edge) => {
    const schema = {
      type: "object",
      properties: {
        reply: { type: "string" },
        confidence: { type: "number", minimum: 0.5 },
        intent: { enum: ["price", "hours"] },
        vehicle: { anyOf: [{ type: "null" }, { type: "string" }] },
        tags: { type: "array" },
        handover: { type: "boolean" },
      },
    };
    const completion = await openClient(edge).chat.completions.create({
      model: MODEL,
      messages: MESSAGES,
      response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
    });
    const answer = JSON.parse(completion.choices[0]?.message.content ?? "");
    assert.deepEqual([answer.confidence, answer.intent, answer.vehicle], [0.5, "price", null]);
    assert.deepEqual([answer.tags, answer.handover], [[], false]);
  });
});

Deno.test("fake openai: models and moderation answer in their own shapes", async () => {
  await withEdge(async (edge) => {
    const client = openClient(edge);
    const models = await client.models.list();
    assert.ok(models.data.some((model) => model.id === MODEL));
    const fine = await client.moderations.create({ input: "hello" });
    assert.equal(fine.results[0]?.flagged, false);
    const flagged = await client.moderations.create({ input: ["hello", "flag-this"] });
    assert.deepEqual(flagged.results.map((result) => result.flagged), [false, true]);
  });
});
