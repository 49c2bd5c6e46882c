import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import { t } from "../i18n/t.ts";

/** What a screen reader hears next. */
export interface AnnouncerShape {
  readonly polite: ReadonlySignal<string>;
  readonly urgent: ReadonlySignal<string>;
  /** Says new words when the last ones are two seconds old; many at once become a count. */
  say(text: string): void;
  /** Interrupts, for handovers and failures. */
  alert(text: string): void;
  stop(): void;
}

const PAUSE_MS = 2_000;

/** Speaks live news without flooding the listener. */
export const AnnouncerStore = createModel((pauseMs: number = PAUSE_MS): AnnouncerShape => {
  const polite = signal("");
  const urgent = signal("");
  const waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    if (waiting.length === 0) return;
    polite.value = waiting.length === 1
      ? waiting[0] ?? ""
      : t("{count} new messages", { count: waiting.length });
    waiting.length = 0;
    timer = setTimeout(speak, pauseMs);
  };
  return {
    polite,
    urgent,
    say(text): void {
      waiting.push(text);
      if (timer === undefined) speak();
    },
    alert(text): void {
      urgent.value = text;
    },
    stop: () => clearTimeout(timer),
  };
});
/** Speaks live news without flooding the listener. */
export type AnnouncerStore = InstanceType<typeof AnnouncerStore>;
