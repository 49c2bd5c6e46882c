import { computed, createModel, type ReadonlySignal, signal } from "@preact/signals";
import { toProblem } from "../api/api_problem.ts";
import type {
  ConversationAct,
  ConversationApi,
  ConversationWork,
} from "../api/conversation_api.ts";
import type { InboxRow } from "../api/rows.ts";
import { IDLE, LOADING, type LoadState } from "./load_state.ts";

/** The list as far as the open conversation needs it. */
export interface ConversationInbox {
  readonly rows: ReadonlySignal<ReadonlyMap<string, InboxRow>>;
  refetch(ids: readonly string[]): Promise<void>;
  patch(id: string, change: Partial<InboxRow>): () => void;
}

/** The person who acts. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}

/** The open conversation and the commands staff give it. */
export interface ConversationShape {
  readonly openId: ReadonlySignal<string | null>;
  readonly row: ReadonlySignal<InboxRow | null>;
  /** `failed` with status 404 when there is no such conversation, or it is another dealership's. */
  readonly state: ReadonlySignal<LoadState>;
  /** The command on its way, so that its button can say so. */
  readonly acting: ReadonlySignal<ConversationAct | null>;
  open(id: string | null): Promise<void>;
  act(act: ConversationAct): Promise<void>;
  /** Changes one thing about the open conversation, at once on screen. */
  work(work: ConversationWork): Promise<void>;
  /** Tells the server that the customer's messages were seen. */
  markRead(): Promise<void>;
}

type CommandApi = Pick<ConversationApi, "act" | "work">;

/** Knows which conversation is open and takes it over, hands it back, closes and reopens it. */
export const ConversationStore = createModel(
  (api: CommandApi, inbox: ConversationInbox, actor: ReadonlySignal<Actor>): ConversationShape => {
    const openId = signal<string | null>(null);
    const acting = signal<ConversationAct | null>(null);
    const state = signal<LoadState>(IDLE);
    const row = computed(() =>
      openId.value === null ? null : inbox.rows.value.get(openId.value) ?? null
    );
    return {
      openId,
      acting,
      state,
      row,
      open: (id) => open({ openId, state }, inbox, id),
      async act(act): Promise<void> {
        const id = openId.value;
        if (id === null || acting.value !== null) return;
        acting.value = act;
        const done = () => acting.value = null;
        await optimistic(
          inbox,
          id,
          expectedOf(act, actor.value),
          () => api.act(act, id).finally(done),
        );
      },
      async work(work): Promise<void> {
        const id = openId.value;
        if (id === null) return;
        await optimistic(inbox, id, expectedOf(work, actor.value), () => api.work(work, id));
      },
      async markRead(): Promise<void> {
        const id = openId.value;
        if (id === null || (row.value?.unread_count ?? 0) === 0) return;
        const undo = inbox.patch(id, { unread_count: 0 });
        try {
          await api.act("mark_read", id);
        } catch {
          undo();
        }
      },
    };
  },
);
/** Knows which conversation is open and commands it. */
export type ConversationStore = InstanceType<typeof ConversationStore>;

/** Shows a change at once, takes it back when the server refuses, and reads the row it made. */
async function optimistic(
  inbox: ConversationInbox,
  id: string,
  change: Partial<InboxRow>,
  tell: () => Promise<void>,
): Promise<void> {
  const undo = inbox.patch(id, change);
  try {
    await tell();
  } catch (error) {
    undo();
    throw error;
  }
  await inbox.refetch([id]).catch(() => {});
}

interface OpenState {
  readonly openId: { value: string | null };
  readonly state: { value: LoadState };
}

async function open(now: OpenState, inbox: ConversationInbox, id: string | null): Promise<void> {
  now.openId.value = id;
  now.state.value = IDLE;
  if (id === null || inbox.rows.value.has(id)) return;
  now.state.value = LOADING;
  try {
    await inbox.refetch([id]);
    if (now.openId.value === id) now.state.value = IDLE;
  } catch (error) {
    if (now.openId.value !== id) return;
    now.state.value = { kind: "failed", problem: toProblem(error) };
  }
}

const FREE = { assigned_to: null, assigned_name: null, waiting_since: null };

/** What a command or a change will make of a row, shown before the server has answered. */
export function expectedOf(
  done: ConversationAct | ConversationWork,
  actor: Actor,
): Partial<InboxRow> {
  return typeof done === "string" ? expected(done, actor) : worked(done);
}

function worked(work: ConversationWork): Partial<InboxRow> {
  if (work.kind === "snooze") return { snoozed_until: work.until };
  if (work.kind === "priority") return { priority: work.priority };
  if (work.kind === "pause") return { ai_paused: work.paused };
  if (work.kind === "block") {
    return work.reason === null
      ? { status: "active", ai_paused: false }
      : { ...FREE, owner: "ai", status: "archived", ai_paused: true, unread_count: 0 };
  }
  if (work.kind === "tags") return { tags: [...work.tags] };
  return {
    owner: "human",
    status: "active",
    assigned_to: work.userId,
    assigned_name: work.name,
  };
}

function expected(act: ConversationAct, actor: Actor): Partial<InboxRow> {
  if (act === "take_over") {
    return { owner: "human", status: "active", assigned_to: actor.id, assigned_name: actor.name };
  }
  if (act === "hand_back") return { ...FREE, owner: "ai", status: "active" };
  if (act === "close") return { ...FREE, owner: "ai", status: "closed" };
  if (act === "reopen") return { status: "active" };
  return { unread_count: 0 };
}
