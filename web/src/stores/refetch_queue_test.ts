import { deepEqual, equal } from "node:assert/strict";
import type { LiveEvent } from "../api/rows.ts";
import { type Changed, changedBy, createRefetchQueue } from "./refetch_queue.ts";
import { until } from "./test_until.ts";

const event = (seq: number, conversation_id: string, message_id: number | null): LiveEvent => ({
  seq,
  kind: "message.created",
  conversation_id,
  message_id,
});

Deno.test("refetch queue: names each changed row once", () => {
  const changed = changedBy([
    event(1, "a", 1),
    event(2, "a", 1),
    event(3, "a", 2),
    event(4, "b", null),
    { seq: 5, kind: "dealership.updated" },
  ]);
  deepEqual(changed.conversationIds, ["a", "b"]);
  deepEqual([...changed.messageIds], [["a", [1, 2]]]);
});

Deno.test("refetch queue: events of one moment are read together, later ones afterwards", async () => {
  const read: (readonly string[])[] = [];
  let finish: () => void = () => {};
  const queue = createRefetchQueue((changed: Changed) => {
    read.push(changed.conversationIds);
    return new Promise((resolve) => finish = resolve);
  }, 1);
  queue.add([event(1, "a", null)]);
  queue.add([event(2, "b", null)]);
  await until(() => read.length === 1);
  queue.add([event(3, "c", null)]);
  deepEqual(read, [["a", "b"]]);
  finish();
  await until(() => read.length === 2);
  deepEqual(read[1], ["c"]);
  finish();
  queue.stop();
});

Deno.test("refetch queue: a stream of events is read once per rest", async () => {
  const read: { readonly at: number; readonly ids: readonly string[] }[] = [];
  const queue = createRefetchQueue(
    ({ conversationIds: ids }) => {
      read.push({ at: performance.now(), ids });
      return Promise.resolve();
    },
    1,
    1,
    50,
  );
  queue.add([event(1, "a", null)]);
  await until(() => read.length === 1);
  queue.add([event(2, "b", null)]);
  queue.add([event(3, "c", null)]);
  await until(() => read.length === 2);
  const [first, second] = read;
  deepEqual(second?.ids, ["b", "c"]);
  equal((second?.at ?? 0) - (first?.at ?? 0) >= 48, true);
  queue.stop();
});

Deno.test("refetch queue: what could not be read is read again", async () => {
  let tries = 0;
  const queue = createRefetchQueue(
    () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error("down")) : Promise.resolve();
    },
    1,
    1,
  );
  queue.add([event(1, "a", null)]);
  await until(() => tries === 2);
  equal(tries, 2);
  queue.stop();
});
