import { computed, createModel, type ReadonlySignal, signal } from "@preact/signals";
import { clockTime, dayOf, shortDate } from "../format/time.ts";
import { phrase, t, tn } from "../i18n/t.ts";

/** How the page is connected, in the words of the whole product. */
export type Link = "connecting" | "live" | "reconnecting" | "offline";

/** The state of the connection and who may change it. */
export interface ConnectionShape {
  readonly link: ReadonlySignal<Link>;
  /** `Live`, `Reconnecting`, `Offline`. */
  readonly word: ReadonlySignal<string>;
  /** A line for under the header while something is wrong, or just came right; else empty. */
  readonly line: ReadonlySignal<string>;
  joined(): void;
  lost(): void;
  /** The next try starts in so many milliseconds. */
  retryIn(delayMs: number): void;
  setOnline(online: boolean): void;
  /** `as of 11:38 am` while the numbers on screen may be old; else empty. */
  readonly asOf: ReadonlySignal<string>;
  /** Since when what is on screen may be old; null while it is not. */
  readonly oldSince: ReadonlySignal<number | null>;
  /** What is on screen was kept since that moment. */
  keptSince(at: number): void;
  /** What is on screen was read just now. */
  wasRead(): void;
  /** After a break, so many messages were caught up with. */
  cameBack(messages: number): void;
}

const BACK_MS = 6_000;

/** Tells how live the page is; `now` makes the countdown tick. */
export const ConnectionStore = createModel(
  (now: ReadonlySignal<number>, online: boolean, zone: string): ConnectionShape => {
    const isOnline = signal(online);
    const socket = signal<"connecting" | "live" | "lost">("connecting");
    const retryAt = signal<number | null>(null);
    /** When what is on screen was last known to be all of it. */
    const asOf = signal<number | null>(null);
    const back = signal<{ messages: number; until: number } | null>(null);
    const link = computed<Link>(() => {
      if (!isOnline.value) return "offline";
      return socket.value === "lost" ? "reconnecting" : socket.value;
    });
    return {
      link,
      word: computed(() => t(WORDS[link.value])),
      oldSince: asOf,
      asOf: computed(() => link.value === "live" ? "" : asOfWords(asOf.value, now.value, zone)),
      line: computed(() => {
        if (link.value === "offline") return offline(asOf.value, now.value, zone);
        if (link.value === "reconnecting") return reconnecting(retryAt.value, now.value);
        return back.value === null || back.value.until <= now.value ? "" : backWords(back.value);
      }),
      joined(): void {
        socket.value = "live";
        retryAt.value = null;
        asOf.value = null;
      },
      lost(): void {
        if (socket.value === "live") asOf.value ??= now.value;
        socket.value = "lost";
      },
      retryIn(delayMs): void {
        retryAt.value = now.value + delayMs;
      },
      setOnline(next): void {
        isOnline.value = next;
        if (!next && socket.value === "live") asOf.value ??= now.value;
      },
      keptSince(at): void {
        asOf.value = at;
      },
      wasRead(): void {
        if (asOf.value !== null) asOf.value = now.value;
      },
      cameBack(messages): void {
        back.value = { messages, until: now.value + BACK_MS };
      },
    };
  },
);
/** Tells how live the page is. */
export type ConnectionStore = InstanceType<typeof ConnectionStore>;

const WORDS: Record<Link, string> = {
  connecting: phrase("Connecting"),
  live: phrase("Live"),
  reconnecting: phrase("Reconnecting"),
  offline: phrase("Offline"),
};

/** A moment of today by its time, another one with its day. */
function momentOf(at: number, now: number, zone: string): string {
  const iso = new Date(at).toISOString();
  const time = clockTime(iso, zone);
  return dayOf(at, zone) === dayOf(now, zone) ? time : `${shortDate(iso, zone)}, ${time}`;
}

function asOfWords(asOf: number | null, now: number, zone: string): string {
  return asOf === null ? "" : t("as of {time}", { time: momentOf(asOf, now, zone) });
}

function offline(asOf: number | null, now: number, zone: string): string {
  if (asOf === null) return t("Offline. You can read; what you send waits");
  const time = momentOf(asOf, now, zone);
  return t("Offline. What you see is as of {time}; what you send waits", { time });
}

function reconnecting(retryAt: number | null, now: number): string {
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1_000);
  return seconds > 0
    ? t("Reconnecting, trying again in {seconds} s", { seconds })
    : t("Reconnecting");
}

function backWords({ messages }: { readonly messages: number }): string {
  if (messages === 0) return t("Back, nothing missed");
  return tn(messages, "Back, 1 new message", "Back, {count} new messages");
}
