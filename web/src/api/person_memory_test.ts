import { deepEqual, equal } from "node:assert/strict";
import type { Workplace } from "./session_api.ts";
import { openPersonMemory } from "./person_memory.ts";

function bench(entries: Readonly<Record<string, string>>) {
  const map = new Map(Object.entries(entries));
  const shelf = { cleared: 0, kept: [] as string[] };
  const memory = openPersonMemory({
    get length() {
      return map.size;
    },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, text) => map.set(key, text),
    removeItem: (key) => map.delete(key),
  }, {
    readPerson: () => Promise.reject(new Error("no such thing in this browser")),
    keepPerson: (userId) => Promise.resolve(void shelf.kept.push(userId)),
    clear: () => Promise.resolve(void (shelf.cleared += 1)),
  });
  return { memory, shelf, words: () => Object.fromEntries(map) };
}

function workplace(id: string): Workplace {
  return {
    id,
    name: id,
    subdomain: id,
    timezone: "UTC",
    ai_enabled: true,
    reply_goal_minutes: 5,
    mfa_required_roles: [],
    role: "user",
    permissions: new Set(),
  };
}

const SAM_AT_OAK = { name: "Sam", workplaces: [workplace("oak")] };
const WORDS = { "rylie.draft.sam.oak.1": "half a thou", "rylie.outbox.sam.oak": "[]" };

Deno.test("person memory: a session that ends by itself leaves nothing stored, and gives the words back to the same person", () => {
  const { memory, words, shelf } = bench({ ...WORDS, "rylie.session": "token" });
  memory.hold();
  deepEqual(words(), {});
  equal(shelf.cleared, 1);
  memory.enter("sam", SAM_AT_OAK);
  deepEqual(words(), WORDS);
});

Deno.test("person memory: held words are lost to another person, for good", () => {
  const { memory, words } = bench(WORDS);
  memory.hold();
  memory.enter("dana", SAM_AT_OAK);
  memory.enter("sam", SAM_AT_OAK);
  deepEqual(words(), {});
});

Deno.test("person memory: nothing of another person or of a dealership that was left stays", () => {
  const { memory, words } = bench({
    ...WORDS,
    "rylie.draft.sam.pine.2": "words at Pine",
    "rylie.draft.dana.oak.3": "Dana's",
    "rylie.outbox.dana.oak": "[]",
    "rylie.theme": "dark",
  });
  memory.enter("sam", SAM_AT_OAK);
  deepEqual(words(), { ...WORDS, "rylie.theme": "dark" });
});

Deno.test("person memory: signing out forgets the held words too", () => {
  const { memory, words } = bench(WORDS);
  memory.hold();
  memory.forget();
  memory.enter("sam", SAM_AT_OAK);
  deepEqual(words(), {});
});

Deno.test("person memory: a browser without a shelf remembers nobody", async () => {
  equal(await bench({}).memory.recall("sam"), null);
});
