import { signal } from "@preact/signals";
import { equal } from "node:assert/strict";
import { ConnectionStore } from "./connection_store.ts";

function bench() {
  const now = signal(100_000);
  return { now, store: new ConnectionStore(now, true, "UTC") };
}

Deno.test("connection: goes live without a word below the header", () => {
  const { store } = bench();
  equal(store.word.value, "Connecting");
  store.joined();
  equal(store.word.value, "Live");
  equal(store.line.value, "");
});

Deno.test("connection: counts down to the next try", () => {
  const { store, now } = bench();
  store.joined();
  store.lost();
  store.retryIn(4_000);
  equal(store.line.value, "Reconnecting, trying again in 4 s");
  now.value += 3_000;
  equal(store.line.value, "Reconnecting, trying again in 1 s");
  now.value += 3_000;
  equal(store.line.value, "Reconnecting");
});

Deno.test("connection: being offline wins over everything", () => {
  const { store } = bench();
  store.joined();
  store.setOnline(false);
  equal(store.word.value, "Offline");
  store.setOnline(true);
  equal(store.word.value, "Live");
});

Deno.test("connection: says what was caught up with, for a moment", () => {
  const { store, now } = bench();
  store.cameBack(6);
  store.joined();
  equal(store.line.value, "Back, 6 new messages");
  store.cameBack(1);
  equal(store.line.value, "Back, 1 new message");
  now.value += 10_000;
  equal(store.line.value, "");
});

Deno.test("connection: offline it says since when what is on screen may be old", () => {
  const { store, now } = bench();
  store.joined();
  now.value = Date.parse("2026-11-22T11:38:00Z");
  store.setOnline(false);
  now.value += 600_000;
  store.lost();
  equal(store.word.value, "Offline");
  equal(store.line.value, "Offline. What you see is as of 11:38 am; what you send waits");
  store.setOnline(true);
  equal(store.line.value, "Reconnecting");
  store.joined();
  store.cameBack(6);
  equal(store.line.value, "Back, 6 new messages");
});

Deno.test("connection: what was kept says as of when, with the day when it is another one", () => {
  const { store, now } = bench();
  now.value = Date.parse("2026-11-22T12:00:00Z");
  equal(store.asOf.value, "");
  store.keptSince(Date.parse("2026-11-22T11:38:00Z"));
  equal(store.asOf.value, "as of 11:38 am");
  store.keptSince(Date.parse("2026-11-20T11:38:00Z"));
  equal(store.asOf.value, "as of Nov 20, 11:38 am");
  store.wasRead();
  equal(store.asOf.value, "as of 12:00 pm");
  store.joined();
  equal(store.asOf.value, "");
});
