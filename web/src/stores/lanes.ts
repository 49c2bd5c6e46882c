import { type LaneKind, laneSort } from "../api/inbox_api.ts";
import type { InboxRow } from "../api/rows.ts";
import type { InboxFilter, InboxTab, InboxView } from "../api/inbox_view.ts";
import { addressPart, isNumber } from "../api/word_filter.ts";
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
    const key = laneKey(row, me);
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = { kind, person: kind === "team" ? row.assigned_name : null, rows: [] };
      lanes.set(key, lane);
    }
    lane.rows.push(row);
  }
  return [...lanes]
    .map(([key, lane]) => ({ ...lane, key, rows: sorted(lane.kind, lane.rows) }))
    .sort(compareLanes);
}

/** Lanes after some rows came, changed or went; one that none of them touches stays as it is. */
export function changeLanes(
  lanes: readonly Lane[],
  { before, after }: { readonly before: readonly InboxRow[]; readonly after: readonly InboxRow[] },
  me: string,
): readonly Lane[] {
  const changed = new Set(before.map((row) => row.id));
  const touched = new Set([...before, ...after].map((row) => laneKey(row, me)));
  const staying = lanes.filter((lane) => touched.has(lane.key))
    .flatMap((lane) => lane.rows.filter((row) => !changed.has(row.id)));
  return [
    ...lanes.filter((lane) => !touched.has(lane.key)),
    ...arrangeLanes([...staying, ...after], me),
  ].sort(compareLanes);
}

function laneKey(row: InboxRow, me: string): string {
  const kind = laneOf(row, me);
  return kind === "team" ? `team ${row.assigned_to ?? ""}` : kind;
}

function compareLanes(a: Lane, b: Lane): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
    (a.person ?? "").localeCompare(b.person ?? "") || compareText(a.key, b.key);
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
    (filter.vehicle === null || filter.vehicle === row.vehicle_model ||
      filter.vehicle === row.vehicle_stock) &&
    (filter.intent === null || row.intents.includes(filter.intent)) &&
    (filter.who === null ||
      (filter.who === "ai" ? row.owner === "ai" : row.assigned_to === filter.who));
}

/** True when every word is in the row's name, vehicle, stock number or phone number. */
export function matchesWords(row: InboxRow, words: string): boolean {
  const phone = row.customer_address ?? "";
  const text = [row.customer_name, row.vehicle_label, row.vehicle_stock, phone, formatPhone(phone)]
    .join(" ").toLowerCase();
  if (isNumber(words) && phone.includes(addressPart(words))) return true;
  return words.toLowerCase().split(/\s+/u).every((word) => text.includes(word));
}

/** Leaves out what a view does not show; a lane that stayed is not looked through again. */
export function narrowTo(view: InboxView, me: string): (lanes: readonly Lane[]) => readonly Lane[] {
  const { tab, filter } = view;
  const words = view.query.trim();
  const narrowed = new WeakMap<Lane, Lane>();
  const fits = (row: InboxRow) =>
    isUnder(tab, row, me) && passesFilter(row, filter) &&
    (words === "" || matchesWords(row, words));
  const narrow = (lane: Lane): Lane => {
    const known = narrowed.get(lane);
    if (known !== undefined) return known;
    const rows = lane.rows.filter(fits);
    const next = rows.length === lane.rows.length ? lane : { ...lane, rows };
    narrowed.set(lane, next);
    return next;
  };
  return (lanes) => lanes.map(narrow).filter((lane) => lane.rows.length > 0);
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
  const lanes = held.lanes.map((lane) => {
    const rows = lane.rows.map((row, index) => {
      const now = current.get(row.id);
      if (now === undefined) gone.push(row.id);
      const inPlace = now?.lane === lane.key &&
        (now.index === index || now.row.last_message_at === row.last_message_at);
      if (inPlace) moved.delete(row.id);
      return now?.row ?? row;
    });
    return rows.every((row, index) => row === lane.rows[index]) ? lane : { ...lane, rows };
  });
  return { lanes, moved: moved.size + gone.length };
}

const times = new WeakMap<InboxRow, number>();

/** Reads each row's time once; rows that stay are in order already, which sorts them in one go. */
function sorted(kind: LaneKind, rows: readonly InboxRow[]): readonly InboxRow[] {
  const column = laneSort(kind);
  const sign = column === "last_message_at" ? -1 : 1;
  const at = (row: InboxRow): number => {
    const known = times.get(row);
    if (known !== undefined) return known;
    const read = sign * timeOf(row[column]);
    times.set(row, read);
    return read;
  };
  return [...rows].sort((a, b) => at(a) - at(b) || compareText(a.id, b.id));
}

function timeOf(iso: string | null): number {
  return iso === null ? 0 : Date.parse(iso);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
