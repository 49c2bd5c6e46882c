import { signal } from "@preact/signals";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { ApiProblem } from "../api/api_problem.ts";
import type { InboxRow } from "../api/rows.ts";
import { ConversationStore } from "./conversation_store.ts";
import { inboxRow } from "./test_rows.ts";

/** A list of one row, a server that obeys or refuses, and the store between them. */
function bench(row: InboxRow | null) {
  const rows = signal<ReadonlyMap<string, InboxRow>>(new Map(row === null ? [] : [[row.id, row]]));
  const state = { refuses: false, done: [] as string[], refetched: [] as string[] };
  const inbox = {
    rows,
    refetch(ids: readonly string[]) {
      state.refetched.push(...ids);
      return Promise.resolve();
    },
    patch(id: string, change: Partial<InboxRow>) {
      const before = rows.value.get(id);
      if (before === undefined) return () => {};
      rows.value = new Map([[id, { ...before, ...change }]]);
      return () => rows.value = new Map([[id, before]]);
    },
  };
  const api = {
    work(): Promise<void> {
      return Promise.resolve();
    },
    act(act: string) {
      state.done.push(act);
      return state.refuses
        ? Promise.reject(new ApiProblem("Dana Novak is replying", 409))
        : Promise.resolve();
    },
  };
  const store = new ConversationStore(api, inbox, signal({ id: "me", name: "Sam Rivera" }));
  return { store, state };
}

Deno.test("conversation: taking over shows at once and is read back from the server", async () => {
  const { store, state } = bench(inboxRow({ id: "a", owner: "waiting_human" }));
  await store.open("a");
  const acting = store.act("take_over");
  equal(store.row.value?.owner, "human");
  equal(store.row.value?.assigned_name, "Sam Rivera");
  equal(store.acting.value, "take_over");
  await acting;
  equal(store.acting.value, null);
  deepEqual(state.refetched, ["a"]);
});

Deno.test("conversation: a refusal puts the old owner back and reaches the caller", async () => {
  const { store, state } = bench(inboxRow({ id: "a", owner: "waiting_human" }));
  state.refuses = true;
  await store.open("a");
  await rejects(store.act("take_over"), /Dana Novak is replying/);
  equal(store.row.value?.owner, "waiting_human");
  equal(store.acting.value, null);
});

Deno.test("conversation: a second click while the first is on its way does nothing", async () => {
  const { store, state } = bench(inboxRow({ id: "a" }));
  await store.open("a");
  await Promise.all([store.act("close"), store.act("close")]);
  deepEqual(state.done, ["close"]);
});

Deno.test("conversation: marks as read only what is unread", async () => {
  const read = bench(inboxRow({ id: "a" }));
  await read.store.open("a");
  await read.store.markRead();
  deepEqual(read.state.done, []);
  const unread = bench(inboxRow({ id: "a", unread_count: 2 }));
  await unread.store.open("a");
  await unread.store.markRead();
  deepEqual(unread.state.done, ["mark_read"]);
  equal(unread.store.row.value?.unread_count, 0);
});

Deno.test("conversation: one that is not in the list is read, and may not exist", async () => {
  const { store, state } = bench(null);
  await store.open("far");
  deepEqual(state.refetched, ["far"]);
  equal(store.state.value.kind, "idle");
  equal(store.row.value, null);
});
