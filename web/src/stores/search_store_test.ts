import { deepEqual, equal } from "node:assert/strict";
import type { Found } from "../api/search_api.ts";
import { createSearch } from "./search_store.ts";
import { inboxRow } from "./test_rows.ts";

Deno.test("search: one letter asks nothing, and an older answer is dropped", async () => {
  const answers = new Map<string, (found: Found) => void>();
  const asked = Promise.withResolvers<void>();
  const search = createSearch({
    find: (words) =>
      new Promise((resolve) => {
        answers.set(words, resolve);
        if (words === "maria") asked.resolve();
      }),
  }, 0);
  search.look("m");
  equal(search.isSearching.value, false);
  search.look("maria");
  equal(search.isSearching.value, true);
  await asked.promise;
  search.look("tom");
  answers.get("maria")?.({ messages: [], conversations: [inboxRow()], leads: [], vehicles: [] });
  await Promise.resolve();
  deepEqual(search.found.value.conversations, []);
  search.stop();
});
