import assert from "node:assert/strict";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import type { LoadedReply, ReplySubmission } from "../../contract/reply.ts";
import { RpcError } from "../../data/client.ts";
import { jobRunnerDeps } from "../../platform/deps.ts";
import { callsOf, fakePostgrest, type RpcAnswers, testConfig } from "../../testing/door.ts";
import type { FakeServer } from "../../testing/fakes.ts";
import { fakeOpenAi, type ModelTurn, requestOf, saying } from "../../testing/openai.ts";
import { DOC_FEE, loadedReply, OAK_ID, RAV4, THREAD_ID } from "../../testing/reply.ts";

const LEASE = "0a000000-0000-4000-8000-0000000000a1";
const JOB: Job = {
  id: 9,
  dealership_id: OAK_ID,
  kind: "reply_with_ai",
  payload: { conversation_id: THREAD_ID },
  attempts: 1,
  max_attempts: 8,
  lease_token: LEASE,
  fifo_key: `reply:${THREAD_ID}`,
  run_at: "2026-11-20T15:00:00+00:00",
};
const QUESTION = "Does the 2024 RAV4 Hybrid have a sunroof?";
const LOOK_UP: ModelTurn = {
  call: [{
    name: "get_vehicle",
    args: { id: null, stock_number: "T4417", vin_tail: null, with_alternatives: false },
  }],
};
const TRUE_ANSWER = saying(
  "Yes, the 2024 RAV4 Hybrid XLE has a sunroof. It is $31,480. Want to see it?",
);
const FALSE_ANSWER = saying("Yes, and it is only $24,999 for you!");

interface Played {
  readonly database: FakeServer;
  readonly model: FakeServer;
  run(signal?: AbortSignal): Promise<JobOutcome>;
  /** The reply that was handed in. */
  reply(): ReplySubmission;
}

interface Stage {
  readonly loaded?: LoadedReply | Record<string, unknown>;
  /** Absent: no key is set, the local intelligence is alone. */
  readonly model?: readonly ModelTurn[];
  readonly answers?: RpcAnswers;
}

async function onStage(stage: Stage, play: (played: Played) => Promise<void>): Promise<void> {
  const row = { ...RAV4, fuel_economy: 39, dealership_id: OAK_ID, images: [] };
  await using database = fakePostgrest({
    load_reply_context: () => stage.loaded ?? loadedReply(QUESTION),
    search_vehicles: () => [row],
    alternative_vehicles: () => [],
    search_knowledge: () => [],
    coming_bookings: () => [],
    ai_budget_allows: () => true,
    submit_reply: () => ({ outcome: "queued", message_id: 77 }),
    ...stage.answers,
  });
  await using model = fakeOpenAi(stage.model ?? []);
  const env: Record<string, string> = stage.model === undefined
    ? {}
    : { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_MODEL: "test-model" };
  const deps = jobRunnerDeps(testConfig(database.url, env));
  const quiet = console.warn;
  console.warn = console.error = () => {};
  try {
    await play({
      database,
      model,
      run: (signal = new AbortController().signal) => deps.workers.reply_with_ai(JOB, signal),
      reply: () => callsOf(database, "submit_reply")[0]?.["reply"] as ReplySubmission,
    });
  } finally {
    console.warn = console.error = quiet;
  }
}

Deno.test("replyWithAi() without a key answers from the local intelligence", () =>
  onStage({}, async ({ database, model, run, reply }) => {
    const outcome = await run();
    assert.equal(outcome.kind === "finished" && outcome.result["outcome"], "queued");
    assert.deepEqual(model.heard, []);
    assert.deepEqual(callsOf(database, "load_reply_context"), [
      { conversation_id: THREAD_ID, lease_token: LEASE },
    ]);
    const [submitted] = callsOf(database, "submit_reply");
    assert.equal(submitted?.["conversation_id"], THREAD_ID);
    assert.equal(submitted?.["answers_through"], 1);
    assert.equal(submitted?.["lease_token"], LEASE);
    assert.equal(reply().model, "local");
    assert.equal(reply().fallback, null);
    assert.equal(reply().persona_id, "0a000000-0000-4000-8000-0000000000e1");
    assert.ok(reply().content.length > 0 && reply().content.length <= 1600);
    assert.ok(reply().intent !== null);
  }));

Deno.test("replyWithAi() sends nothing when the database says to stand down", () =>
  onStage(
    { loaded: { decision: "stand_down", reason: "owned_by_staff" } },
    async ({ database, run }) => {
      assert.deepEqual(await run(), {
        kind: "finished",
        result: { outcome: "stood_down", reason: "owned_by_staff" },
      });
      assert.deepEqual(callsOf(database, "submit_reply"), []);
    },
  ));

Deno.test("replyWithAi() with a model hands in its text with evidence and tokens", () =>
  onStage({ model: [LOOK_UP, TRUE_ANSWER] }, async ({ model, run, reply }) => {
    await run();
    assert.match(reply().content, /has a sunroof/);
    assert.equal(reply().model, "test-model-1");
    assert.deepEqual(reply().tokens, { input: 200, output: 40 });
    assert.deepEqual(reply().vehicle_ids, [RAV4.id]);
    assert.equal(reply().evidence[0]?.kind, "vehicle");
    assert.ok(reply().evidence[0]?.fields.includes("price_cents"));
    assert.equal(reply().handover, null);
    assert.deepEqual(reply().rejected_drafts, []);
    const request = requestOf(model, 0);
    assert.match(request.messages[0]?.content ?? "", /Oak Ridge Toyota/);
    assert.equal(request.messages.at(-1)?.content, `<<customer>>${QUESTION}<</customer>>`);
    assert.ok(requestOf(model, 1).messages.at(-1)?.content?.includes("$31,480"));
  }));

Deno.test("replyWithAi() has a draft without evidence written anew, with the reason", () =>
  onStage({ model: [FALSE_ANSWER, LOOK_UP, TRUE_ANSWER] }, async ({ model, run, reply }) => {
    await run();
    assert.match(reply().content, /\$31,480/);
    assert.deepEqual(reply().rejected_drafts, ["price_without_evidence"]);
    assert.match(requestOf(model, 1).messages[0]?.content ?? "", /refused: .*\$24,999/);
  }));

Deno.test("replyWithAi() falls back when no draft passes the gate", () =>
  onStage({ model: [FALSE_ANSWER, FALSE_ANSWER] }, async ({ model, run, reply }) => {
    await run();
    assert.equal(model.heard.length, 2);
    assert.equal(reply().model, "local");
    assert.equal(reply().fallback, "gate_refused");
    assert.equal(reply().rejected_drafts.length, 2);
    assert.ok(!reply().content.includes("24,999"));
  }));

Deno.test("replyWithAi() falls back when the model fails, whatever the way", async () => {
  const table: readonly (readonly [ModelTurn, string])[] = [
    [{ answer: () => new Response("{}", { status: 401 }) }, "model_unauthorized"],
    [{ answer: () => new Response("{}", { status: 400 }) }, "model_unsupported"],
    [{ say: '{"content": "It is', finish: "length" }, "model_truncated"],
    [{ say: '{"content": "It is' }, "model_malformed"],
  ];
  for (const [turn, fallback] of table) {
    await onStage({ model: [turn] }, async ({ run, reply }) => {
      await run();
      assert.equal(reply().model, "local");
      assert.equal(reply().fallback, fallback);
      assert.ok(reply().content.length > 0);
    });
  }
});

Deno.test("replyWithAi() never asks a model about wishes that belong to a person", () =>
  onStage({
    loaded: loadedReply("I want to speak to a real person please"),
    model: [saying("I can help you myself!")],
  }, async ({ model, run, reply }) => {
    await run();
    assert.deepEqual(model.heard, []);
    assert.equal(reply().handover?.reason, "asked_for_person");
  }));

Deno.test("replyWithAi() hands over when the model does", () =>
  onStage({
    model: [
      {
        call: [{
          name: "hand_over",
          args: {
            reason: "fact_missing",
            wants: "Sunroof size",
            brings: null,
            blocked_by: "Not in the data",
          },
        }],
      },
      saying("Good question. A person here will reply to you."),
    ],
  }, async ({ run, reply }) => {
    await run();
    assert.equal(reply().handover?.reason, "fact_missing");
    assert.equal(reply().handover?.wants, "Sunroof size");
  }));

Deno.test("replyWithAi() quotes an approved answer and cites it", () =>
  onStage({
    loaded: loadedReply("what is your doc fee?"),
    model: [
      { call: [{ name: "search_knowledge", args: { question: "documentation fee" } }] },
      saying("Our documentation fee is $175, as capped by New York State."),
    ],
    answers: { search_knowledge: () => [DOC_FEE] },
  }, async ({ run, reply }) => {
    await run();
    assert.match(reply().content, /\$175/);
    if (reply().model !== "local") {
      assert.deepEqual(reply().evidence, [{
        kind: "knowledge",
        id: DOC_FEE.id,
        fields: ["answer"],
      }]);
    }
  }));

Deno.test("replyWithAi() uses the model a dealership names", () => {
  const loaded = loadedReply(QUESTION);
  const dealership = {
    ...loaded.dealership,
    ai_config: { ...loaded.dealership.ai_config, model: "oak-model" },
  };
  const stage = { loaded: { ...loaded, dealership }, model: [LOOK_UP, TRUE_ANSWER] };
  return onStage(stage, async ({ model, run }) => {
    await run();
    assert.equal(requestOf(model, 0).model, "oak-model");
  });
});

Deno.test("replyWithAi() asks for this dealership's rows only, whatever the model wants", () =>
  onStage({ model: [LOOK_UP, TRUE_ANSWER] }, async ({ database, run }) => {
    await run();
    const calls = callsOf(database, "search_vehicles");
    assert.ok(calls.length > 0);
    for (const call of calls) assert.equal(call["dealership_id"], OAK_ID);
  }));

Deno.test("replyWithAi() calls a person when neither model nor local intelligence can write", () =>
  onStage({
    model: [{ answer: () => new Response("{}", { status: 400 }) }],
    answers: { search_vehicles: () => [{ id: 7 }], search_knowledge: () => [{ id: 7 }] },
  }, async ({ run, reply }) => {
    await run();
    assert.equal(reply().handover?.reason, "ai_failed");
    assert.match(reply().content, /A person at Oak Ridge Toyota/);
    assert.equal(reply().silent, false);
  }));

Deno.test("replyWithAi() fails the attempt when the database is away", () =>
  onStage({
    answers: {
      search_vehicles: () => Response.json({ message: "away" }, { status: 503 }),
      search_knowledge: () => Response.json({ message: "away" }, { status: 503 }),
    },
  }, async ({ database, run }) => {
    await assert.rejects(run(), (thrown) => thrown instanceof RpcError);
    assert.deepEqual(callsOf(database, "submit_reply"), []);
  }));

Deno.test("replyWithAi() ends well when a newer message or staff came first", async () => {
  for (const outcome of ["superseded", "stood_down"]) {
    const answers = { submit_reply: () => ({ outcome, message_id: null }) };
    await onStage({ answers }, async ({ run }) => {
      const ended = await run();
      assert.equal(ended.kind === "finished" && ended.result["outcome"], outcome);
    });
  }
});

Deno.test("replyWithAi() stops writing when its lease is lost", () => {
  const never = Promise.withResolvers<Response>();
  return onStage({ model: [{ answer: () => never.promise }] }, async ({ database, run }) => {
    const lease = new AbortController();
    const running = run(lease.signal);
    lease.abort();
    await assert.rejects(running);
    assert.deepEqual(callsOf(database, "submit_reply"), []);
    never.resolve(new Response());
  });
});
