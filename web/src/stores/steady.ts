import { computed, type ReadonlySignal } from "@preact/signals";

/** Computes plain data that stays the same object while nothing in it changes, so that nothing is drawn for it. */
export function steady<Value>(compute: () => Value): ReadonlySignal<Value> {
  let last: { readonly value: Value; readonly text: string } | null = null;
  return computed(() => {
    const value = compute();
    const text = JSON.stringify(value);
    if (last?.text !== text) last = { value, text };
    return last.value;
  });
}
