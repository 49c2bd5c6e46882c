import { type InboxApi, LANE_PAGE, type LaneKind, laneSort } from "./api/inbox_api.ts";
import type { InboxRow } from "./api/rows.ts";
import type { KeptWorkplace } from "./api/shelf.ts";
import { laneOf } from "./stores/lanes.ts";

/** The list's outside, which answers from the shelf while it is told to. */
export interface ShelvedInbox extends InboxApi {
  /** Answers the next reads of lanes with kept rows, until null is given. */
  serve(kept: Pick<KeptWorkplace, "rows" | "totals"> | null): void;
}

/** Puts a shelf before the list's outside. */
export function shelvedInbox(api: InboxApi, me: string): ShelvedInbox {
  let served: Pick<KeptWorkplace, "rows" | "totals"> | null = null;
  return {
    ...api,
    serve: (kept) => served = kept,
    readLane(kind, after) {
      if (served === null) return api.readLane(kind, after);
      const rows = inLane(served.rows, kind, me).slice(0, LANE_PAGE);
      return Promise.resolve({ rows, total: served.totals[kind] ?? rows.length });
    },
  };
}

/** The rows of a lane in the order in which the server hands them out. */
function inLane(rows: readonly InboxRow[], kind: LaneKind, me: string): readonly InboxRow[] {
  const column = laneSort(kind);
  const sign = column === "last_message_at" ? -1 : 1;
  const at = (row: InboxRow) => row[column] ?? "";
  return rows.filter((row) => laneOf(row, me) === kind)
    .sort((a, b) => sign * at(a).localeCompare(at(b)) || a.id.localeCompare(b.id));
}
