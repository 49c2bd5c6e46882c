import assert from "node:assert/strict";
import type { DraftSubmission } from "../../contract/draft.ts";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { jobRunnerDeps } from "../../platform/deps.ts";
import { callsOf, fakePostgrest, type RpcAnswers, testConfig } from "../../testing/door.ts";
import { fakeOpenAi, type ModelTurn, requestOf, saying } from "../../testing/openai.ts";
import { loadedReply, OAK_ID, RAV4, THREAD_ID } from "../../testing/reply.ts";
import type { FakeServer } from "../../testing/fakes.ts";

const JOB: Job = {
  id: 9,
  dealership_id: OAK_ID,
  kind: "draft_reply",
  payload: { conversation_id: THREAD_ID },
  attempts: 1,
  max_attempts: 8,
  lease_token: "0a000000-0000-4000-8000-0000000000a1",
  fifo_key: `draft:${THREAD_ID}`,
  run_at: "2026-11-20T15:00:00+00:00",
};

/** What a person's thread looks like to the job. */
function staffThread(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const loaded = loadedReply(text, [{ author: "staff", content: "Hi, this is Sam." }]);
  return { ...loaded, voice: "staff", unread: loaded.pending, no_draft: null, ...more };
}

interface Played {
  readonly database: FakeServer;
  readonly model: FakeServer;
  readonly outcome: JobOutcome;
  readonly draft: DraftSubmission;
}

async function play(
  loaded: Record<string, unknown>,
  stage: { readonly model?: readonly ModelTurn[]; readonly answers?: RpcAnswers } = {},
): Promise<Played> {
  const row = { ...RAV4, fuel_economy: 39, dealership_id: OAK_ID, images: [] };
  await using database = fakePostgrest({
    load_draft_context: () => loaded,
    search_vehicles: () => [row],
    "/rest/v1/vehicles": () => [row],
    alternative_vehicles: () => [],
    search_knowledge: () => [],
    ai_budget_allows: () => true,
    stream_draft: () => null,
    submit_draft: () => ({ outcome: "proposed", draft_id: THREAD_ID }),
    ...stage.answers,
  });
  await using model = fakeOpenAi(stage.model ?? []);
  const env: Record<string, string> = stage.model === undefined
    ? {}
    : { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_MODEL: "test-model" };
  const loud = [console.warn, console.error] as const;
  console.warn = console.error = () => {};
  try {
    const deps = jobRunnerDeps(testConfig(database.url, env));
    const outcome = await deps.workers.draft_reply(JOB, new AbortController().signal);
    const draft = callsOf(database, "submit_draft")[0]?.["draft"] as DraftSubmission;
    return { database, model, outcome, draft };
  } finally {
    [console.warn, console.error] = loud;
  }
}

const LOOK_UP: ModelTurn = {
  call: [{
    name: "get_vehicle",
    args: { id: null, stock_number: "T4417", vin_tail: null, with_alternatives: false },
  }],
};
const QUESTION = "is the RAV4, stock T4417, still there?";

Deno.test("draftReply: the local intelligence proposes facts in a person's voice, and reads the message", async () => {
  const { draft, outcome } = await play(staffThread(QUESTION));
  assert.match(draft.content, /RAV4/);
  assert.doesNotMatch(draft.content, /assistant|Rylie|teammate/i);
  assert.equal(draft.model, "local");
  assert.ok(draft.evidence.some((one) => one.kind === "vehicle"));
  assert.deepEqual(draft.understood.map((one) => one.message_id), [2]);
  assert.equal(draft.understood[0]?.intents[0]?.name, "availability");
  assert.equal(outcome.kind, "finished");
});

Deno.test("draftReply: what only a person can answer is left open instead of passed on", async () => {
  const { draft } = await play(staffThread("what would my monthly payment be?"));
  assert.equal(draft.content, "");
  assert.match(draft.left_open ?? "", /Financing/);
});

Deno.test("draftReply: a thread without a person who owns it is read and gets no draft", async () => {
  const loaded = staffThread("this is the worst service ever", { no_draft: "ai_off" });
  const { draft, model } = await play(loaded, { model: [saying("Sorry")] });
  assert.deepEqual([draft.content, draft.model, model.heard.length], ["", null, 0]);
  assert.equal(draft.understood[0]?.sentiment, "negative");
});

Deno.test("draftReply: while somebody types it reads, writes nothing and comes back", async () => {
  const loaded = staffThread(QUESTION, { typed_until: "2026-11-20T15:00:09+00:00" });
  const { outcome, draft, model } = await play(loaded, { model: [saying("Yes")] });
  assert.equal(outcome.kind, "postponed");
  assert.deepEqual([draft.content, model.heard.length], ["", 0]);
});

Deno.test("draftReply: somebody who began to type meanwhile puts it off as well", async () => {
  const { outcome } = await play(staffThread(QUESTION), {
    answers: { submit_draft: () => ({ outcome: "stood_down", reason: "person_typing" }) },
  });
  assert.equal(outcome.kind, "postponed");
});

Deno.test("draftReply: a model writes with the reading tools alone, is checked and shown as it grows", async () => {
  const text = "Yes, the RAV4, stock T4417, is here for $31,480. When would you like to see it?";
  const { draft, model, database } = await play(staffThread(QUESTION), {
    model: [LOOK_UP, saying(text)],
  });
  assert.deepEqual([draft.content, draft.model], [text, "test-model-1"]);
  assert.deepEqual([draft.checks, draft.variants], [["price"], ["shorter", "warmer"]]);
  const { tools, messages } = requestOf(model, 0);
  assert.deepEqual(tools.map((tool) => tool.function.name), [
    "search_vehicles",
    "get_vehicle",
    "search_knowledge",
    "business_hours",
    "hand_over",
  ]);
  assert.match(messages[0]?.content ?? "", /draft for a colleague/);
  const shown = callsOf(database, "stream_draft").map((one) => String(one["content"]));
  assert.ok(shown.length > 0);
  assert.ok(shown.every((one) => text.startsWith(one)), shown.join(" | "));
});

Deno.test("draftReply: words that the gate refuses twice give way to the local draft", async () => {
  const { draft } = await play(staffThread(QUESTION), {
    model: [LOOK_UP, saying("It is $9,999."), saying("Only $9,999, promised.")],
  });
  assert.deepEqual([draft.model, draft.fallback], ["local", "gate_refused"]);
  assert.match(draft.content, /RAV4/);
  assert.equal(draft.run.rejected.length, 2);
});

Deno.test("draftReply: a spent budget and a failing model cost the model, never the draft", async () => {
  const poor = await play(staffThread(QUESTION), {
    model: [saying("Yes")],
    answers: { ai_budget_allows: () => false },
  });
  assert.deepEqual([poor.draft.fallback, poor.model.heard.length], ["budget_exceeded", 0]);
  assert.match(poor.draft.content, /RAV4/);
  const broken = await play(staffThread(QUESTION), {
    model: [{ answer: () => new Response("no", { status: 401 }) }],
  });
  assert.equal(broken.draft.fallback, "model_unauthorized");
  assert.match(broken.draft.content, /RAV4/);
});

const REWRITE = {
  draft_id: "0a000000-0000-4000-8000-0000000000d9",
  variant: "shorter",
  content: "The RAV4, stock T4417, is $31,480. When would you like to see it?",
  evidence: [{ kind: "vehicle", id: RAV4.id, fields: ["price_cents"] }],
  checks: ["price"],
};

Deno.test("draftReply: a rewrite without a model keeps checked sentences only", async () => {
  const { draft } = await play(staffThread(QUESTION, { rewrite: REWRITE }));
  assert.equal(draft.content, "The RAV4, stock T4417, is $31,480.");
  assert.deepEqual(draft.evidence, REWRITE.evidence);
});

Deno.test("draftReply: a rewrite of a price that no longer stands comes to nothing, with a reason", async () => {
  const stale = { ...REWRITE, content: "The RAV4, stock T4417, is $30,000. See it today?" };
  const { draft } = await play(staffThread(QUESTION, { rewrite: stale }));
  assert.deepEqual([draft.content, draft.failure], ["", "It could not be rewritten"]);
});

Deno.test("draftReply: a model rewrites within the facts of its draft", async () => {
  const { draft, model } = await play(staffThread(QUESTION, { rewrite: REWRITE }), {
    model: [saying("The RAV4, stock T4417: $31,480.")],
  });
  assert.equal(draft.content, "The RAV4, stock T4417: $31,480.");
  assert.match(requestOf(model, 0).messages[0]?.content ?? "", /Write it anew, shorter/);
});

Deno.test("draftReply: a database that is away fails the job, so that it is tried again", async () => {
  await assert.rejects(
    play(staffThread(QUESTION), {
      answers: {
        submit_draft: () => Response.json({ message: "away" }, { status: 503 }),
      },
    }),
  );
});
