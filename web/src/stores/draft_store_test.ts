import { deepEqual, equal } from "node:assert/strict";
import { type DraftStorage, DraftStore } from "./draft_store.ts";

function storage(): DraftStorage & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

Deno.test("drafts: survive a reload, one per conversation and person", () => {
  const disk = storage();
  const store = new DraftStore(disk, "sam");
  store.write("a", "half a thou");
  store.write("b", "gone");
  store.write("b", "");
  deepEqual([...new DraftStore(disk, "sam").drafts.value], [["a", "half a thou"]]);
  equal(new DraftStore(disk, "dana").drafts.value.size, 0);
});
