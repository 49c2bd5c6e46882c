import { deepEqual, equal, rejects } from "node:assert/strict";
import { type InboxApi, LANE_PAGE, type LaneKind } from "../api/inbox_api.ts";
import type { InboxRow } from "../api/rows.ts";
import { InboxStore } from "./inbox_store.ts";
import { isOpen, laneOf, matchesWords } from "./lanes.ts";
import { inboxRow } from "./test_rows.ts";

const ME = "me";

/** A server with these rows; change `rows` to change what the next read finds. */
function server(rows: InboxRow[]) {
  const state = { rows, asked: [] as string[], failing: false };
  const inLane = (lane: LaneKind) => state.rows.filter((row) => laneOf(row, ME) === lane);
  const answer = <T>(value: T): Promise<T> =>
    state.failing ? Promise.reject(new Error("down")) : Promise.resolve(value);
  const api: InboxApi = {
    readLane(lane, after) {
      const all = inLane(lane).sort((a, b) => a.id < b.id ? -1 : 1);
      const page = all.filter((row) => after === null || row.id > after.id).slice(0, LANE_PAGE);
      return answer({ rows: page, total: all.length });
    },
    countLane: (lane) => answer(inLane(lane).length),
    readRows(ids) {
      state.asked.push(...ids);
      return answer(state.rows.filter((row) => ids.includes(row.id)));
    },
    search: (words, closed) =>
      answer(state.rows.filter((row) => isOpen(row) !== closed && matchesWords(row, words))),
    readPersonaName: () => answer("Rylie"),
    readColleagues: () => answer([]),
  };
  return { state, api };
}

const shown = (store: InboxStore) =>
  store.lanes.value.map((lane) => [lane.kind, ...lane.rows.map((row) => row.id)]);

Deno.test("inbox: reads all lanes and counts them", async () => {
  const { api } = server([
    inboxRow({ id: "a" }),
    inboxRow({ id: "w", owner: "waiting_human", status: "escalated" }),
    inboxRow({ id: "m", owner: "human", assigned_to: ME }),
    inboxRow({ id: "gone", status: "closed" }),
  ]);
  const store = new InboxStore(api, ME);
  equal(store.state.value.kind, "loading");
  await store.refresh(null);
  equal(store.state.value.kind, "idle");
  deepEqual(shown(store), [["waiting", "w"], ["mine", "m"], ["ai", "a"]]);
  deepEqual(store.counts.value, { waiting: 1, open: 3, mine: 1, ai: 1 });
});

Deno.test("inbox: a failed first read can be told and repeated", async () => {
  const { api, state } = server([inboxRow({ id: "a" })]);
  const store = new InboxStore(api, ME);
  state.failing = true;
  await rejects(store.refresh(null));
  equal(store.state.value.kind, "failed");
  state.failing = false;
  await store.refresh(null);
  equal(store.state.value.kind, "idle");
});

Deno.test("inbox: an event's row moves to its new lane and the counts follow", async () => {
  const { api, state } = server([inboxRow({ id: "a" }), inboxRow({ id: "b" })]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  state.rows = [inboxRow({ id: "a", owner: "waiting_human", status: "escalated" })];
  await store.refetch(["a", "b"]);
  deepEqual(shown(store), [["waiting", "a"]]);
  deepEqual(store.counts.value, { waiting: 1, open: 1, mine: 0, ai: 0 });
});

Deno.test("inbox: a lane longer than a page tells its whole size and reads on", async () => {
  const rows = Array.from(
    { length: LANE_PAGE + 20 },
    (_, index) => inboxRow({ id: `row ${String(index).padStart(3, "0")}` }),
  );
  const { api } = server(rows);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  equal(store.lanes.value[0]?.rows.length, LANE_PAGE);
  equal(store.lanes.value[0]?.total, LANE_PAGE + 20);
  equal(store.lanes.value[0]?.hasMore, true);
  store.hold();
  await store.loadMore("ai");
  equal(store.lanes.value[0]?.rows.length, LANE_PAGE + 20);
  equal(store.lanes.value[0]?.hasMore, false);
  equal(store.counts.value.ai, LANE_PAGE + 20);
});

Deno.test("inbox: a patch shows at once and can be taken back", async () => {
  const { api } = server([inboxRow({ id: "a" })]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  const undo = store.patch("a", { owner: "human", assigned_to: ME });
  deepEqual(shown(store), [["mine", "a"]]);
  undo();
  deepEqual(shown(store), [["ai", "a"]]);
});

Deno.test("inbox: taking a patch back leaves a fresher row of the server alone", async () => {
  const { api, state } = server([inboxRow({ id: "a" })]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  const undo = store.patch("a", { owner: "human", assigned_to: ME });
  state.rows = [inboxRow({ id: "a", owner: "human", assigned_to: "dana", assigned_name: "Dana" })];
  await store.refetch(["a"]);
  undo();
  deepEqual(shown(store), [["team", "a"]]);
});

Deno.test("inbox: tabs and search narrow the same rows", async () => {
  const { api } = server([
    inboxRow({ id: "a", customer_name: "Maria Lopez" }),
    inboxRow({ id: "m", customer_name: "Tom Whitaker", owner: "human", assigned_to: ME }),
    inboxRow({ id: "c", customer_name: "Ben Archer", status: "closed" }),
  ]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  await store.show("mine", "");
  deepEqual(shown(store), [["mine", "m"]]);
  await store.show("closed", "");
  deepEqual(shown(store), [["closed", "c"]]);
  await store.show("open", "maria");
  deepEqual(shown(store), [["ai", "a"]]);
  equal(store.counts.value.open, 2);
});

Deno.test("inbox: search finds rows that were not loaded", async () => {
  const { api, state } = server([]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  state.rows = [inboxRow({ id: "far", customer_name: "Maria Lopez" })];
  await store.show("open", "maria");
  deepEqual(shown(store), [["ai", "far"]]);
});

Deno.test("inbox: while the list is held, newcomers wait and are counted", async () => {
  const { api, state } = server([inboxRow({ id: "a" })]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  store.hold();
  state.rows = [
    inboxRow({ id: "a" }),
    inboxRow({ id: "new", last_message_at: "2026-11-21T12:00:00Z" }),
  ];
  await store.refetch(["new"]);
  deepEqual(shown(store), [["ai", "a"]]);
  equal(store.moved.value, 1);
  store.release();
  deepEqual(shown(store), [["ai", "new", "a"]]);
  equal(store.moved.value, 0);
});
