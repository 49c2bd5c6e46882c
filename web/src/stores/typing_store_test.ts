import { deepEqual } from "node:assert/strict";
import { TypingStore } from "./typing_store.ts";

function bench(lastsMs = 1_000) {
  const clock = { now: 0 };
  const told: string[] = [];
  const store = new TypingStore({
    me: "sam",
    now: () => clock.now,
    noteTyping: (id) => {
      told.push(id);
      return Promise.resolve();
    },
  }, lastsMs);
  return { clock, told, store };
}

const dana = { user_id: "dana", conversation_id: "a", is_typing: true };

Deno.test("typing: tells of one's own at most every three seconds, and at once elsewhere", () => {
  const { clock, told, store } = bench();
  store.say("a");
  clock.now = 2_900;
  store.say("a");
  store.say("b");
  clock.now = 6_000;
  store.say("b");
  deepEqual(told, ["a", "b", "b"]);
});

Deno.test("typing: a colleague shows until they stop, move on or have said it; oneself never", () => {
  const { store } = bench();
  const where = () => store.typists.value.map((one) => `${one.userId} ${one.conversationId}`);
  store.hear(dana);
  store.hear({ ...dana, user_id: "sam" });
  deepEqual(where(), ["dana a"]);
  store.hear({ ...dana, conversation_id: "b" });
  deepEqual(where(), ["dana b"]);
  store.said(["b"]);
  deepEqual(where(), []);
  store.hear(dana);
  store.hear({ ...dana, is_typing: false });
  deepEqual(where(), []);
  store.stop();
});

Deno.test("typing: the AI may write in several conversations at once, a person in one", () => {
  const { store } = bench();
  const where = () => store.typists.value.map((one) => `${one.userId} ${one.conversationId}`);
  store.hearDraft("a");
  store.hearDraft("b");
  store.hearDraft("a");
  store.hear(dana);
  deepEqual(where(), ["ai b", "ai a", "dana a"]);
  store.said(["a"]);
  deepEqual(where(), ["ai b"]);
  store.stop();
});

Deno.test("typing: a signal that is not renewed runs out", async () => {
  const { store } = bench(5);
  const seen: number[] = [];
  const gone = Promise.withResolvers<void>();
  const stop = store.typists.subscribe((typists) => {
    seen.push(typists.length);
    if (seen.length === 3) gone.resolve();
  });
  store.hear(dana);
  await gone.promise;
  stop();
  deepEqual(seen, [0, 1, 0]);
});
