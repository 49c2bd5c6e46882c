import { batch, createModel, type ReadonlySignal, signal } from "@preact/signals";
import { toProblem } from "../api/api_problem.ts";
import { type ConversationApi, MESSAGE_PAGE } from "../api/conversation_api.ts";
import type { Message } from "../api/rows.ts";
import { keepLast, withRestored } from "./last_kept.ts";
import { IDLE, LOADING, type LoadState } from "./load_state.ts";

/** The messages of the open conversation. */
export interface ThreadShape {
  /** Oldest first. */
  readonly messages: ReadonlySignal<readonly Message[]>;
  readonly state: ReadonlySignal<LoadState>;
  readonly hasEarlier: ReadonlySignal<boolean>;
  readonly earlierState: ReadonlySignal<LoadState>;
  open(conversationId: string | null): Promise<void>;
  /** Reads the newest page anew without clearing the screen. */
  refresh(): Promise<void>;
  loadEarlier(): Promise<void>;
  /** Reads single messages anew and returns those that were not known before. */
  refetch(ids: readonly number[]): Promise<readonly Message[]>;
  /** Takes a message that the server just stored. */
  add(message: Message): void;
  /** Queues a failed message again, at once on screen. */
  retry(messageId: number): Promise<void>;
  /** The threads opened last, the newest at the end. */
  kept(): readonly LeftThread[];
  /** Takes threads that were kept over a reload; what the server has said since is newer. */
  restore(threads: readonly LeftThread[]): void;
  /** Reads these from their newest page on, as threads were put together or parted. */
  reread(ids: readonly string[]): Promise<void>;
  /** Lets go of threads that may not be read any more. */
  forget(ids: readonly string[]): void;
}

/** A thread as it was when it was left. */
export interface LeftThread {
  readonly id: string;
  readonly messages: readonly Message[];
  readonly hasEarlier: boolean;
}

type ThreadApi = Pick<ConversationApi, "readMessages" | "readMessagesById" | "retry">;

/** Keeps the messages of one conversation at a time. */
export const ThreadStore = createModel((api: ThreadApi): ThreadShape => {
  const state = createState();
  return {
    messages: state.messages,
    state: state.load,
    hasEarlier: state.hasEarlier,
    earlierState: state.earlier,
    open: (conversationId) => open(state, api, conversationId),
    refresh: () => readNewest(state, api),
    loadEarlier: () => loadEarlier(state, api),
    refetch: (ids) => refetch(state, api, ids),
    add(message): void {
      if (message.conversation_id === state.id) merge(state, [message]);
    },
    retry: (messageId) => retry(state, api, messageId),
    kept(): readonly LeftThread[] {
      keep(state);
      return [...state.kept.values()];
    },
    restore: (threads) => restore(state, threads),
    reread: (ids) => reread(state, api, ids),
    forget(ids): void {
      for (const id of ids) state.kept.delete(id);
    },
  };
});
/** Keeps the messages of one conversation at a time. */
export type ThreadStore = InstanceType<typeof ThreadStore>;

function createState() {
  return {
    id: null as string | null,
    kept: new Map<string, LeftThread>(),
    messages: signal<readonly Message[]>([]),
    load: signal<LoadState>(IDLE),
    hasEarlier: signal(false),
    earlier: signal<LoadState>(IDLE),
  };
}
type State = ReturnType<typeof createState>;

async function open(state: State, api: ThreadApi, id: string | null): Promise<void> {
  if (state.id === id) return;
  keep(state);
  state.id = id;
  const kept = id === null ? undefined : state.kept.get(id);
  batch(() => {
    state.messages.value = kept?.messages ?? [];
    state.hasEarlier.value = kept?.hasEarlier ?? false;
    state.earlier.value = IDLE;
    state.load.value = id === null || kept !== undefined ? IDLE : LOADING;
  });
  await readNewest(state, api);
}

/** Keeps the thread that is left, so that it opens at once and without a connection. */
function keep(state: State): void {
  if (state.id === null || state.load.value.kind !== "idle") return;
  keepLast(state.kept, {
    id: state.id,
    messages: state.messages.value,
    hasEarlier: state.hasEarlier.value,
  });
}

function restore(state: State, threads: readonly LeftThread[]): void {
  state.kept = withRestored(threads, state.kept);
  const open = state.id === null ? undefined : state.kept.get(state.id);
  if (open === undefined || state.messages.value.length > 0) return;
  batch(() => {
    state.messages.value = open.messages;
    state.hasEarlier.value = open.hasEarlier;
    state.load.value = IDLE;
  });
}

async function readNewest(state: State, api: ThreadApi): Promise<void> {
  const id = state.id;
  if (id === null) return;
  try {
    const asked = new Set(state.messages.value);
    const page = await api.readMessages(id, null);
    if (state.id !== id) return;
    batch(() => {
      dropDeleted(state, asked, page);
      // A page that does not reach the known ones leaves a hole: then start over with it.
      const newestKnown = state.messages.value.at(-1)?.id ?? 0;
      const isJoined = page.length < MESSAGE_PAGE || (page[0]?.id ?? 0) <= newestKnown;
      if (!isJoined) state.messages.value = [];
      if (state.messages.value.length === 0) state.hasEarlier.value = page.length === MESSAGE_PAGE;
      merge(state, page);
      state.load.value = IDLE;
    });
  } catch (error) {
    if (state.id !== id) return;
    if (state.messages.value.length === 0) {
      state.load.value = { kind: "failed", problem: toProblem(error) };
    }
  }
}

async function reread(state: State, api: ThreadApi, ids: readonly string[]): Promise<void> {
  for (const id of ids) state.kept.delete(id);
  if (state.id === null || !ids.includes(state.id)) return;
  batch(() => {
    state.messages.value = [];
    state.hasEarlier.value = false;
    state.load.value = LOADING;
  });
  await readNewest(state, api);
}

/** What was here before the newest page was asked for and is not on it any more is gone. */
function dropDeleted(state: State, asked: ReadonlySet<Message>, page: readonly Message[]): void {
  const from = page.length < MESSAGE_PAGE ? 0 : page[0]?.id ?? 0;
  const there = new Set(page.map((one) => one.id));
  const isGone = (one: Message) => asked.has(one) && one.id >= from && !there.has(one.id);
  if (state.messages.value.some(isGone)) {
    state.messages.value = state.messages.value.filter((one) => !isGone(one));
  }
}

async function loadEarlier(state: State, api: ThreadApi): Promise<void> {
  const id = state.id;
  const oldest = state.messages.value[0];
  if (id === null || oldest === undefined || state.earlier.value.kind === "loading") return;
  state.earlier.value = LOADING;
  try {
    const page = await api.readMessages(id, oldest.id);
    if (state.id !== id) return;
    batch(() => {
      merge(state, page);
      state.hasEarlier.value = page.length === MESSAGE_PAGE;
      state.earlier.value = IDLE;
    });
  } catch (error) {
    if (state.id === id) state.earlier.value = { kind: "failed", problem: toProblem(error) };
  }
}

async function refetch(
  state: State,
  api: ThreadApi,
  ids: readonly number[],
): Promise<readonly Message[]> {
  const id = state.id;
  if (id === null) return [];
  const rows = await api.readMessagesById(id, ids);
  if (state.id !== id) return [];
  const known = new Set(state.messages.value.map((message) => message.id));
  const oldest = state.messages.value[0]?.id ?? 0;
  // What comes while the thread is still on its way belongs to its history.
  const isRead = state.load.value.kind === "idle";
  // A change to a message further back than what is loaded must not tear a hole.
  merge(state, rows.filter((row) => row.id >= oldest));
  return isRead ? rows.filter((row) => !known.has(row.id) && row.id >= oldest) : [];
}

async function retry(state: State, api: ThreadApi, messageId: number): Promise<void> {
  const before = state.messages.value.find((message) => message.id === messageId);
  if (before === undefined) return;
  const queued: Message = { ...before, delivery_status: "queued" };
  merge(state, [queued]);
  try {
    await api.retry(messageId);
  } catch (error) {
    const isStillOurs = state.messages.value.includes(queued);
    if (isStillOurs) merge(state, [before]);
    throw error;
  }
}

function merge(state: State, rows: readonly Message[]): void {
  if (rows.length === 0) return;
  const byId = new Map(state.messages.value.map((message) => [message.id, message]));
  for (const row of rows) byId.set(row.id, row);
  state.messages.value = [...byId.values()].sort((a, b) => a.id - b.id);
}
