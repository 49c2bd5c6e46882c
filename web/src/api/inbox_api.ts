import type { SupabaseClient } from "@supabase/supabase-js";
import * as z from "zod/mini";
import { columnsOf, InboxRow, Persona, Profile } from "./rows.ts";
import { unwrap } from "./supabase.ts";

/** The groups of the list, each read on its own so that none hides behind another's page. */
export type LaneKind = "waiting" | "mine" | "team" | "ai" | "closed";

/** One page of a lane; `total` counts the whole lane. */
export interface LanePage {
  readonly rows: readonly InboxRow[];
  readonly total: number;
}

/** Where the next page starts: the sort value and id of the last row read. */
export interface LaneCursor {
  readonly at: string | null;
  readonly id: string;
}

/** What the inbox store needs from the outside. */
export interface InboxApi {
  readLane(lane: LaneKind, after: LaneCursor | null): Promise<LanePage>;
  countLane(lane: LaneKind): Promise<number>;
  readRows(ids: readonly string[]): Promise<readonly InboxRow[]>;
  search(words: string, closed: boolean): Promise<readonly InboxRow[]>;
  /** The name the AI writes under. */
  readPersonaName(): Promise<string | null>;
  readColleagues(): Promise<readonly Profile[]>;
}

/** How many rows a lane reads at once. */
export const LANE_PAGE = 50;

const OPEN = ["active", "escalated"];
const CLOSED = ["closed", "archived"];

/** The inbox API of one dealership, as one person sees it. */
export function inboxApi(supabase: SupabaseClient, dealershipId: string, me: string): InboxApi {
  const from = (count: boolean, head: boolean) =>
    supabase.from("inbox")
      .select(columnsOf(InboxRow), count ? { count: "exact", head } : {})
      .eq("dealership_id", dealershipId);
  const lane = (kind: LaneKind, head: boolean) => {
    const query = from(true, head).in("status", kind === "closed" ? CLOSED : OPEN);
    if (kind === "waiting") return query.eq("owner", "waiting_human");
    if (kind === "ai") return query.eq("owner", "ai");
    if (kind === "mine") return query.eq("owner", "human").eq("assigned_to", me);
    if (kind === "team") {
      return query.eq("owner", "human").or(`assigned_to.is.null,assigned_to.neq.${me}`);
    }
    return query;
  };
  return {
    async readLane(kind, after): Promise<LanePage> {
      const column = kind === "waiting" ? "waiting_since" : "last_message_at";
      const ascending = kind === "waiting";
      let query = lane(kind, false).order(column, { ascending, nullsFirst: false })
        .order("id").limit(LANE_PAGE);
      if (after !== null) query = query.or(rowsAfter(column, ascending, after));
      const { data, count } = await unwrap(query);
      const rows = z.array(InboxRow).parse(data);
      return { rows, total: count ?? rows.length };
    },
    async countLane(kind): Promise<number> {
      return (await unwrap(lane(kind, true))).count ?? 0;
    },
    async readRows(ids): Promise<readonly InboxRow[]> {
      const { data } = await unwrap(from(false, false).in("id", [...ids]));
      return z.array(InboxRow).parse(data);
    },
    async search(words, closed): Promise<readonly InboxRow[]> {
      const query = from(false, false).in("status", closed ? CLOSED : OPEN).or(searchFilter(words))
        .order("last_message_at", { ascending: false, nullsFirst: false }).limit(LANE_PAGE);
      return z.array(InboxRow).parse((await unwrap(query)).data);
    },
    ...teamReads(supabase, dealershipId, me),
  };
}

function teamReads(
  supabase: SupabaseClient,
  dealershipId: string,
  me: string,
): Pick<InboxApi, "readPersonaName" | "readColleagues"> {
  return {
    async readPersonaName(): Promise<string | null> {
      const query = supabase.from("personas").select(columnsOf(Persona))
        .eq("dealership_id", dealershipId).eq("is_default", true).limit(1);
      return z.array(Persona).parse((await unwrap(query)).data)[0]?.name ?? null;
    },
    async readColleagues(): Promise<readonly Profile[]> {
      const members = await unwrap(
        supabase.from("memberships").select("user_id").eq("dealership_id", dealershipId).limit(500),
      );
      const ids = z.array(z.object({ user_id: z.string() })).parse(members.data)
        .map((row) => row.user_id);
      const people = await unwrap(
        supabase.from("profiles").select(columnsOf(Profile)).in("id", [me, ...ids]).limit(501),
      );
      return z.array(Profile).parse(people.data);
    },
  };
}

/** The keyset condition: rows that sort after the cursor, unknown times last. */
export function rowsAfter(column: string, ascending: boolean, after: LaneCursor): string {
  if (after.at === null) return `and(${column}.is.null,id.gt.${after.id})`;
  const step = ascending ? "gt" : "lt";
  const at = `"${after.at}"`;
  return `${column}.${step}.${at},and(${column}.eq.${at},id.gt.${after.id}),${column}.is.null`;
}

/** The filter that finds a name, a stock number, a vehicle, or digits inside a phone number. */
export function searchFilter(words: string): string {
  const safe = words.replace(/[\\"%*_]/g, " ").trim();
  const like = `ilike."%${safe}%"`;
  const digits = words.replace(/\D/g, "");
  const parts = ["customer_name", "vehicle_stock", "vehicle_label"].map((name) =>
    `${name}.${like}`
  );
  if (digits.length >= 3) parts.push(`customer_address.ilike."%${digits}%"`);
  else parts.push(`customer_address.${like}`);
  return parts.join(",");
}
