import { type LaneKind, laneSort } from "../api/inbox_api.ts";
import type { InboxRow } from "../api/rows.ts";
import type { InboxFilter, InboxTab } from "../api/inbox_view.ts";
import { formatPhone } from "../format/phone.ts";
import { t } from "../i18n/t.ts";

/** One group of the list: who replies to these customers right now. */
export interface Lane {
  /** Stable identity; a colleague's lane carries their id. */
  readonly key: string;
  readonly kind: LaneKind;
  /** The colleague whose lane this is, else null. */
  readonly person: string | null;
  readonly rows: readonly InboxRow[];
}

const ORDER: readonly LaneKind[] = ["waiting", "mine", "team", "ai", "snoozed", "closed"];

/** The lane a conversation belongs to, as one person sees it. */
export function laneOf(row: InboxRow, me: string): LaneKind {
  if (!isOpen(row)) return "closed";
  if (row.snoozed_until !== null) return "snoozed";
  if (row.owner === "waiting_human") return "waiting";
  if (row.owner === "ai") return "ai";
  return row.assigned_to === me ? "mine" : "team";
}

/** True for a conversation someone still has to answer. */
export function isOpen(row: InboxRow): boolean {
  return row.status === "active" || row.status === "escalated";
}

/** Sorts rows into lanes: longest wait first where a person is needed, newest first else. */
export function arrangeLanes(rows: Iterable<InboxRow>, me: string): readonly Lane[] {
  const lanes = new Map<string, { kind: LaneKind; person: string | null; rows: InboxRow[] }>();
  for (const row of rows) {
    const kind = laneOf(row, me);
    const key = kind === "team" ? `team ${row.assigned_to ?? ""}` : kind;
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { kind, person: kind === "team" ? row.assigned_name : null, rows: [] };
      lanes.set(key, lane);
    }
    lane.rows.push(row);
  }
  return [...lanes]
    .map(([key, lane]) => ({ ...lane, key, rows: sorted(lane.kind, lane.rows) }))
    .sort((a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      (a.person ?? "").localeCompare(b.person ?? "")
    );
}

/** The lane's name as a sentence about who replies. */
export function laneTitle(lane: Pick<Lane, "kind" | "person">, aiName: string): string {
  if (lane.kind === "waiting") return t("Needs a person");
  if (lane.kind === "mine") return t("You’re replying");
  if (lane.kind === "team") return t("{name} is replying", { name: lane.person ?? t("Your team") });
  if (lane.kind === "ai") return t("{name} is replying", { name: aiName });
  if (lane.kind === "snoozed") return t("Snoozed");
  return t("Closed");
}

/** True when a conversation belongs under a tab. */
export function isUnder(tab: InboxTab, row: InboxRow, me: string): boolean {
  if (tab === "closed") return !isOpen(row);
  if (tab === "snoozed") return isOpen(row) && row.snoozed_until !== null;
  return isOpen(row) && row.snoozed_until === null && (tab === "open" || row.assigned_to === me);
}

/** True when a conversation passes the list's filter. */
export function passesFilter(row: InboxRow, filter: InboxFilter): boolean {
  return (filter.channel === null || row.channel === filter.channel) &&
    (!filter.unread || row.unread_count > 0) &&
    (filter.tag === null || row.tags.some((tag) => tag.id === filter.tag)) &&
    (filter.who === null ||
      (filter.who === "ai" ? row.owner === "ai" : row.assigned_to === filter.who));
}

/** True when every word is in the row's name, vehicle, stock number or phone number. */
export function matchesWords(row: InboxRow, words: string): boolean {
  const phone = row.customer_address ?? "";
  const text = [row.customer_name, row.vehicle_label, row.vehicle_stock, phone, formatPhone(phone)]
    .join(" ").toLowerCase();
  const digits = words.replace(/\D/g, "");
  const looksLikePhone = digits.length >= 3 && !/\p{L}/u.test(words);
  if (looksLikePhone && phone.includes(digits)) return true;
  return words.toLowerCase().split(/\s+/u).every((word) => text.includes(word));
}

/** The order of the list as it was when someone began to use it. */
export interface HeldOrder {
  readonly lanes: readonly Lane[];
}

/** Lanes in a held order, and how many rows would move if it were let go. */
export interface HeldLanes {
  readonly lanes: readonly Lane[];
  readonly moved: number;
}

/** Shows fresh rows in the held places, so that nothing jumps away under the pointer. */
export function holdOrder(fresh: readonly Lane[], held: HeldOrder): HeldLanes {
  const places = new Map(held.lanes.flatMap((lane) => lane.rows.map((row) => [row.id, lane.key])));
  const current = new Map<string, { row: InboxRow; lane: string; index: number }>();
  for (const lane of fresh) {
    let index = 0;
    for (const row of lane.rows) {
      current.set(row.id, { row, lane: lane.key, index });
      if (places.get(row.id) === lane.key) index += 1;
    }
  }
  const moved = new Set(current.keys());
  const gone: string[] = [];
  const lanes = held.lanes.map((lane) => ({
    ...lane,
    rows: lane.rows.map((row, index) => {
      const now = current.get(row.id);
      if (now === undefined) gone.push(row.id);
      const inPlace = now?.lane === lane.key &&
        (now.index === index || now.row.last_message_at === row.last_message_at);
      if (inPlace) moved.delete(row.id);
      return now?.row ?? row;
    }),
  }));
  return { lanes, moved: moved.size + gone.length };
}

/** Reads each time once: comparing a thousand rows asks for ten times as many. */
function sorted(kind: LaneKind, rows: readonly InboxRow[]): readonly InboxRow[] {
  const column = laneSort(kind);
  const sign = column === "last_message_at" ? -1 : 1;
  return rows
    .map((row) => ({ row, at: sign * timeOf(row[column]) }))
    .sort((a, b) => a.at - b.at || compareText(a.row.id, b.row.id))
    .map(({ row }) => row);
}

function timeOf(iso: string | null): number {
  return iso === null ? 0 : Date.parse(iso);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
