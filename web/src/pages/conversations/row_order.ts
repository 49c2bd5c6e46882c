/** Where the keys lead in the list, drawn or not. */

/** One row on, one row back, or to either end. */
export type RowStep = 1 | -1 | "first" | "last";

/** The row that a step leads to; without a row to start from, the first. */
export function stepTo(ids: readonly string[], from: string | null, step: RowStep): string | null {
  if (step === "last") return ids.at(-1) ?? null;
  const at = from === null ? -1 : ids.indexOf(from);
  if (step === "first" || at < 0) return ids[0] ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}

/** The row after or before one; the other side at the end. */
export function besideRow(ids: readonly string[], id: string | null, step: 1 | -1): string | null {
  const at = id === null ? -1 : ids.indexOf(id);
  if (at < 0) return null;
  return ids[at + step] ?? ids[at - step] ?? null;
}

/** The row itself if it is still there, else the nearest one after it, else before it. */
export function nearestLeft(
  before: readonly string[],
  id: string,
  left: ReadonlySet<string>,
): string | null {
  const at = before.indexOf(id);
  const after = before.slice(Math.max(0, at)).find((one) => left.has(one));
  return after ?? before.slice(0, Math.max(0, at)).findLast((one) => left.has(one)) ?? null;
}
