import { deepEqual } from "node:assert/strict";
import { createPresence, viewersOf } from "./presence.ts";

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

Deno.test("presence: a person who leafs through the list is told less often than the limit", async () => {
  const calls: { at: number; shown: unknown }[] = [];
  const last = Promise.withResolvers<void>();
  const note = (shown: unknown): Promise<"ok"> => {
    calls.push({ at: Date.now(), shown });
    if (shown === "e") last.resolve();
    return Promise.resolve("ok");
  };
  const channel = {
    on: () => channel,
    presenceState: () => ({}),
    track: ({ conversation_id }: { conversation_id: unknown }) => note(conversation_id),
    untrack: () => note(null),
  };
  const windowMs = 200;
  const presence = createPresence({ settleMs: 0, calls: 2, windowMs });
  // A stand-in with the four methods that presence calls.
  presence.attach(channel as unknown as Parameters<typeof presence.attach>[0]);
  presence.joined(true);
  for (const id of ["a", "b", "c", "d", "e"]) {
    presence.show(id);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await last.promise;
  deepEqual(calls.map((one) => one.shown), ["a", "b", "e"]);
  deepEqual((calls[2]?.at ?? 0) - (calls[0]?.at ?? 0) >= windowMs, true);
});
