import { deepEqual, equal } from "node:assert/strict";
import { effect } from "@preact/signals";
import { AnnouncerStore } from "./announcer_store.ts";
import { until } from "./test_until.ts";

const PAUSE_MS = 60;

/** An announcer with everything it says and when. */
function bench() {
  const store = new AnnouncerStore(PAUSE_MS);
  const said: { readonly at: number; readonly text: string }[] = [];
  const stop = effect(() => {
    const text = store.polite.value;
    if (text !== "") said.push({ at: performance.now(), text });
  });
  const close = () => {
    stop();
    store.stop();
  };
  return { store, said, close };
}

Deno.test("announcer: one message is read out, more within the pause become a count after it", async () => {
  const { store, said, close } = bench();
  store.tell("Maria, text: one");
  await until(() => said.length === 1);
  for (const words of ["two", "three", "four"]) store.tell(`Maria, text: ${words}`);
  await until(() => said.length === 2);
  deepEqual(said.map(({ text }) => text), ["Maria, text: one", "3 new messages"]);
  const [first, second] = said;
  equal((second?.at ?? 0) - (first?.at ?? 0) >= PAUSE_MS - 5, true);
  close();
});

Deno.test("announcer: a batch is one announcement, and what is no message keeps its words", async () => {
  const { store, said, close } = bench();
  store.tell("Maria, text: one");
  store.tell("Maria, text: two");
  store.say("Rylie proposes a reply");
  await until(() => said.length === 1);
  equal(said[0]?.text, "2 new messages. Rylie proposes a reply");
  close();
});

Deno.test("announcer: the same words again are heard again", async () => {
  const { store, said, close } = bench();
  store.tell("Maria, text: ok");
  await until(() => said.length === 1);
  store.tell("Maria, text: ok");
  await until(() => said.length === 2);
  equal(said[1]?.text.trim(), "Maria, text: ok");
  close();
});

Deno.test("announcer: alerts do not wait for the pause, and two at once are both heard", async () => {
  const { store, close } = bench();
  store.tell("Maria, text: one");
  store.alert("Maria needs a person");
  store.alert("Tom needs a person");
  await Promise.resolve();
  equal(store.urgent.value, "Maria needs a person. Tom needs a person");
  store.alert("A message to Tom failed");
  await Promise.resolve();
  equal(store.urgent.value, "A message to Tom failed");
  close();
});
