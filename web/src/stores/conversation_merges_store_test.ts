import { deepEqual, equal, rejects } from "node:assert/strict";
import type { ConversationMergesApi } from "../api/conversation_merges_api.ts";
import { createConversationMerges } from "./conversation_merges_store.ts";

function desk() {
  const read: string[] = [];
  return {
    read,
    inbox: {
      refetch: (ids: readonly string[]) => Promise.resolve(void read.push(`rows ${ids.join()}`)),
      release: () => {},
    },
    thread: {
      reread: (ids: readonly string[]) => Promise.resolve(void read.push(`said ${ids.join()}`)),
    },
    customer: { refresh: () => Promise.resolve(void read.push("customer")) },
  };
}

function api(change: Partial<ConversationMergesApi> = {}): ConversationMergesApi {
  return {
    merge: () => Promise.resolve({ id: "merge", hasTightened: true }),
    undo: () => Promise.resolve(),
    readLast: () => Promise.resolve(null),
    survivor: () => Promise.resolve(null),
    ...change,
  };
}

Deno.test("merge: both rows, the thread and the customer are read anew", async () => {
  const shown = desk();
  const merged = await createConversationMerges(api(), shown).merge("a", "b");
  equal(merged.hasTightened, true);
  deepEqual(shown.read, ["rows a,b", "said a,b", "customer"]);
});

Deno.test("merge: a refusal is the caller's to tell, and nothing is read anew", async () => {
  const shown = desk();
  const merges = createConversationMerges(
    api({ merge: () => Promise.reject(new Error("two channels")) }),
    shown,
  );
  await rejects(merges.merge("a", "b"), /two channels/);
  deepEqual(shown.read, []);
});

Deno.test("undo: what cannot be read at once fails nothing", async () => {
  const shown = desk();
  const broken = { ...shown, customer: { refresh: () => Promise.reject(new Error("offline")) } };
  await createConversationMerges(api(), broken).undo("merge", "a");
  deepEqual(shown.read, ["rows a", "said a"]);
});
