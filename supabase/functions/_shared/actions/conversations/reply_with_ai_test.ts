import assert from "node:assert/strict";
import { RpcError } from "../../data/client.ts";
import { callsOf } from "../../testing/door.ts";
import { type ModelTurn, requestOf, saying } from "../../testing/openai.ts";
import { DOC_FEE, loadedReply, OAK_ID, RAV4, THREAD_ID } from "../../testing/reply.ts";
import { LEASE, onStage as onBareStage, type Played, type Stage } from "../../testing/stage.ts";

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

function onStage(stage: Stage, play: (played: Played) => Promise<void>): Promise<void> {
  return onBareStage({ loaded: loadedReply(QUESTION), ...stage }, play);
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

Deno.test("replyWithAi() does not ask a model once the budget is spent", () =>
  onStage({
    model: [LOOK_UP, TRUE_ANSWER],
    answers: { ai_budget_allows: () => false },
  }, async ({ model, run, reply }) => {
    await run();
    assert.deepEqual(model.heard, []);
    assert.equal(reply().model, "local");
    assert.equal(reply().fallback, "budget_exceeded");
  }));

Deno.test("replyWithAi() hands in how the reply came about", () =>
  onStage({ model: [FALSE_ANSWER, LOOK_UP, TRUE_ANSWER] }, async ({ run, reply }) => {
    await run();
    const { run: told } = reply();
    assert.deepEqual(told.calls.map((call) => call.outcome), ["ok", "ok", "ok"]);
    assert.deepEqual(told.tokens, { input: 300, output: 60 });
    assert.ok(told.tools.some((tool) => tool.name === "get_vehicle" && tool.outcome === "ok"));
    assert.equal(told.rejected[0]?.faults[0]?.code, "price_without_evidence");
    assert.match(told.rejected[0]?.content ?? "", /24,999/);
    // The fake's model has no price of its own.
    assert.equal(told.cost_micros, 2_700);
    assert.ok(told.calls.every((call) => call.cost_assumed));
    assert.equal(reply().understood[0]?.message_id, 1);
    assert.equal(reply().understood[0]?.language, "en");
  }));

Deno.test("replyWithAi() sends no words that moderation should have judged and did not", () =>
  onStage({
    model: [LOOK_UP, TRUE_ANSWER],
    moderation: () => new Response("{}", { status: 503 }),
  }, async ({ run, reply }) => {
    await run();
    assert.deepEqual([reply().model, reply().fallback], ["local", "moderation_failed"]);
    assert.ok(reply().run.calls.length > 0, "what the model took is told all the same");
    assert.equal(reply().run.tools.at(-1)?.outcome, "failed");
  }));

Deno.test("replyWithAi() sends what moderation passed, and writes anew what it flagged", () => {
  const flags = [[false, true], [false, false]];
  return onStage({
    model: [LOOK_UP, TRUE_ANSWER],
    moderation: () =>
      Response.json({ results: flags.shift()?.map((flagged) => ({ flagged })) ?? [] }),
  }, async ({ run, reply }) => {
    await run();
    assert.notEqual(reply().model, "local");
    assert.equal(reply().run.rejected[0]?.faults[0]?.code, "moderated");
  });
});

Deno.test("replyWithAi() hands over by the dealership's own rules, and says which", () => {
  const loaded = loadedReply(QUESTION);
  const persona = loaded.persona && {
    ...loaded.persona,
    escalation_triggers: { rules: [{ kind: "words" as const, words: ["sunroof"] }] },
  };
  return onStage(
    { loaded: { ...loaded, persona }, model: [LOOK_UP, TRUE_ANSWER] },
    async ({ run, reply }) => {
      await run();
      assert.equal(reply().handover?.reason, "rule");
      assert.match(reply().handover?.blocked_by ?? "", /sunroof/);
      assert.match(reply().content, /sunroof.*A person at Oak Ridge Toyota will reply/);
      assert.doesNotMatch(reply().content, /\?/);
    },
  );
});
