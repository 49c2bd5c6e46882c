import { computed, createModel, type ReadonlySignal, signal } from "@preact/signals";

const MINUTE_MS = 60_000;

/** The clock's face. */
export interface ClockShape {
  /** Now, in milliseconds, to the second. */
  readonly now: ReadonlySignal<number>;
  /** When this minute began: what tells minutes or days need not be drawn anew each second. */
  readonly minute: ReadonlySignal<number>;
  stop(): void;
}

/** Ticks once a second for everything that counts time on screen. */
export const ClockStore = createModel((): ClockShape => {
  const now = signal(Date.now());
  const timer = setInterval(() => now.value = Date.now(), 1_000);
  const minute = computed(() => Math.floor(now.value / MINUTE_MS) * MINUTE_MS);
  return { now, minute, stop: () => clearInterval(timer) };
});
/** Ticks once a second for everything that counts time on screen. */
export type ClockStore = InstanceType<typeof ClockStore>;
