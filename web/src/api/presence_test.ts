import { deepEqual } from "node:assert/strict";
import { viewersOf } from "./presence.ts";

Deno.test("presence: reads who has what open and drops what it does not know", () => {
  const state = {
    dana: [{ presence_ref: "1", conversation_id: "a" }, { conversation_id: "b" }],
    sam: [{ presence_ref: "2" }],
  };
  deepEqual(viewersOf(state), [
    { userId: "dana", conversationId: "a" },
    { userId: "dana", conversationId: "b" },
  ]);
});
