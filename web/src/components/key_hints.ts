import { type Signal, signal } from "@preact/signals";

/** The keys that stand in for the usual ones on buttons; null while single keys are off. */
export const keyHints: Signal<ReadonlyMap<string, string> | null> = signal(new Map());
