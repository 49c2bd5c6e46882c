import * as z from "zod/mini";
import type { InboxFilter, InboxTab } from "./inbox_view.ts";
import {
  AVAILABILITIES,
  type Availability,
  columnsOf,
  InboxRow,
  Persona,
  Profile,
} from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";
import { addressPart, contains, eachWord, isNumber } from "./word_filter.ts";

/** The groups of the list, each read on its own so that none hides behind another's page. */
export type LaneKind = "waiting" | "mine" | "team" | "ai" | "snoozed" | "closed";

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

/** What the list is searched for. */
export interface Search {
  readonly words: string;
  readonly tab: InboxTab;
  readonly filter: InboxFilter;
}

/** What the inbox store needs from the outside. */
export interface InboxApi {
  readLane(lane: LaneKind, after: LaneCursor | null): Promise<LanePage>;
  countLane(lane: LaneKind): Promise<number>;
  readRows(ids: readonly string[]): Promise<readonly InboxRow[]>;
  search(search: Search): Promise<readonly InboxRow[]>;
  /** The name the AI writes under. */
  readPersonaName(): Promise<string | null>;
  readColleagues(): Promise<readonly Colleague[]>;
  /** Says whether the caller works just now. */
  saveAvailability(availability: Availability): Promise<void>;
}

/** Somebody at the same dealership; only the active ones can be given a conversation. */
export interface Colleague extends Profile {
  readonly role: string;
  readonly isActive: boolean;
  /** Null for who looks in without being a member. */
  readonly availability: Availability | null;
}

/** How many rows a lane reads at once. */
export const LANE_PAGE = 50;

const OPEN = ["active", "escalated"];
const CLOSED = ["closed", "archived"];

/** The inbox API of one dealership, as one person sees it. */
export function inboxApi(supabase: Client, dealershipId: string, me: string): InboxApi {
  const from = (count: boolean, head: boolean) =>
    supabase.from("inbox")
      .select(columnsOf(InboxRow), count ? { count: "exact", head } : {})
      .eq("dealership_id", dealershipId);
  const lane = (kind: LaneKind, head: boolean) => {
    const all = from(true, head).in("status", kind === "closed" ? CLOSED : OPEN);
    if (kind === "closed") return all;
    if (kind === "snoozed") return all.not("snoozed_until", "is", null);
    const query = all.is("snoozed_until", null);
    if (kind === "waiting") return query.eq("owner", "waiting_human");
    if (kind === "ai") return query.eq("owner", "ai");
    if (kind === "mine") return query.eq("owner", "human").eq("assigned_to", me);
    return query.eq("owner", "human").or(`assigned_to.is.null,assigned_to.neq.${me}`);
  };
  return {
    async readLane(kind, after): Promise<LanePage> {
      const column = laneSort(kind);
      const ascending = column !== "last_message_at";
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
    async search({ words, tab, filter }): Promise<readonly InboxRow[]> {
      let query = from(false, false).in("status", tab === "closed" ? CLOSED : OPEN);
      if (tab === "snoozed") query = query.not("snoozed_until", "is", null);
      if (words !== "") query = query.or(searchFilter(words));
      if (filter.channel !== null) query = query.eq("channel", filter.channel);
      if (filter.unread) query = query.gt("unread_count", 0);
      if (filter.who === "ai") query = query.eq("owner", "ai");
      else if (filter.who !== null) query = query.eq("assigned_to", filter.who);
      if (filter.tag !== null) query = query.contains("tags", JSON.stringify([{ id: filter.tag }]));
      if (filter.vehicle !== null) query = query.or(vehicleFilter(filter.vehicle));
      if (filter.intent !== null) query = query.contains("intents", [filter.intent]);
      const newest = query.order("last_message_at", { ascending: false, nullsFirst: false });
      return z.array(InboxRow).parse((await unwrap(newest.limit(LANE_PAGE))).data);
    },
    ...teamReads(supabase, dealershipId, me),
  };
}

/** The column a lane is sorted by. */
export function laneSort(kind: LaneKind): "waiting_since" | "snoozed_until" | "last_message_at" {
  if (kind === "waiting") return "waiting_since";
  return kind === "snoozed" ? "snoozed_until" : "last_message_at";
}

const Member = z.object({
  user_id: z.string(),
  role: z.string(),
  is_active: z.boolean(),
  availability: z.enum(AVAILABILITIES),
});

function teamReads(
  supabase: Client,
  dealershipId: string,
  me: string,
): Pick<InboxApi, "readPersonaName" | "readColleagues" | "saveAvailability"> {
  return {
    async readPersonaName(): Promise<string | null> {
      const query = supabase.from("personas").select(columnsOf(Persona))
        .eq("dealership_id", dealershipId).eq("is_default", true).limit(1);
      return z.array(Persona).parse((await unwrap(query)).data)[0]?.name ?? null;
    },
    async readColleagues(): Promise<readonly Colleague[]> {
      const rows = await unwrap(
        supabase.from("memberships").select(columnsOf(Member))
          .eq("dealership_id", dealershipId).limit(500),
      );
      const members = new Map(z.array(Member).parse(rows.data).map((row) => [row.user_id, row]));
      const people = await unwrap(
        supabase.from("profiles").select(columnsOf(Profile))
          .in("id", [...new Set([me, ...members.keys()])]).limit(501),
      );
      return z.array(Profile).parse(people.data).map((person) => ({
        ...person,
        role: members.get(person.id)?.role ?? "",
        isActive: members.get(person.id)?.is_active ?? false,
        availability: members.get(person.id)?.availability ?? null,
      }));
    },
    async saveAvailability(availability): Promise<void> {
      await unwrap(
        supabase.rpc("set_availability", { dealership_id: dealershipId, availability }),
      );
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

/** The filter that finds a make and model, or one unit by its stock number. */
export function vehicleFilter(vehicle: string): string {
  const safe = vehicle.replace(/[\\"]/g, " ");
  return `vehicle_model.eq."${safe}",vehicle_stock.eq."${safe}"`;
}

/** The filter that finds each word in a name, vehicle, stock number or address, or a phone number's digits. */
export function searchFilter(words: string): string {
  return eachWord(isNumber(words) ? [words] : words.split(/\s+/u), (word) => [
    ...["customer_name", "vehicle_stock", "vehicle_label"].map((name) =>
      `${name}.${contains(word)}`
    ),
    `customer_address.${contains(addressPart(word))}`,
  ]);
}
