import { deepEqual, equal } from "node:assert/strict";
import type { InboxRow } from "../api/rows.ts";
import { arrangeLanes, changeLanes, holdOrder, laneOf, laneTitle, matchesWords } from "./lanes.ts";
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

Deno.test("lanes: after changes they are as if arranged anew, whatever came, changed or went", () => {
  const owners = ["ai", "human", "waiting_human"] as const;
  const row = (n: number, turn: number) =>
    inboxRow({
      id: `row ${n}`,
      owner: owners[(n + turn) % 3] ?? "ai",
      assigned_to: (n + turn) % 3 === 1 ? ["dana", "zoe", ME][n % 3] ?? ME : null,
      status: (n * turn) % 11 === 10 ? "closed" : "active",
      last_message_at: new Date(Date.UTC(2026, 10, 21) + ((n * 7919 * turn) % 997) * 60_000)
        .toISOString(),
      waiting_since: new Date(Date.UTC(2026, 10, 21) + (n * 31 % 97) * 60_000).toISOString(),
    });
  const rows = new Map(Array.from({ length: 60 }, (_, n) => [n, row(n, 1)]));
  let lanes = arrangeLanes(rows.values(), ME);
  for (let turn = 2; turn < 40; turn++) {
    const ids = [turn, turn * 7 % 60, turn * 13 % 60].filter((n, at, all) => all.indexOf(n) === at);
    const before = ids.map((n) => rows.get(n)).filter((one) => one !== undefined);
    const after = ids.slice(turn % 2).map((n) => row(n, turn));
    for (const n of ids) rows.delete(n);
    ids.slice(turn % 2).forEach((n, at) => rows.set(n, after[at] ?? row(n, turn)));
    lanes = changeLanes(lanes, { before, after }, ME);
    deepEqual(lanes, arrangeLanes(rows.values(), ME), `turn ${turn}`);
  }
});

Deno.test("lanes: a lane that no change touches stays the same object", () => {
  const [ai, mine] = [
    inboxRow({ id: "a" }),
    inboxRow({ id: "m", owner: "human", assigned_to: ME }),
  ];
  const lanes = arrangeLanes([ai, mine], ME);
  const fresh = { ...ai, last_message_preview: "new" };
  const next = changeLanes(lanes, { before: [ai], after: [fresh] }, ME);
  equal(next[0], lanes[0]);
  equal(next[1]?.rows[0], fresh);
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
