import { deepEqual } from "node:assert/strict";
import { forgetPerson } from "./forget_person.ts";

Deno.test("forgetPerson() leaves only what tells nothing about the person", () => {
  const entries = new Map([
    ["rylie.theme", "dark"],
    ["rylie.draft.sam.1", "half a thou"],
    ["rylie.outbox.sam.oak", "[]"],
    ["rylie.session", "token"],
    ["other", "not ours"],
  ]);
  forgetPerson({
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    removeItem: (key) => entries.delete(key),
  });
  deepEqual([...entries.keys()], ["rylie.theme", "other"]);
});
