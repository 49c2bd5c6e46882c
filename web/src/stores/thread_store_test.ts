import { deepEqual, equal, rejects } from "node:assert/strict";
import { MESSAGE_PAGE } from "../api/conversation_api.ts";
import type { Message } from "../api/rows.ts";
import { messageRow } from "./test_rows.ts";
import { ThreadStore } from "./thread_store.ts";

function server(count: number) {
  const state = {
    rows: Array.from({ length: count }, (_, index) => messageRow({ id: index + 1 })),
    failing: false,
  };
  const answer = (rows: readonly Message[]): Promise<readonly Message[]> =>
    state.failing ? Promise.reject(new Error("down")) : Promise.resolve(rows);
  const api = {
    readMessages: (_id: string, before: number | null) =>
      answer(
        state.rows.filter((row) => before === null || row.id < before).slice(-MESSAGE_PAGE),
      ),
    readMessagesById: (_id: string, ids: readonly number[]) =>
      answer(state.rows.filter((row) => ids.includes(row.id))),
    retry: () => state.failing ? Promise.reject(new Error("down")) : Promise.resolve(),
  };
  return { state, store: new ThreadStore(api) };
}

const ids = (store: ThreadStore) => store.messages.value.map((message) => message.id);

Deno.test("thread store: opens with the newest page and pages back", async () => {
  const { store } = server(MESSAGE_PAGE + 10);
  await store.open("conversation");
  equal(ids(store)[0], 11);
  equal(store.hasEarlier.value, true);
  await store.loadEarlier();
  deepEqual([ids(store)[0], ids(store).length], [1, MESSAGE_PAGE + 10]);
  equal(store.hasEarlier.value, false);
});

Deno.test("thread store: an event's message is added once, in order, and named as new", async () => {
  const { store, state } = server(2);
  await store.open("conversation");
  state.rows = [...state.rows, messageRow({ id: 3 })];
  const added = await store.refetch([3, 2]);
  deepEqual(added.map((message) => message.id), [3]);
  deepEqual(await store.refetch([3]), []);
  deepEqual(ids(store), [1, 2, 3]);
});

Deno.test("thread store: a change to an unloaded old message tears no hole", async () => {
  const { store } = server(MESSAGE_PAGE + 10);
  await store.open("conversation");
  await store.refetch([3]);
  equal(ids(store)[0], 11);
});

Deno.test("thread store: after a long absence it starts over instead of hiding a gap", async () => {
  const { store, state } = server(10);
  await store.open("conversation");
  state.rows = Array.from({ length: 200 }, (_, index) => messageRow({ id: index + 1 }));
  await store.refresh();
  equal(ids(store)[0], 151);
  equal(store.hasEarlier.value, true);
});

Deno.test("thread store: ignores the answer for a conversation that was left", async () => {
  const { store } = server(3);
  const first = store.open("one");
  const second = store.open(null);
  await Promise.all([first, second]);
  deepEqual(ids(store), []);
  equal(store.state.value.kind, "idle");
});

Deno.test("thread store: a retry that fails puts the failure back", async () => {
  const { store, state } = server(0);
  state.rows = [messageRow({ id: 1, direction: "outbound", delivery_status: "failed" })];
  await store.open("conversation");
  state.failing = true;
  const retry = store.retry(1);
  equal(store.messages.value[0]?.delivery_status, "queued");
  await rejects(retry);
  equal(store.messages.value[0]?.delivery_status, "failed");
});

Deno.test("thread store: a thread that was left opens at once, also without a connection", async () => {
  const { store, state } = server(3);
  await store.open("first");
  await store.open("second");
  state.failing = true;
  const opening = store.open("first");
  deepEqual(ids(store), [1, 2, 3]);
  await opening;
  deepEqual(ids(store), [1, 2, 3]);
  equal(store.state.value.kind, "idle");
});

Deno.test("thread store: a kept thread shows until the server answers, and what was deleted goes", async () => {
  const { store, state } = server(3);
  const kept = { id: "first", hasEarlier: false, messages: [2, 3].map((id) => messageRow({ id })) };
  state.failing = true;
  await store.open("first");
  equal(store.state.value.kind, "failed");
  store.restore([kept]);
  deepEqual([ids(store), store.state.value.kind], [[2, 3], "idle"]);
  state.failing = false;
  state.rows = state.rows.filter(({ id }) => id !== 2);
  await store.refresh();
  deepEqual(ids(store), [1, 3]);
  deepEqual(store.kept().map(({ id, messages }) => [id, messages.length]), [["first", 2]]);
});

Deno.test("thread store: what the server has said is not overwritten by what was kept", async () => {
  const { store } = server(3);
  await store.open("first");
  store.restore([{ id: "first", hasEarlier: false, messages: [messageRow({ id: 9 })] }]);
  deepEqual(ids(store), [1, 2, 3]);
});

Deno.test("thread store: what was said while the newest page was on its way is not taken for deleted", async () => {
  const { store } = server(2);
  const opening = store.open("conversation");
  store.add(messageRow({ id: 3 }));
  await opening;
  deepEqual(ids(store), [1, 2, 3]);
});

Deno.test("thread store: an old message that changes while the thread is loading is no news", async () => {
  const { store } = server(3);
  const opening = store.open("conversation");
  deepEqual(await store.refetch([1]), []);
  await opening;
  deepEqual(ids(store), [1, 2, 3]);
});
