import { batch, computed, createModel, type ReadonlySignal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";
import type { InboxApi, LaneCursor, LaneKind } from "../api/inbox_api.ts";
import { LANE_PAGE, laneSort } from "../api/inbox_api.ts";
import type { InboxRow } from "../api/rows.ts";
import { type InboxView, NO_FILTER } from "../api/inbox_view.ts";
import { arrangeLanes, changeLanes, holdOrder, type Lane, narrowTo } from "./lanes.ts";
import { IDLE, LOADING, type LoadState } from "./load_state.ts";
import { createRowReads } from "./row_reads.ts";
import { steady } from "./steady.ts";

/** A lane with the size of all of it, loaded or not. */
export interface ShownLane extends Lane {
  readonly total: number;
  readonly hasMore: boolean;
}

/** How many conversations stand where. */
export interface InboxCounts {
  readonly waiting: number;
  readonly open: number;
  readonly mine: number;
  readonly ai: number;
  readonly snoozed: number;
}

/** The list of conversations and what may be done with it. */
export interface InboxShape {
  readonly rows: ReadonlySignal<ReadonlyMap<string, InboxRow>>;
  readonly lanes: ReadonlySignal<readonly ShownLane[]>;
  readonly counts: ReadonlySignal<InboxCounts>;
  readonly state: ReadonlySignal<LoadState>;
  readonly loadingMore: ReadonlySignal<LaneKind | null>;
  /** How many rows wait to move while the list is in use. */
  readonly moved: ReadonlySignal<number>;
  readonly view: ReadonlySignal<InboxView>;
  show(view: InboxView): Promise<void>;
  /** Reads all lanes anew; `keep` names a row to hold on to meanwhile. */
  refresh(keep: string | null): Promise<void>;
  loadMore(lane: LaneKind): Promise<void>;
  /** Reads single rows anew, as events ask for it. */
  refetch(ids: readonly string[]): Promise<void>;
  /** Changes a row at once and returns the way back. */
  patch(id: string, change: Partial<InboxRow>): () => void;
  hold(): void;
  release(): void;
}

interface LanePlace {
  readonly cursor: LaneCursor | null;
  readonly hasMore: boolean;
  readonly total: number;
}

type Places = Partial<Record<LaneKind, LanePlace>>;

const OPEN_LANES: readonly LaneKind[] = ["waiting", "mine", "team", "ai", "snoozed"];

/** Keeps the conversations of one dealership in lanes, as one person sees them. */
export const InboxStore = createModel((api: InboxApi, me: string): InboxShape => {
  const state = createState(me);
  const held = signal<readonly Lane[] | null>(null);
  const narrow = computed(() => narrowTo(state.view.value, state.me));
  const shown = computed(() => narrow.value(state.lanes.value));
  const placed = computed(() =>
    held.value === null
      ? { lanes: shown.value, moved: 0 }
      : holdOrder(shown.value, { lanes: held.value })
  );
  return {
    rows: state.rows,
    state: state.load,
    loadingMore: state.loadingMore,
    view: state.view,
    moved: computed(() => placed.value.moved),
    lanes: computed(() => withTotals(state, placed.value.lanes)),
    counts: steady(() => count(state)),
    show(view): Promise<void> {
      held.value = null;
      return show(state, api, view);
    },
    refresh: (keep) => refresh(state, api, keep),
    async loadMore(lane): Promise<void> {
      await loadMore(state, api, lane);
      // Rows that were asked for need not wait to be shown.
      held.value = null;
    },
    refetch: (ids) => refetch(state, api, ids),
    patch: (id, change) => patch(state, id, change),
    hold(): void {
      held.value ??= shown.value;
    },
    release(): void {
      held.value = null;
    },
  };
});
/** Keeps the conversations of one dealership in lanes. */
export type InboxStore = InstanceType<typeof InboxStore>;

function createState(me: string) {
  return {
    me,
    reads: createRowReads(),
    rows: signal<ReadonlyMap<string, InboxRow>>(new Map()),
    /** All rows in lanes, whatever the view. */
    lanes: signal<readonly Lane[]>([]),
    /** Lanes with their totals as shown last, so that one that stayed is not drawn anew. */
    shown: new WeakMap<Lane, ShownLane>(),
    places: signal<Places>({}),
    load: signal<LoadState>(LOADING),
    loadingMore: signal<LaneKind | null>(null),
    view: signal<InboxView>({ tab: "open", query: "", filter: NO_FILTER }),
  };
}
type State = ReturnType<typeof createState>;

function withTotals(state: State, lanes: readonly Lane[]): readonly ShownLane[] {
  const { tab, query, filter } = state.view.value;
  const isFiltered = query.trim() !== "" || tab === "mine" || filter !== NO_FILTER;
  return lanes.map((lane, index) => {
    const place = state.places.value[lane.kind];
    const isLastOfKind = lanes[index + 1]?.kind !== lane.kind;
    const hasMore = !isFiltered && isLastOfKind && (place?.hasMore ?? false);
    const isWhole = lane.kind === "team" || isFiltered || place === undefined;
    const size = isWhole ? lane.rows.length : total(state, lane.kind);
    const before = state.shown.get(lane);
    if (before?.hasMore === hasMore && before.total === size) return before;
    const shown = { ...lane, hasMore, total: size };
    state.shown.set(lane, shown);
    return shown;
  });
}

function total(state: State, kind: LaneKind): number {
  const place = state.places.value[kind];
  if (place?.hasMore === true) return place.total;
  return state.lanes.value
    .reduce((sum, lane) => lane.kind === kind ? sum + lane.rows.length : sum, 0);
}

function count(state: State): InboxCounts {
  const [waiting = 0, mine = 0, team = 0, ai = 0, snoozed = 0] = OPEN_LANES
    .map((kind) => total(state, kind));
  return { waiting, mine, ai, snoozed, open: waiting + mine + team + ai };
}

async function show(state: State, api: InboxApi, view: InboxView): Promise<void> {
  state.view.value = view;
  const { tab, query, filter } = view;
  if (tab === "closed" && state.places.value.closed === undefined) {
    await run(state, async () => {
      const pages = await readLanes(api, ["closed"], state.reads.ask());
      for (const page of pages) place(state, page);
    });
  }
  const words = query.trim();
  if (words.length < 2 && filter === NO_FILTER) return;
  const asked = state.reads.ask();
  try {
    const found = await api.search({ words, tab, filter });
    if (state.view.value === view) takeIn(state, asked, found);
  } catch {
    // The loaded rows are filtered all the same; the connection line says why more did not come.
  }
}

async function refresh(state: State, api: InboxApi, keep: string | null): Promise<void> {
  const kinds = state.places.value.closed === undefined
    ? OPEN_LANES
    : [...OPEN_LANES, "closed" as const];
  await run(state, async () => {
    const asked = state.reads.ask();
    const pages = await readLanes(api, kinds, asked);
    const kept = [...state.rows.value.values()]
      .filter(({ id }) => id === keep || !state.reads.isNewest(id, asked));
    batch(() => {
      replaceAll(state, kept);
      for (const page of pages) place(state, page);
    });
  });
}

interface LaneRead {
  readonly kind: LaneKind;
  readonly asked: number;
  readonly rows: readonly InboxRow[];
  readonly total: number;
}

function readLanes(
  api: InboxApi,
  kinds: readonly LaneKind[],
  asked: number,
): Promise<LaneRead[]> {
  return Promise.all(
    kinds.map(async (kind) => ({ kind, asked, ...await api.readLane(kind, null) })),
  );
}

async function loadMore(state: State, api: InboxApi, kind: LaneKind): Promise<void> {
  const cursor = state.places.value[kind]?.cursor ?? null;
  if (cursor === null || state.loadingMore.value !== null) return;
  state.loadingMore.value = kind;
  const asked = state.reads.ask();
  try {
    const page = await api.readLane(kind, cursor);
    // This page's count starts at the cursor, so the whole lane is counted on its own.
    const whole = page.rows.length < LANE_PAGE ? 0 : await api.countLane(kind);
    place(state, { kind, asked, rows: page.rows, total: whole });
  } finally {
    state.loadingMore.value = null;
  }
}

function place(state: State, { kind, asked, rows, total }: LaneRead): void {
  const last = rows.at(-1);
  const at = last?.[laneSort(kind)];
  const before = state.places.value[kind];
  const cursor = last === undefined ? before?.cursor ?? null : { at: at ?? null, id: last.id };
  batch(() => {
    takeIn(state, asked, rows);
    state.places.value = {
      ...state.places.value,
      [kind]: { cursor, total, hasMore: rows.length === LANE_PAGE },
    };
  });
}

async function refetch(state: State, api: InboxApi, ids: readonly string[]): Promise<void> {
  const asked = state.reads.ask();
  const rows = await api.readRows(ids);
  const found = new Set(rows.map((row) => row.id));
  const gone = ids.filter((id) => !found.has(id));
  takeIn(state, asked, rows, gone);
  const partial = OPEN_LANES.filter((kind) => state.places.value[kind]?.hasMore === true);
  const totals = await Promise.all(partial.map((kind) => api.countLane(kind)));
  const places: Places = { ...state.places.value };
  partial.forEach((kind, index) => {
    const before = places[kind];
    if (before !== undefined) places[kind] = { ...before, total: totals[index] ?? before.total };
  });
  if (partial.length > 0) state.places.value = places;
}

/** Takes what the server answered, but for rows that a later question has told of already. */
function takeIn(
  state: State,
  asked: number,
  rows: readonly InboxRow[],
  gone: readonly string[] = [],
): void {
  const isNewest = (id: string): boolean => state.reads.isNewest(id, asked);
  const [found, lost] = [rows.filter(({ id }) => isNewest(id)), gone.filter(isNewest)];
  upsert(state, found, lost);
  state.reads.answered([...found.map(({ id }) => id), ...lost], asked);
}

function upsert(state: State, rows: readonly InboxRow[], gone: readonly string[] = []): void {
  const next = new Map(state.rows.value);
  const before = [...rows.map((row) => row.id), ...gone]
    .map((id) => next.get(id)).filter((row) => row !== undefined);
  for (const row of rows) next.set(row.id, row);
  for (const id of gone) next.delete(id);
  batch(() => {
    state.rows.value = next;
    state.lanes.value = changeLanes(state.lanes.value, { before, after: rows }, state.me);
  });
}

function replaceAll(state: State, rows: readonly InboxRow[]): void {
  state.rows.value = new Map(rows.map((row) => [row.id, row]));
  state.lanes.value = arrangeLanes(rows, state.me);
}

function patch(state: State, id: string, change: Partial<InboxRow>): () => void {
  const before = state.rows.value.get(id);
  if (before === undefined) return () => {};
  const patched = { ...before, ...change };
  upsert(state, [patched]);
  // Put back only our own change: a fresher row from the server must not be undone.
  return () => {
    if (state.rows.value.get(id) === patched) upsert(state, [before]);
  };
}

async function run(state: State, read: () => Promise<void>): Promise<void> {
  if (state.rows.value.size === 0) state.load.value = LOADING;
  try {
    await read();
    state.load.value = IDLE;
  } catch (error) {
    const problem: ApiProblem = toProblem(error);
    if (state.rows.value.size === 0) state.load.value = { kind: "failed", problem };
    throw error;
  }
}
