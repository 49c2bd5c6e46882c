import type { ChatApi, ChatView, Message, Owner } from "./chat_api.ts";
import { type Line, linesOf } from "./chat_lines.ts";
import type { LiveNews } from "./live_chat.ts";
import type { Outbox, Unsent } from "./outbox.ts";
import { ServerProblem } from "./server.ts";

/** What went wrong, as far as the visitor can do something about it. */
export type Trouble = "offline" | "busy" | "closed" | "failed" | "photo" | null;

/** What the store takes from outside. */
export interface ChatDeps {
  readonly api: ChatApi;
  readonly outbox: Outbox;
  newId(): string;
  /** Keeps what is being written, and says what was kept. */
  draft(words?: string): string;
  hasSession(): boolean;
  /** Forgets a session that the server no longer knows. */
  forget(): void;
  /** Begins to listen, once there is a session; returns what ends it. */
  listen(onNews: (news: LiveNews) => void, onJoined: () => void): () => void;
  /** Called for each message that somebody else wrote while the chat was open. */
  onHeard(): void;
  /** Calls back after a while. */
  later(work: () => void, ms: number): void;
}

/** All that is drawn. */
export interface ChatState {
  readonly view: ChatView | null;
  readonly lines: readonly Line[];
  readonly owner: Owner;
  readonly isWriting: boolean;
  readonly isIdentified: boolean;
  readonly trouble: Trouble;
}

/** Until a person is asked for the AI answers. */
export const NOBODY_YET: Owner = { who: "ai", name: null };
const EMPTY: ChatState = {
  view: null,
  lines: [],
  owner: NOBODY_YET,
  isWriting: false,
  isIdentified: false,
  trouble: null,
};

/** What the parts of one chat share. */
export interface Desk {
  readonly deps: ChatDeps;
  readonly listeners: Set<() => void>;
  state: ChatState;
  messages: readonly Message[];
  unsent: readonly Unsent[];
  /** What an earlier page left. */
  readonly left: ReadonlySet<string>;
  /** The messages that were there when the chat was opened. */
  readBefore: ReadonlySet<number>;
  stopListening: (() => void) | null;
  sending: Promise<void> | null;
}

/** A chat that has not been opened. */
export function newDesk(deps: ChatDeps): Desk {
  const unsent = deps.outbox.read();
  return {
    deps,
    listeners: new Set(),
    state: EMPTY,
    messages: [],
    unsent,
    left: new Set(unsent.map(({ client_id }) => client_id)),
    readBefore: new Set(),
    stopListening: null,
    sending: null,
  };
}

/** Changes what is drawn. */
export function change(desk: Desk, some: Partial<ChatState>): void {
  desk.state = { ...desk.state, ...some, lines: linesOf(desk) };
  for (const listener of desk.listeners) listener();
}

/** Keeps what waits to be sent, beyond the page. */
export function keep(desk: Desk, unsent: readonly Unsent[]): void {
  desk.unsent = unsent;
  desk.deps.outbox.write(unsent);
  change(desk, {});
}

/** Takes out what was sent, refused or given up. */
export function drop(desk: Desk, isMeant: (clientId: string) => boolean): void {
  for (const { client_id, is_photo } of desk.unsent) {
    // One that stays is let go of in a few days.
    if (is_photo && isMeant(client_id)) desk.deps.api.dropPhoto(client_id).catch(() => {});
  }
  keep(desk, desk.unsent.filter(({ client_id }) => !isMeant(client_id)));
}

/** Does something and turns its failure into words; true when it worked. */
export async function guarded(desk: Desk, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    // One too many waits for a while, whatever else works meanwhile.
    const isWaiting = desk.state.trouble === "busy" && desk.unsent.length > 0;
    if (!isWaiting) change(desk, { trouble: null });
    return true;
  } catch (thrown) {
    change(desk, { trouble: troubleOf(thrown) });
    return false;
  }
}

function troubleOf(thrown: unknown): Trouble {
  if (!(thrown instanceof ServerProblem)) throw thrown;
  if (thrown.status === 0) return "offline";
  if (thrown.status === 429) return "busy";
  if (thrown.status === 400 || thrown.status === 413) return "photo";
  if (thrown.status === 403 || thrown.status === 404) return "closed";
  return "failed";
}
