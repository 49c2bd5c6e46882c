import { deepEqual, equal } from "node:assert/strict";
import { createEventCursor } from "./event_cursor.ts";
import type { LiveEvent } from "./rows.ts";

const event = (seq: number): LiveEvent => ({ seq, kind: "message.created" });
const numbers = (events: readonly LiveEvent[]) => events.map((one) => one.seq);

Deno.test("event cursor: keeps what comes before the snapshot and applies what is newer", () => {
  const cursor = createEventCursor();
  deepEqual(cursor.take(event(6)), []);
  deepEqual(cursor.take(event(4)), []);
  deepEqual(numbers(cursor.start(5)), [6]);
  equal(cursor.seq(), 6);
});

Deno.test("event cursor: applies each event once", () => {
  const cursor = createEventCursor();
  cursor.start(1);
  deepEqual(numbers(cursor.take(event(2))), [2]);
  deepEqual(cursor.take(event(2)), []);
  deepEqual(cursor.take(event(1)), []);
});

Deno.test("event cursor: waits for a missing event and puts late ones in order", () => {
  const cursor = createEventCursor();
  cursor.start(1);
  deepEqual(cursor.take(event(4)), []);
  deepEqual(cursor.take(event(3)), []);
  equal(cursor.hasGap(), true);
  deepEqual(numbers(cursor.take(event(2))), [2, 3, 4]);
  equal(cursor.hasGap(), false);
});

Deno.test("event cursor: fills a gap from the log and goes on live", () => {
  const cursor = createEventCursor();
  cursor.start(10);
  cursor.take(event(13));
  deepEqual(numbers(cursor.settle([event(11), event(12), event(13)], 13)), [11, 12, 13]);
  deepEqual(numbers(cursor.take(event(14))), [14]);
});

Deno.test("event cursor: moves past an event that the log does not hold", () => {
  const cursor = createEventCursor();
  cursor.start(10);
  cursor.take(event(12));
  deepEqual(numbers(cursor.settle([], 12)), [12]);
  equal(cursor.hasGap(), false);
  equal(cursor.seq(), 12);
});

Deno.test("event cursor: keeps events that arrive while the log is being read", () => {
  const cursor = createEventCursor();
  cursor.start(10);
  cursor.take(event(12));
  const upTo = cursor.newest();
  cursor.take(event(13));
  cursor.take(event(15));
  deepEqual(numbers(cursor.settle([event(11), event(12)], upTo)), [11, 12, 13]);
  equal(cursor.hasGap(), true);
});

Deno.test("event cursor: an empty log changes nothing", () => {
  const cursor = createEventCursor();
  cursor.start(7);
  deepEqual(cursor.settle([], cursor.newest()), []);
  equal(cursor.seq(), 7);
});
