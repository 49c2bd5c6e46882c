import { type ReadonlySignal, signal } from "@preact/signals";
import type { Client } from "../api/supabase.ts";
import { toProblem } from "../api/api_problem.ts";
import {
  type InventoryApi,
  inventoryApi,
  type InventoryFilter,
  type UnitEdit,
  type UnitRow,
  type UnitSheet,
} from "../api/inventory_api.ts";
import { IDLE, LOADING, type LoadState } from "./load_state.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The units shown and the open one. */
export interface InventoryShape {
  readonly units: ReadonlySignal<readonly UnitRow[]>;
  readonly interest: ReadonlySignal<ReadonlyMap<string, number>>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** How many units pass the filter, shown or not. */
  readonly total: ReadonlySignal<number>;
  readonly state: ReadonlySignal<LoadState>;
  readonly sheet: RemoteShape<UnitSheet | null>;
  /** Reads the first page of what passes a filter. */
  show(filter: InventoryFilter): Promise<void>;
  more(): Promise<void>;
  /** Changes the unit that is open, in the list as well. */
  change(id: string, edit: UnitEdit): Promise<void>;
  /** Opens the sheet of one unit. */
  open(id: string | null): void;
}

/** Keeps the units of one dealership page by page. */
export function createInventory(api: InventoryApi): InventoryShape {
  const state = {
    units: signal<readonly UnitRow[]>([]),
    interest: signal<ReadonlyMap<string, number>>(new Map()),
    hasMore: signal(false),
    total: signal(0),
    load: signal<LoadState>(LOADING),
    filter: null as InventoryFilter | null,
  };
  let openId: string | null = null;
  const sheet = createRemote(() => openId === null ? Promise.resolve(null) : api.readSheet(openId));
  return {
    units: state.units,
    interest: state.interest,
    hasMore: state.hasMore,
    total: state.total,
    state: state.load,
    sheet,
    async show(filter): Promise<void> {
      state.filter = filter;
      state.load.value = LOADING;
      await readPage(state, api, null);
    },
    async more(): Promise<void> {
      if (state.load.value.kind !== "loading") {
        await readPage(state, api, state.units.value.at(-1) ?? null);
      }
    },
    async change(id, edit): Promise<void> {
      await api.change(id, edit);
      state.units.value = state.units.value.map((unit) =>
        unit.id === id ? { ...unit, status: edit.status, price_cents: edit.price_cents } : unit
      );
      if (openId === id) await sheet.refresh();
    },
    open(id): void {
      openId = id;
      if (id !== null) void sheet.reload();
    },
  };
}

interface State {
  readonly units: { value: readonly UnitRow[] };
  readonly interest: { value: ReadonlyMap<string, number> };
  readonly hasMore: { value: boolean };
  readonly total: { value: number };
  readonly load: { value: LoadState };
  filter: InventoryFilter | null;
}

async function readPage(state: State, api: InventoryApi, after: UnitRow | null): Promise<void> {
  const filter = state.filter;
  if (filter === null) return;
  state.load.value = LOADING;
  try {
    const page = await api.readUnits(filter, after);
    if (state.filter !== filter) return;
    state.units.value = after === null ? page.units : [...state.units.value, ...page.units];
    state.hasMore.value = page.hasMore;
    if (page.total !== null) state.total.value = page.total;
    state.load.value = IDLE;
    // The list is worth showing without these, so they come after it.
    const more = await api.readInterest(page.units.map((unit) => unit.id)).catch(() => new Map());
    state.interest.value = new Map([...state.interest.value, ...more]);
  } catch (error) {
    if (state.filter === filter) state.load.value = { kind: "failed", problem: toProblem(error) };
  }
}

/** The same over Supabase, for one dealership. */
export function inventoryOf(supabase: Client, dealershipId: string): InventoryShape {
  return createInventory(inventoryApi(supabase, dealershipId));
}
