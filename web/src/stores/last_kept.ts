/** So many conversations are remembered, with what stood beside them. */
const MOST_KEPT = 20;

/** What is remembered of the conversations opened last, by their ids; the newest at the end. */
export type LastKept<One extends { readonly id: string }> = Map<string, One>;

/** Remembers one as the newest, and lets go of the oldest. */
export function keepLast<One extends { readonly id: string }>(kept: LastKept<One>, one: One): void {
  kept.delete(one.id);
  kept.set(one.id, one);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}

/** What was kept over a reload, and after it what is remembered since, which is newer. */
export function withRestored<One extends { readonly id: string }>(
  restored: readonly One[],
  kept: LastKept<One>,
): LastKept<One> {
  const all = [...restored.map((one) => [one.id, one] as const), ...kept];
  return new Map(all.slice(-MOST_KEPT));
}
