import assert from "node:assert/strict";
import { callsOf } from "../../testing/door.ts";
import { type ModelTurn, requestOf, saying } from "../../testing/openai.ts";
import { DOC_FEE, loadedReply, THREAD_ID } from "../../testing/reply.ts";
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

function onStage(stage: Stage, play: (played: Played) => Promise<void>): Promise<void> {
  return onBareStage({ loaded: loadedReply(QUESTION), ...stage }, play);
}

Deno.test("replyWithAi() calls a person after two unhappy messages, without asking a model", () => {
  const loaded = loadedReply("this is ridiculous, what a joke", [
    { author: "customer", content: "your answers are terrible and useless" },
  ]);
  return onStage({ loaded, model: [saying("Cheer up!")] }, async ({ model, run, reply }) => {
    await run();
    assert.deepEqual(model.heard, []);
    assert.equal(reply().negative_streak, 2);
    assert.notEqual(reply().handover, null);
  });
});

Deno.test("replyWithAi() keeps a rolling summary of a long thread and gives it to the model", () => {
  const earlier = Array.from({ length: 24 }, (_, turn) => ({
    author: turn % 2 === 0 ? "customer" as const : "ai" as const,
    content: turn === 0
      ? "I need room for 3 kids, ssn 078-05-1120, budget 35k"
      : `Message ${turn}.`,
  }));
  const stage = { loaded: loadedReply(QUESTION, earlier), model: [LOOK_UP, TRUE_ANSWER] };
  return onStage(stage, async ({ model, run, reply }) => {
    await run();
    const { summary } = reply().ai_context;
    assert.match(summary?.text ?? "", /Customer: I need room for 3 kids/);
    assert.ok(!summary?.text.includes("078-05"));
    assert.equal(summary?.through, 9);
    assert.match(
      requestOf(model, 0).messages[0]?.content ?? "",
      /<<summary>>Customer: I need room/,
    );
  });
});

Deno.test("replyWithAi() says that something is booked only after the database booked it", async () => {
  const book: ModelTurn = {
    call: [{ name: "book_slot", args: { kind: "test_drive", date: "2026-11-24", time: "14:30" } }],
  };
  const answer = saying("You're booked for Tuesday at 2:30 PM to see the RAV4.");
  const booking = {
    id: "b1",
    kind: "test_drive",
    status: "unconfirmed",
    starts_at: "2026-11-24T19:30:00+00:00",
    ends_at: "2026-11-24T20:15:00+00:00",
  };
  for (const outcome of ["booked", "taken"] as const) {
    const book_slot = () => ({ outcome, booking: outcome === "booked" ? booking : null });
    const stage = { model: [LOOK_UP, book, answer], answers: { book_slot } };
    await onStage(stage, async ({ database, run, reply }) => {
      await run();
      const [call] = callsOf(database, "book_slot");
      assert.deepEqual(call, {
        conversation_id: THREAD_ID,
        lease_token: LEASE,
        kind: "test_drive",
        starts_at: "2026-11-24T19:30:00.000Z",
        idempotency_key: "1:test_drive:2026-11-24T19:30:00.000Z",
      });
      assert.equal(/booked/.test(reply().content), outcome === "booked");
    });
  }
});

Deno.test("replyWithAi() without a model books what the customer agreed to, and says no more", async () => {
  const starts_at = "2026-11-24T19:30:00+00:00";
  const slot = { kind: "test_drive", starts_at, ends_at: "2026-11-24T20:15:00+00:00" };
  const table = { booked: { ...slot, id: "b1", status: "unconfirmed" }, taken: null };
  for (const [outcome, booking] of Object.entries(table)) {
    await onStage({
      loaded: loadedReply("can I test drive T4417 on Tuesday at 2:30pm?"),
      answers: {
        offer_slots: () => ({ slots: outcome === "booked" ? [slot] : [], reason: null }),
        book_slot: () => ({ outcome, booking, reason: null }),
      },
    }, async ({ database, run, reply }) => {
      await run();
      assert.equal(callsOf(database, "book_slot").length, 1);
      assert.deepEqual(reply().rejected_drafts, []);
      assert.equal(/set for|booked|all set|confirmed/i.test(reply().content), outcome === "booked");
    });
  }
});

Deno.test("replyWithAi() lets the local intelligence book only once no model will", async () => {
  const stage = {
    loaded: loadedReply("can I test drive T4417 on Tuesday at 2:30pm?"),
    model: [saying("Tuesday works for a look at the RAV4, shall I check a time?")],
  };
  await onStage(stage, async ({ database, run, reply }) => {
    await run();
    assert.equal(reply().model, "test-model-1");
    assert.deepEqual(callsOf(database, "book_slot"), []);
  });
  await onStage(
    { ...stage, answers: { ai_budget_allows: () => false } },
    async ({ database, run }) => {
      await run();
      assert.equal(callsOf(database, "book_slot").length, 1);
    },
  );
});

const BOOKED_FOR_WHOM = [
  { author: "customer" as const, content: "can I test drive T4417 on Tuesday at 2:30pm?" },
  { author: "ai" as const, content: "You're set for Tuesday at 2:30 PM. What name should I use?" },
];

Deno.test("replyWithAi() keeps the name that a shopper states, once", async () => {
  const update_customer_for_reply = () => ({ done: true });
  const told = loadedReply("my name is John Miller", BOOKED_FOR_WHOM);
  const stage = { loaded: told, answers: { update_customer_for_reply } };
  await onStage(stage, async ({ database, run, reply }) => {
    await run();
    assert.deepEqual(callsOf(database, "update_customer_for_reply"), [{
      conversation_id: THREAD_ID,
      lease_token: LEASE,
      full_name: "John Miller",
      preferred_language: null,
    }]);
    assert.equal("customer_name" in reply(), false);
  });
  const known = { ...told, customer: { first_name: "Maria", preferred_language: null } };
  for (const loaded of [known, loadedReply(QUESTION)]) {
    await onStage({ ...stage, loaded }, async ({ database, run }) => {
      await run();
      assert.deepEqual(callsOf(database, "update_customer_for_reply"), []);
    });
  }
});

Deno.test("replyWithAi() answers although the name could not be kept", () =>
  onStage({
    loaded: loadedReply("my name is John Miller", BOOKED_FOR_WHOM),
    answers: { update_customer_for_reply: () => ({ nonsense: true }) },
  }, async ({ run, reply }) => {
    await run();
    assert.match(reply().content, /John/);
  }));

Deno.test("replyWithAi() hands in the templates a local reply is made of, none with a model's", async () => {
  await onStage({}, async ({ run, reply }) => {
    await run();
    assert.ok(reply().template_ids.length > 0);
  });
  await onStage({ model: [LOOK_UP, TRUE_ANSWER] }, async ({ run, reply }) => {
    await run();
    assert.deepEqual(reply().template_ids, []);
  });
});

Deno.test("replyWithAi() says an approved fee to words that no rule understands", async () => {
  for (const text of ["whats ur doc fee", "how much is the doc fee"]) {
    const stage = { loaded: loadedReply(text), answers: { search_knowledge: () => [DOC_FEE] } };
    await onStage(stage, async ({ run, reply }) => {
      await run();
      assert.match(reply().content, /\$175/);
      assert.deepEqual(reply().rejected_drafts, []);
    });
  }
});
