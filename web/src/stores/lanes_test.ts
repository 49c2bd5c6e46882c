import { deepEqual, equal } from "node:assert/strict";
import type { InboxRow } from "../api/rows.ts";
import { arrangeLanes, holdOrder, laneOf, laneTitle, matchesWords } from "./lanes.ts";
import { inboxRow } from "./test_rows.ts";

const ME = "me";
const shape = (rows: readonly InboxRow[]) =>
  arrangeLanes(rows, ME).map((lane) => [
    laneTitle(lane, "Rylie"),
    ...lane.rows.map((row) => row.id),
  ]);

Deno.test("lanes: who replies decides the lane", () => {
  equal(laneOf(inboxRow({ owner: "waiting_human", status: "escalated" }), ME), "waiting");
  equal(laneOf(inboxRow({ owner: "human", assigned_to: ME }), ME), "mine");
  equal(laneOf(inboxRow({ owner: "human", assigned_to: "dana" }), ME), "team");
  equal(laneOf(inboxRow({ owner: "ai" }), ME), "ai");
  equal(laneOf(inboxRow({ owner: "ai", status: "closed" }), ME), "closed");
});

Deno.test("lanes: the longest wait comes first, everywhere else the newest message", () => {
  deepEqual(
    shape([
      inboxRow({ id: "ai old", last_message_at: "2026-11-21T09:00:00Z" }),
      inboxRow({ id: "ai new", last_message_at: "2026-11-21T10:00:00Z" }),
      inboxRow({ id: "short", owner: "waiting_human", waiting_since: "2026-11-21T10:00:00Z" }),
      inboxRow({ id: "long", owner: "waiting_human", waiting_since: "2026-11-21T09:00:00Z" }),
      inboxRow({ id: "mine", owner: "human", assigned_to: ME }),
    ]),
    [
      ["Needs a person", "long", "short"],
      ["You’re replying", "mine"],
      ["Rylie is replying", "ai new", "ai old"],
    ],
  );
});

Deno.test("lanes: each colleague has a lane of their own, by name", () => {
  deepEqual(
    shape([
      inboxRow({ id: "b", owner: "human", assigned_to: "zoe", assigned_name: "Zoe Hart" }),
      inboxRow({ id: "a", owner: "human", assigned_to: "dana", assigned_name: "Dana Novak" }),
      inboxRow({ id: "c", owner: "human", assigned_to: "zoe", assigned_name: "Zoe Hart" }),
    ]),
    [["Dana Novak is replying", "a"], ["Zoe Hart is replying", "b", "c"]],
  );
});

Deno.test("lanes: equal times fall back to the id, so the order never flickers", () => {
  const rows = [inboxRow({ id: "b" }), inboxRow({ id: "a" })];
  deepEqual(shape(rows), shape([...rows].reverse()));
});

Deno.test("search: finds by name, stock, vehicle and by digits of the phone number", () => {
  const row = inboxRow({
    customer_name: "Maria Lopez",
    customer_address: "+15550100142",
    vehicle_label: "2024 RAV4 Hybrid XLE",
    vehicle_stock: "T4417",
  });
  for (const words of ["maria", "lopez mar", "t4417", "rav4 xle", "0100142", "555-010", "(555)"]) {
    equal(matchesWords(row, words), true, words);
  }
  for (const words of ["dana", "t9999", "maria civic", "999"]) {
    equal(matchesWords(row, words), false, words);
  }
});

Deno.test("held list: rows keep their places while their words stay fresh", () => {
  const before = [
    inboxRow({ id: "a", last_message_at: "2026-11-21T10:00:00Z" }),
    inboxRow({ id: "b", last_message_at: "2026-11-21T09:00:00Z" }),
  ];
  const held = { lanes: arrangeLanes(before, ME) };
  const after = [
    inboxRow({ id: "a", last_message_at: "2026-11-21T10:00:00Z" }),
    inboxRow({ id: "b", last_message_at: "2026-11-21T11:00:00Z", last_message_preview: "new" }),
    inboxRow({ id: "c", last_message_at: "2026-11-21T11:30:00Z" }),
  ];
  const { lanes, moved } = holdOrder(arrangeLanes(after, ME), held);
  deepEqual(lanes.flatMap((lane) => lane.rows.map((row) => row.id)), ["a", "b"]);
  equal(lanes[0]?.rows[1]?.last_message_preview, "new");
  equal(moved, 2);
});

Deno.test("held list: a row that changed lanes or left counts as moved", () => {
  const held = { lanes: arrangeLanes([inboxRow({ id: "a" }), inboxRow({ id: "b" })], ME) };
  const fresh = arrangeLanes([inboxRow({ id: "a", owner: "waiting_human" })], ME);
  const { lanes, moved } = holdOrder(fresh, held);
  deepEqual(lanes.map((lane) => lane.rows.length), [2]);
  equal(moved, 2);
});
