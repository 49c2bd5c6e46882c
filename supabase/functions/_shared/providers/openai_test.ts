import assert from "node:assert/strict";
import { asked, withModel } from "../testing/model.ts";
import { chunksOf, type ModelTurn, requestOf, saying, streamed } from "../testing/openai.ts";
import { ModelError, type ModelErrorKind } from "./model_error.ts";

async function failsWith(turns: readonly ModelTurn[], kind: ModelErrorKind): Promise<void> {
  await withModel(turns, async ({ write }) => {
    await assert.rejects(write(), (thrown) => {
      assert.ok(thrown instanceof ModelError, String(thrown));
      assert.equal(thrown.kind, kind);
      return true;
    });
  });
}

Deno.test("openAiProvider: a streamed answer is put together and parsed", () =>
  withModel([saying("It is here. ä 🚗")], async ({ server, write }) => {
    assert.deepEqual(await write(), {
      answer: {
        content: "It is here. ä 🚗",
        language: "en",
        confidence: 0.9,
        intents: [],
        evidence: [],
        handover: null,
        summary: null,
      },
      model: "test-model-1",
      tokens: { input: 100, output: 20 },
    });
    assert.equal(server.heard[0]?.path, "/v1/chat/completions");
    assert.equal(server.heard[0]?.headers.get("authorization"), "Bearer sk-test");
    const request = requestOf(server, 0);
    assert.deepEqual(request.messages, [
      { role: "system", content: "Be brief." },
      { role: "user", content: "hi" },
    ]);
    assert.equal(request.model, "test-model");
    assert.equal(request.max_tokens, 200);
    assert.equal(request.temperature, 0.3);
    const parameters = request.tools[0]?.function.parameters;
    assert.equal(parameters?.["additionalProperties"], false);
    assert.deepEqual(parameters?.["required"], ["stock_number", "year"]);
  }));

Deno.test("openAiProvider: tools run with parsed arguments and their results go back", () =>
  withModel([
    { call: [{ name: "lookup", args: { stock_number: "T4417", year: null } }] },
    saying("It is $31,480."),
  ], async ({ server, write }) => {
    const { answer, tokens } = await write();
    assert.equal(answer.content, "It is $31,480.");
    assert.deepEqual(tokens, { input: 200, output: 40 });
    assert.deepEqual(asked, [{ stock_number: "T4417", year: null }]);
    assert.deepEqual(requestOf(server, 1).messages.at(-1), {
      role: "tool",
      tool_call_id: "call_0",
      content: '{"price":"$31,480"}',
    });
  }));

Deno.test("openAiProvider: bad arguments and unknown tools are told to the model, not run", () =>
  withModel([
    {
      call: [
        { name: "lookup", args: { stock_number: 7 } },
        { name: "lookup", args: '{"stock_number": "T44' },
        { name: "drop_tables", args: {} },
      ],
    },
    saying("Sorry."),
  ], async ({ server, write }) => {
    await write();
    assert.deepEqual(asked, []);
    const results = requestOf(server, 1).messages.filter((message) => message.role === "tool");
    assert.match(results[0]?.content ?? "", /bad arguments: stock_number/);
    assert.match(results[1]?.content ?? "", /bad arguments/);
    assert.match(results[2]?.content ?? "", /no such tool/);
  }));

Deno.test("openAiProvider: a model that only calls tools is stopped after four rounds", () =>
  withModel(
    [{ call: [{ name: "lookup", args: { stock_number: "T1", year: 1 } }] }],
    async (played) => {
      await assert.rejects(played.write(), (thrown) => (thrown as ModelError).kind === "malformed");
      assert.equal(played.server.heard.length, 5);
      assert.equal(requestOf(played.server, 3).tool_choice, "auto");
      assert.equal(requestOf(played.server, 4).tool_choice, "none");
    },
  ));

Deno.test("openAiProvider: a busy server is asked again when it says so", () => {
  const busy = () =>
    Response.json({ error: { message: "slow" } }, {
      status: 429,
      headers: { "retry-after-ms": "20" },
    });
  return withModel([{ answer: busy }, saying("Hello.")], async ({ server, write }) => {
    assert.equal((await write()).answer.content, "Hello.");
    assert.equal(server.heard.length, 2);
  });
});

Deno.test("openAiProvider: Retry-After beyond our patience is not waited for", () => {
  const busy = () => new Response("{}", { status: 429, headers: { "retry-after": "30" } });
  return withModel([{ answer: busy }], async ({ write }) => {
    const before = Date.now();
    await assert.rejects(write(), (thrown) => (thrown as ModelError).kind === "rate_limited");
    assert.ok(Date.now() - before < 20_000);
  });
});

Deno.test("openAiProvider: each way to fail has its name", async () => {
  const status = (code: number) => ({
    answer: () =>
      Response.json({ error: { message: "no" } }, {
        status: code,
        headers: { "retry-after-ms": "5" },
      }),
  });
  await failsWith([status(429)], "rate_limited");
  await failsWith([status(500)], "unavailable");
  await failsWith([status(401)], "unauthorized");
  await failsWith([{ say: '{"content": "It is', finish: "length" }], "truncated");
  await failsWith([{ say: '{"content": "It is' }], "malformed");
  await failsWith([{ say: "" }], "malformed");
  await failsWith([{ say: "", finish: "content_filter" }], "refused");
  await failsWith([{
    answer: () => streamed(chunksOf(saying("Hi") as { say: string }).slice(0, 3), false),
  }], "unavailable");
  await failsWith([{ answer: () => new Response("<html>", { status: 200 }) }], "unavailable");
});

Deno.test("openAiProvider: a server that hangs is given up", async () => {
  const never = Promise.withResolvers<Response>();
  await withModel([{ answer: () => never.promise }], async ({ write }) => {
    await assert.rejects(write(), (thrown) => (thrown as ModelError).kind === "timeout");
    never.resolve(new Response());
  }, { maxRetries: 0 });
});

Deno.test("openAiProvider: a stream that stops halfway is given up", async () => {
  let close = () => {};
  const stalled = () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const [first] = chunksOf({ say: "x" });
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(first)}\n\n`));
        close = () => controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  await withModel([{ answer: stalled }], async ({ write }) => {
    await assert.rejects(write(), (thrown) => (thrown as ModelError).kind === "timeout");
    try {
      close();
    } catch {
      // the client has cut the connection already
    }
  }, { totalTimeoutMs: 500, maxRetries: 0 });
});

Deno.test("openAiProvider: an aborted job is no failure of the model", async () => {
  const never = Promise.withResolvers<Response>();
  await withModel([{ answer: () => never.promise }], async ({ write }) => {
    const ours = new AbortController();
    const writing = write(ours.signal);
    ours.abort();
    await assert.rejects(writing, (thrown) => !(thrown instanceof ModelError));
    never.resolve(new Response());
  });
});

Deno.test("openAiProvider: a server without structured output may answer in plain text", () =>
  withModel([{ say: "Yes, it is here." }], async ({ write }) => {
    assert.deepEqual((await write()).answer, {
      content: "Yes, it is here.",
      language: "",
      confidence: 0.5,
      intents: [],
      evidence: [],
      handover: null,
      summary: null,
    });
  }));
