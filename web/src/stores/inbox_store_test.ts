import { deepEqual, equal, notEqual, rejects } from "node:assert/strict";
import { type InboxApi, LANE_PAGE, type LaneKind } from "../api/inbox_api.ts";
import type { InboxRow } from "../api/rows.ts";
import { InboxStore } from "./inbox_store.ts";
import { NO_FILTER } from "../api/inbox_view.ts";
import { isUnder, laneOf, matchesWords, passesFilter } from "./lanes.ts";
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
    search: ({ words, tab, filter }) =>
      answer(state.rows.filter((row) =>
        isUnder(tab, row, ME) && passesFilter(row, filter) &&
        (words === "" || matchesWords(row, words))
      )),
    readPersonaName: () => answer("Rylie"),
    readColleagues: () => answer([]),
    saveAvailability: () => Promise.resolve(),
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
  deepEqual(store.counts.value, { waiting: 1, open: 3, mine: 1, ai: 1, snoozed: 0 });
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
  deepEqual(store.counts.value, { waiting: 1, open: 1, mine: 0, ai: 0, snoozed: 0 });
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
  await store.show({ tab: "mine", query: "", filter: NO_FILTER });
  deepEqual(shown(store), [["mine", "m"]]);
  await store.show({ tab: "closed", query: "", filter: NO_FILTER });
  deepEqual(shown(store), [["closed", "c"]]);
  await store.show({ tab: "open", query: "maria", filter: NO_FILTER });
  deepEqual(shown(store), [["ai", "a"]]);
  equal(store.counts.value.open, 2);
});

Deno.test("inbox: search finds rows that were not loaded", async () => {
  const { api, state } = server([]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  state.rows = [inboxRow({ id: "far", customer_name: "Maria Lopez" })];
  await store.show({ tab: "open", query: "maria", filter: NO_FILTER });
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

Deno.test("inbox: what is snoozed has a tab of its own and does not count as open", async () => {
  const { api } = server([
    inboxRow({ id: "a" }),
    inboxRow({ id: "z", owner: "waiting_human", snoozed_until: "2026-11-22T13:00:00Z" }),
  ]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  deepEqual(shown(store), [["ai", "a"]]);
  deepEqual(store.counts.value, { waiting: 0, open: 1, mine: 0, ai: 1, snoozed: 1 });
  await store.show({ tab: "snoozed", query: "", filter: NO_FILTER });
  deepEqual(shown(store), [["snoozed", "z"]]);
});

Deno.test("inbox: a filter narrows by channel, person, tag and what is unread", async () => {
  const tag = { id: "hot", name: "Hot", color: "#a8201a" };
  const { api, state } = server([]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  state.rows = [
    inboxRow({ id: "sms", unread_count: 2, intents: ["price", "visit"] }),
    inboxRow({
      id: "web",
      channel: "web",
      tags: [tag],
      vehicle_model: "Toyota RAV4",
      vehicle_stock: "T4417",
    }),
    inboxRow({ id: "dana", owner: "human", assigned_to: "dana", assigned_name: "Dana" }),
  ];
  const show = async (change: Partial<typeof NO_FILTER>) => {
    await store.show({ tab: "open", query: "", filter: { ...NO_FILTER, ...change } });
    return shown(store).map(([, ...ids]) => ids).flat();
  };
  deepEqual(await show({ channel: "web" }), ["web"]);
  deepEqual(await show({ unread: true }), ["sms"]);
  deepEqual(await show({ who: "dana" }), ["dana"]);
  deepEqual(await show({ who: "ai", tag: "hot" }), ["web"]);
  deepEqual(await show({ vehicle: "Toyota RAV4" }), ["web"]);
  deepEqual(await show({ vehicle: "T4417" }), ["web"]);
  deepEqual(await show({ vehicle: "Toyota" }), []);
  deepEqual(await show({ intent: "visit" }), ["sms"]);
  deepEqual(await show({ intent: "visit", vehicle: "T4417" }), []);
});

Deno.test("inbox: what a change does not touch stays the same object, so it is not drawn anew", async () => {
  const { api, state } = server([
    inboxRow({ id: "a" }),
    inboxRow({ id: "m", owner: "human", assigned_to: ME }),
  ]);
  const store = new InboxStore(api, ME);
  await store.refresh(null);
  const [mine, ai] = store.lanes.value;
  const counts = store.counts.value;
  state.rows = [inboxRow({ id: "a", last_message_preview: "new" })];
  await store.refetch(["a"]);
  equal(store.lanes.value[0], mine);
  notEqual(store.lanes.value[1], ai);
  equal(store.lanes.value[1]?.rows[0]?.last_message_preview, "new");
  equal(store.counts.value, counts);
});

/** The same server, whose answers about single rows and lanes come when they are let go. */
function slowServer(rows: InboxRow[]) {
  const { state, api } = server(rows);
  const waiting: (() => void)[] = [];
  const later = <T>(value: Promise<T>): Promise<T> =>
    new Promise((resolve) => waiting.push(() => resolve(value)));
  const slow: InboxApi = {
    ...api,
    readLane: (lane, after) => later(api.readLane(lane, after)),
    readRows: (ids) => later(api.readRows(ids)),
  };
  return { state, api: slow, waiting };
}

Deno.test("inbox: an answer that is overtaken by a later one changes nothing any more", async () => {
  const { api, state, waiting } = slowServer([inboxRow({ id: "a" }), inboxRow({ id: "gone" })]);
  const store = new InboxStore(api, ME);
  const first = store.refresh(null);
  waiting.splice(0).forEach((go) => go());
  await first;
  const before = [store.refresh(null), store.refetch(["a", "gone"])];
  const early = waiting.splice(0);
  state.rows = [inboxRow({ id: "a", owner: "human", assigned_to: ME }), inboxRow({ id: "new" })];
  const after = store.refetch(["a", "gone", "new"]);
  waiting.splice(0).forEach((go) => go());
  await after;
  const newest = [["mine", "a"], ["ai", "new"]];
  deepEqual(shown(store), newest);
  early.forEach((go) => go());
  await Promise.all(before);
  deepEqual(shown(store), newest);
});
