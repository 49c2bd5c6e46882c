import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import { t } from "../i18n/t.ts";

/** What a screen reader hears next. */
export interface AnnouncerShape {
  readonly polite: ReadonlySignal<string>;
  readonly urgent: ReadonlySignal<string>;
  /** Says new words when the last ones are two seconds old. */
  say(text: string): void;
  /** The same for a message in the open thread; many at once become a count. */
  tell(message: string): void;
  /** Interrupts, for handovers and failures. */
  alert(text: string): void;
  stop(): void;
}

const PAUSE_MS = 2_000;

/** Speaks live news without flooding the listener. */
export const AnnouncerStore = createModel((pauseMs: number = PAUSE_MS): AnnouncerShape => {
  const polite = signal("");
  const urgent = signal("");
  const waiting: { text: string; isMessage: boolean }[] = [];
  const alerts: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    if (waiting.length === 0) return;
    polite.value = anew(merged(waiting), polite.value);
    waiting.length = 0;
    timer = setTimeout(speak, pauseMs);
  };
  const add = (text: string, isMessage: boolean): void => {
    waiting.push({ text, isMessage });
    if (timer === undefined) timer = setTimeout(speak);
  };
  return {
    polite,
    urgent,
    say: (text) => add(text, false),
    tell: (message) => add(message, true),
    alert(text): void {
      alerts.push(text);
      // What breaks at the same time is one interruption: the second would drown the first.
      if (alerts.length > 1) return;
      queueMicrotask(() => {
        urgent.value = anew(alerts.join(". "), urgent.value);
        alerts.length = 0;
      });
    },
    stop: () => clearTimeout(timer),
  };
});
/** Speaks live news without flooding the listener. */
export type AnnouncerStore = InstanceType<typeof AnnouncerStore>;

function merged(waiting: readonly { text: string; isMessage: boolean }[]): string {
  const messages = waiting.filter((one) => one.isMessage);
  const others = waiting.filter((one) => !one.isMessage).map((one) => one.text);
  const [first] = messages;
  if (first === undefined) return others.join(". ");
  const told = messages.length === 1
    ? first.text
    : t("{count} new messages", { count: messages.length });
  return [told, ...others].join(". ");
}

/** The same words again are only heard when something about them changes. */
function anew(text: string, before: string): string {
  return text === before ? `${text}\u00a0` : text;
}
