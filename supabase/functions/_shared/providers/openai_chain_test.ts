import assert from "node:assert/strict";
import { type FakeServer, fakeServer } from "../testing/fakes.ts";
import { asked, withModel } from "../testing/model.ts";
import { chunksOf, requestOf, saying, streamed } from "../testing/openai.ts";
import type { ModelError } from "./model_error.ts";
import { openAiProvider } from "./openai.ts";

Deno.test("openAiProvider: when a model fails, the next of the list answers", () =>
  withModel(
    [
      { answer: () => Response.json({ error: { message: "no such model" } }, { status: 404 }) },
      { say: '{"content": "It is', finish: "length" },
      saying("Third time."),
    ],
    async ({ server, trace, write }) => {
      assert.equal((await write()).answer.content, "Third time.");
      assert.deepEqual([0, 1, 2].map((at) => requestOf(server, at).model), [
        "a",
        "b",
        "gpt-4.1-mini",
      ]);
      assert.deepEqual(trace.calls.map((call) => [call.model, call.outcome]), [
        ["a", "unsupported"],
        ["b", "ended:length"],
        ["gpt-4.1-mini", "ok"],
      ]);
      assert.equal(trace.calls[2]?.cost_micros, 72);
    },
    {},
    ["a", "b", "gpt-4.1-mini"],
  ));

Deno.test("openAiProvider: a key that is not known gives way to the other, which then stays", async () => {
  const seen: string[] = [];
  await using server = fakeServerFor(seen);
  const provider = openAiProvider({ apiKeys: ["sk-new", "sk-old"], baseUrl: `${server.url}/v1` });
  const ask = () =>
    provider.write({
      models: ["m"],
      prompt: { system: "s", turns: [] },
      tools: [],
      temperature: 0,
      max_tokens: 50,
      signal: new AbortController().signal,
      trace: { calls: [], tools: [] },
    });
  await ask();
  await ask();
  assert.deepEqual(seen, ["Bearer sk-new", "Bearer sk-old", "Bearer sk-old"]);
});

function fakeServerFor(seen: string[]): FakeServer {
  return fakeServer((heard) => {
    const key = heard.headers.get("authorization") ?? "";
    seen.push(key);
    if (key !== "Bearer sk-old") return new Response("{}", { status: 401 });
    return streamed(chunksOf(saying("Hi.") as { say: string }));
  });
}

Deno.test("openAiProvider: a model that says nothing at first is given up early", async () => {
  const never = Promise.withResolvers<Response>();
  await withModel(
    [{ answer: () => never.promise }, saying("Here.")],
    async ({ trace, write }) => {
      assert.equal((await write()).answer.content, "Here.");
      assert.equal(trace.calls[0]?.outcome, "slow_start");
      never.resolve(new Response());
    },
    { firstTokenMs: 60, requestTimeoutMs: 1_500, maxRetries: 0 },
    ["slow", "quick"],
  );
});

Deno.test("openAiProvider: what a server does not know is left out", () => {
  const refuse = (message: string) => ({
    answer: () => Response.json({ error: { message } }, { status: 400 }),
  });
  return withModel([
    refuse("Unsupported value: 'temperature'"),
    refuse("response_format is not supported"),
    saying("Plain."),
  ], async ({ server, write }) => {
    assert.equal((await write()).answer.content, "Plain.");
    assert.equal(requestOf(server, 1).temperature, undefined);
    assert.ok(!(server.heard[2]?.body ?? "").includes("json_schema"));
  });
});

Deno.test("openAiProvider: a tool call split over many pieces is put together", () => {
  const piece = (delta: unknown, finish: string | null = null) => ({
    id: "c",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const args = [...'{"stock_number":"T4417","year":null}'].map((letter) =>
    piece({ tool_calls: [{ index: 0, function: { arguments: letter } }] })
  );
  const head = {
    index: 0,
    id: "call_7",
    type: "function",
    function: { name: "lookup", arguments: "" },
  };
  const chunks = [piece({ tool_calls: [head] }), ...args, piece({}, "tool_calls")];
  return withModel(
    [{ answer: () => streamed(chunks) }, saying("Found.")],
    async ({ trace, write }) => {
      assert.equal((await write()).answer.content, "Found.");
      assert.deepEqual(asked, [{ stock_number: "T4417", year: null }]);
      assert.deepEqual(trace.tools.map((tool) => [tool.name, tool.outcome]), [["lookup", "ok"]]);
    },
  );
});

Deno.test("openAiProvider: a stream that breaks off within a tool call runs no tool", () =>
  withModel([{
    answer: () =>
      streamed(
        chunksOf({ call: [{ name: "lookup", args: { stock_number: "T1", year: 1 } }] }).slice(0, 2),
        false,
      ),
  }], async ({ write }) => {
    await assert.rejects(write(), (thrown) => (thrown as ModelError).kind === "unavailable");
    assert.deepEqual(asked, []);
  }));

Deno.test("openAiProvider: moderation is asked while the server offers it", async () => {
  let status = 200;
  let asks = 0;
  await using server = fakeServer((heard) => {
    asks += 1;
    assert.equal(heard.path, "/v1/moderations");
    const results = [{ flagged: false }, { flagged: true }];
    return status === 200 ? Response.json({ results }) : new Response("{}", { status });
  });
  const provider = openAiProvider({ apiKeys: ["k"], baseUrl: `${server.url}/v1` });
  const moderate = () => provider.moderate(["a", "b"], new AbortController().signal);
  assert.deepEqual(await moderate(), { kind: "judged", flags: [false, true] });
  status = 500;
  assert.equal((await moderate()).kind, "failed");
  assert.equal(asks, 3, "a failure is tried once more");
  status = 404;
  assert.deepEqual(await moderate(), { kind: "not_offered" });
  assert.deepEqual(await moderate(), { kind: "not_offered" });
  assert.equal(asks, 4);
});
