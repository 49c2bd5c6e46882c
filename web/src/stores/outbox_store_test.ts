import { deepEqual, equal } from "node:assert/strict";
import { ApiProblem } from "../api/api_problem.ts";
import type { Message } from "../api/rows.ts";
import { OutboxStore } from "./outbox_store.ts";
import { messageRow } from "./test_rows.ts";

type Answer = "store" | "refuse" | "offline";

/** A server that stores each client id once, and an outbox that sends to it. */
function bench(kept: string | null = null) {
  const state = {
    answer: "store" as Answer,
    stored: [] as Message[],
    shown: [] as Message[],
    refused: [] as string[],
    kept,
  };
  let ids = 0;
  const outbox = new OutboxStore({
    send({ written, conversationId, content, clientId }) {
      if (state.answer === "offline") return Promise.reject(new ApiProblem("No answer", 0));
      if (state.answer === "refuse") return Promise.reject(new ApiProblem("Refused", 409));
      const known = state.stored.find((message) => message.client_id === clientId);
      const id = state.stored.length + 1;
      const message = known ??
        messageRow({
          id,
          conversation_id: conversationId,
          content,
          client_id: clientId,
          kind: written === "note" ? "note" : "text",
        });
      if (known === undefined) state.stored.push(message);
      return Promise.resolve(message);
    },
    newId: () => `client ${++ids}`,
    now: () => 0,
    onStored: (message) => state.shown.push(message),
    onRefused: (problem) => state.refused.push(problem.message),
    readKept: () => state.kept,
    keep: (text) => state.kept = text,
  });
  return { state, outbox };
}

const states = (outbox: OutboxStore) => outbox.outgoing.value.map((item) => item.state);

Deno.test("outbox: a message shows as sending at once and leaves when it is stored", async () => {
  const { state, outbox } = bench();
  const sending = outbox.send("c", "Hello");
  deepEqual(states(outbox), ["sending"]);
  await sending;
  deepEqual(states(outbox), []);
  deepEqual(state.shown.map((message) => message.content), ["Hello"]);
});

Deno.test("outbox: a refused message stays with its reason and goes again under the same id", async () => {
  const { state, outbox } = bench();
  state.answer = "refuse";
  await outbox.send("c", "Hello");
  deepEqual(states(outbox), ["refused"]);
  equal(outbox.outgoing.value[0]?.problem?.message, "Refused");
  state.answer = "store";
  await outbox.retry("client 1");
  deepEqual(states(outbox), []);
  deepEqual(state.stored.map((message) => message.client_id), ["client 1"]);
});

Deno.test("outbox: without a connection messages wait, then leave in order", async () => {
  const { state, outbox } = bench();
  state.answer = "offline";
  await outbox.send("c", "first");
  await outbox.send("c", "second");
  deepEqual(states(outbox), ["waiting", "waiting"]);
  state.answer = "store";
  await outbox.flush();
  deepEqual(states(outbox), []);
  deepEqual(state.stored.map((message) => message.content), ["first", "second"]);
});

Deno.test("outbox: an answer that got lost does not double the message", async () => {
  const { state, outbox } = bench();
  state.answer = "offline";
  await outbox.send("c", "Hello");
  // The first try had reached the server after all.
  state.stored.push(messageRow({ id: 1, client_id: "client 1", content: "Hello" }));
  state.answer = "store";
  await outbox.flush();
  equal(state.stored.length, 1);
  deepEqual(states(outbox), []);
});

Deno.test("outbox: a message that the thread already shows is no longer outgoing", async () => {
  const { state, outbox } = bench();
  state.answer = "offline";
  await outbox.send("c", "Hello");
  outbox.settle([messageRow({ client_id: "client 1" }), messageRow({ client_id: null })]);
  deepEqual(states(outbox), []);
});

Deno.test("outbox: a discarded message is not sent", async () => {
  const { state, outbox } = bench();
  state.answer = "refuse";
  await outbox.send("c", "Hello");
  outbox.discard("client 1");
  state.answer = "store";
  await outbox.retry("client 1");
  deepEqual(states(outbox), []);
  equal(state.stored.length, 0);
});

Deno.test("outbox: a note is stored as a note", async () => {
  const { state, outbox } = bench();
  await outbox.send("c", "Has two keys", { written: "note" });
  deepEqual(state.stored.map((message) => message.kind), ["note"]);
});

Deno.test("outbox: what is not stored survives a reload and goes out once, in order", async () => {
  const before = bench();
  before.state.answer = "offline";
  await before.outbox.send("c", "First");
  await before.outbox.send("c", "Second");
  before.outbox.stop();
  const { state, outbox } = bench(before.state.kept);
  deepEqual(states(outbox), ["waiting", "waiting"]);
  await outbox.flush();
  deepEqual(state.stored.map((message) => message.content), ["First", "Second"]);
  equal(state.kept, null);
});

Deno.test("outbox: kept text that nobody can read is let go", () => {
  deepEqual(states(bench("{").outbox), []);
  deepEqual(states(bench('[{"clientId":1}]').outbox), []);
});

Deno.test("outbox: what was refused waits for the person, also after a reload", async () => {
  const before = bench();
  before.state.answer = "refuse";
  await before.outbox.send("c", "Not allowed");
  const { state, outbox } = bench(before.state.kept);
  deepEqual(states(outbox), ["refused"]);
  await outbox.flush();
  equal(state.stored.length, 0);
});

Deno.test("outbox: a refusal is said, waiting for the connection is not", async () => {
  const { state, outbox } = bench();
  state.answer = "offline";
  await outbox.send("c", "Hello");
  deepEqual(state.refused, []);
  state.answer = "refuse";
  await outbox.flush();
  deepEqual(state.refused, ["Refused"]);
});
