import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf, InboxRow, Vehicle } from "./rows.ts";
import { vehicleFilter } from "./search_api.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** A unit as the list shows it. */
export const UnitRow = z.extend(Vehicle, { created_at: z.string() });
/** A unit as the list shows it. */
export type UnitRow = z.infer<typeof UnitRow>;

/** A unit with everything that its sheet tells. */
export const Unit = z.extend(Vehicle, {
  int_color: text,
  engine: text,
  transmission: text,
  fuel_type: text,
  description: text,
  features: z.catch(z.array(z.string()), []),
  images: z.catch(z.array(z.looseObject({ url: z.string() })), []),
  created_at: z.string(),
});
/** A unit with everything that its sheet tells. */
export type Unit = z.infer<typeof Unit>;

/** One change of a unit's status or price. */
export const UnitChange = z.object({
  id: z.number(),
  status_before: text,
  status_after: z.string(),
  price_before_cents: z.nullable(z.number()),
  price_after_cents: z.nullable(z.number()),
  changed_at: z.string(),
});
/** One change of a unit's status or price. */
export type UnitChange = z.infer<typeof UnitChange>;

/** What the inventory is narrowed to; empty means anything. */
export interface InventoryFilter {
  readonly words: string;
  readonly condition: string;
  readonly body: string;
  readonly maxCents: number | null;
  readonly status: "on_lot" | "sold" | "all";
  readonly sort: "newest" | "price";
}

/** One page of units and where the next one starts. */
export interface UnitPage {
  readonly units: readonly UnitRow[];
  readonly hasMore: boolean;
  /** How many units there are on all pages; only the first page is asked. */
  readonly total: number | null;
}

/** What staff may change of a unit by hand. */
export interface UnitEdit {
  readonly status: string;
  readonly price_cents: number | null;
  readonly images: Unit["images"];
}

/** A lead that asks for a unit. */
export const UnitLead = z.object({
  id: z.string(),
  customer_name: text,
  customer_address: text,
  conversation_id: text,
  received_at: z.string(),
});
/** A lead that asks for a unit. */
export type UnitLead = z.infer<typeof UnitLead>;

/** A unit with its past and the talk about it. */
export interface UnitSheet {
  readonly unit: Unit;
  readonly changes: readonly UnitChange[];
  readonly conversations: readonly InboxRow[];
  /** The leads that ask for it outside of these conversations. */
  readonly leads: readonly UnitLead[];
}

/** What the inventory needs from the outside. */
export interface InventoryApi {
  readUnits(filter: InventoryFilter, after: UnitRow | null): Promise<UnitPage>;
  /** How many open conversations are about each unit. */
  readInterest(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  readSheet(id: string): Promise<UnitSheet | null>;
  /** Changes a unit by hand. */
  change(id: string, edit: UnitEdit): Promise<void>;
}

/** How many units a page holds. */
export const UNIT_PAGE = 50;

const STATUSES: Readonly<Record<InventoryFilter["status"], readonly string[]>> = {
  on_lot: ["available", "pending"],
  sold: ["sold"],
  all: ["available", "pending", "sold", "retired"],
};

/** The inventory of one dealership. */
export function inventoryApi(supabase: Client, dealershipId: string): InventoryApi {
  const from = tablesOf(supabase, dealershipId);
  return {
    async readUnits(filter, after): Promise<UnitPage> {
      let query = from("vehicles", columnsOf(UnitRow), after === null ? { count: "exact" } : {})
        .or(statusFilter(filter));
      if (filter.words.trim() !== "") query = query.or(vehicleFilter(filter.words));
      if (filter.condition !== "") query = query.eq("condition", filter.condition);
      if (filter.body !== "") query = query.ilike("body_style", `%${filter.body}%`);
      if (filter.maxCents !== null) query = query.lte("price_cents", filter.maxCents);
      if (after !== null) query = query.or(unitsAfter(filter.sort, after));
      const sorted = filter.sort === "price"
        ? query.order("price_cents", { nullsFirst: false })
        : query.order("created_at", { ascending: false });
      const { data, count } = await unwrap(sorted.order("id").limit(UNIT_PAGE));
      const units = z.array(UnitRow).parse(data);
      return { units, hasMore: units.length === UNIT_PAGE, total: count };
    },
    async readInterest(ids): Promise<ReadonlyMap<string, number>> {
      const query = from("conversations", "vehicle_id").in("vehicle_id", [...ids])
        .in("status", ["active", "escalated"]).limit(1000);
      const rows = z.array(z.object({ vehicle_id: z.string() })).parse((await unwrap(query)).data);
      const counts = new Map<string, number>();
      for (const row of rows) counts.set(row.vehicle_id, (counts.get(row.vehicle_id) ?? 0) + 1);
      return counts;
    },
    readSheet: (id) => readSheet(from, id),
    async change(id, edit): Promise<void> {
      const query = supabase.from("vehicles").update(edit)
        .eq("dealership_id", dealershipId).eq("id", id).select("id");
      if (z.array(z.unknown()).parse((await unwrap(query)).data).length === 0) {
        throw new ApiProblem(t("Your role may not change units"), 403, "not_yours");
      }
    },
  };
}

function tablesOf(supabase: Client, dealershipId: string) {
  return (table: Relation, columns: string, options: { count?: "exact" } = {}) =>
    supabase.from(table).select(columns, options).eq("dealership_id", dealershipId);
}

async function readSheet(
  from: ReturnType<typeof tablesOf>,
  id: string,
): Promise<UnitSheet | null> {
  const [units, changes, inbox, board] = await Promise.all([
    unwrap(from("vehicles", columnsOf(Unit)).eq("id", id).limit(1)),
    unwrap(
      from("vehicle_status_changes", columnsOf(UnitChange)).eq("vehicle_id", id)
        .order("id", { ascending: false }).limit(50),
    ),
    unwrap(
      from("inbox", columnsOf(InboxRow)).eq("vehicle_id", id)
        .order("last_message_at", { ascending: false, nullsFirst: false }).limit(20),
    ),
    unwrap(
      from("lead_board", columnsOf(UnitLead)).eq("vehicle_id", id)
        .order("received_at", { ascending: false }).limit(20),
    ),
  ]);
  const unit = z.array(Unit).parse(units.data)[0];
  if (unit === undefined) return null;
  const conversations = z.array(InboxRow).parse(inbox.data);
  const talks = new Set(conversations.map((row) => row.id));
  return {
    unit,
    changes: z.array(UnitChange).parse(changes.data),
    conversations,
    leads: z.array(UnitLead).parse(board.data)
      .filter(({ conversation_id }) => !talks.has(conversation_id ?? "")),
  };
}

/** The statuses asked for; who types a stock number or a VIN finds that unit whatever became of it. */
export function statusFilter({ words, status }: Pick<InventoryFilter, "words" | "status">): string {
  const asked = `status.in.(${STATUSES[status].join(",")})`;
  const number = words.trim();
  if (!/^(?=.*\d)[A-Za-z0-9-]{3,17}$/.test(number)) return asked;
  return `${asked},stock_number.ilike."${number}",vin.ilike."%${number}"`;
}

/** The keyset condition: units that sort after one, those without a price last. */
export function unitsAfter(
  sort: InventoryFilter["sort"],
  after: Pick<Unit, "id" | "created_at" | "price_cents">,
): string {
  if (sort === "newest") {
    const at = `"${after.created_at}"`;
    return `created_at.lt.${at},and(created_at.eq.${at},id.gt.${after.id})`;
  }
  if (after.price_cents === null) return `and(price_cents.is.null,id.gt.${after.id})`;
  const price = after.price_cents;
  return `price_cents.gt.${price},and(price_cents.eq.${price},id.gt.${after.id}),` +
    "price_cents.is.null";
}
