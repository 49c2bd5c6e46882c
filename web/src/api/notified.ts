import { type ReadonlySignal, signal } from "@preact/signals";

const count = signal(0);

/** Changes whenever a notification may have come; what it is must be read. */
export const notified: ReadonlySignal<number> = count;

/** Says that a notification came, or that some may have been missed. */
export function notify(): void {
  count.value += 1;
}
