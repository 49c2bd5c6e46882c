import { createModel, type ReadonlySignal, signal } from "@preact/signals";

/** The clock's face. */
export interface ClockShape {
  /** Now, in milliseconds, to the second. */
  readonly now: ReadonlySignal<number>;
  stop(): void;
}

/** Ticks once a second for everything that counts time on screen. */
export const ClockStore = createModel((): ClockShape => {
  const now = signal(Date.now());
  const timer = setInterval(() => now.value = Date.now(), 1_000);
  return { now, stop: () => clearInterval(timer) };
});
/** Ticks once a second for everything that counts time on screen. */
export type ClockStore = InstanceType<typeof ClockStore>;
