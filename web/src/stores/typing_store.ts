import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import type { Typing } from "../api/signals.ts";

/** The AI among those who write; it may write in many conversations at once. */
export const AI_TYPIST = "ai";

/** Who writes where. */
export interface Typist {
  /** A person's id, or AI_TYPIST. */
  readonly userId: string;
  readonly conversationId: string;
}

/** Who writes a reply right now, colleagues and oneself. */
export interface TypingShape {
  readonly typists: ReadonlySignal<readonly Typist[]>;
  hear(typing: Typing): void;
  /** The AI's draft in a conversation has grown. */
  hearDraft(conversationId: string): void;
  /** Something was said in these conversations: whoever wrote there is done. */
  said(conversationIds: readonly string[]): void;
  /** One types in a conversation oneself. */
  say(conversationId: string): void;
  stop(): void;
}

/** What the store needs from the outside. */
export interface TypingDeps {
  noteTyping(conversationId: string): Promise<void>;
  readonly me: string;
  now(): number;
}

/** A signal lasts this long. */
const LASTS_MS = 5_000;
/** While one goes on typing the signal is renewed this often. */
const RENEW_MS = 3_000;

/** Shows colleagues' typing until it runs out, and tells of one's own. */
export const TypingStore = createModel(
  (deps: TypingDeps, lastsMs: number = LASTS_MS): TypingShape => {
    const typists = signal<readonly Typist[]>([]);
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    let told: { readonly conversationId: string; readonly at: number } | null = null;
    const drop = (isDone: (one: Typist) => boolean): void => {
      if (typists.value.some(isDone)) {
        typists.value = typists.value.filter((one) => !isDone(one));
      }
    };
    const show = (typist: Typist, key: string): void => {
      clearTimeout(timers.get(key));
      timers.set(key, setTimeout(() => drop((one) => keyOf(one) === key), lastsMs));
      typists.value = [...typists.value, typist];
    };
    return {
      typists,
      hear({ user_id, conversation_id, is_typing }): void {
        if (user_id === deps.me) return;
        drop((one) => one.userId === user_id);
        if (is_typing) show({ userId: user_id, conversationId: conversation_id }, user_id);
      },
      hearDraft(conversationId): void {
        const typist = { userId: AI_TYPIST, conversationId };
        const key = keyOf(typist);
        drop((one) => keyOf(one) === key);
        show(typist, key);
      },
      said: (ids) => drop((one) => ids.includes(one.conversationId)),
      say(conversationId): void {
        const now = deps.now();
        if (told?.conversationId === conversationId && now - told.at < RENEW_MS) return;
        told = { conversationId, at: now };
        // A lost signal is no fault: the next key tells again.
        deps.noteTyping(conversationId).catch(() => {});
      },
      stop(): void {
        for (const timer of timers.values()) clearTimeout(timer);
      },
    };
  },
);
function keyOf({ userId, conversationId }: Typist): string {
  return userId === AI_TYPIST ? `${AI_TYPIST} ${conversationId}` : userId;
}

/** Shows colleagues' typing and tells of one's own. */
export type TypingStore = InstanceType<typeof TypingStore>;
