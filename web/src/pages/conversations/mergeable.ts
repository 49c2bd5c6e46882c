import type { InboxRow } from "../../api/rows.ts";

/** The threads of the same customer that can be put into this one: a thread is one channel. */
export function mergeable(row: InboxRow, others: readonly InboxRow[]): readonly InboxRow[] {
  if (row.channel === "phone") return [];
  return others.filter((one) => one.channel === row.channel && one.id !== row.id);
}
