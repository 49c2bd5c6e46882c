import { type ReadonlySignal, signal } from "@preact/signals";

const chosen = signal<ReadonlySet<string>>(new Set());
const picking = signal(false);

/** The conversations that are selected, by id; wherever the list is scrolled to. */
export const selected: ReadonlySignal<ReadonlySet<string>> = chosen;
/** True while a press on a row selects it instead of opening it. */
export const isPicking: ReadonlySignal<boolean> = picking;

/** Said on the document when a key acts on the selected conversations; the act is the detail. */
export const SELECTION_ACT = "rylie-selection-act";

/** Selects a conversation, or no more. */
export function toggleSelected(id: string): void {
  const next = new Set(chosen.value);
  if (!next.delete(id)) next.add(id);
  chosen.value = next;
}

/** Lets a press on a row select it. */
export function startPicking(): void {
  picking.value = true;
}

/** Selects these and no others; without any the selecting is over. */
export function keepSelected(ids: readonly string[]): void {
  chosen.value = new Set(ids);
  if (ids.length === 0) picking.value = false;
}

/** Ends the selecting; false when there was none. */
export function clearSelection(): boolean {
  const wasOn = picking.value || chosen.value.size > 0;
  if (wasOn) keepSelected([]);
  return wasOn;
}
