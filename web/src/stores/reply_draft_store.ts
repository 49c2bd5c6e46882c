import { batch, createModel, type ReadonlySignal, signal } from "@preact/signals";
import type { DraftVariant, ReplyDraft, ReplyDraftApi } from "../api/reply_draft_api.ts";
import type { GrowingDraft } from "../api/signals.ts";

/** What the AI proposes in the open conversation. */
export interface ReplyDraftShape {
  readonly draft: ReadonlySignal<ReplyDraft | null>;
  /** The draft that is being written right now, as far as it is. */
  readonly growing: ReadonlySignal<string | null>;
  /** The draft in each conversation's reply field, by conversation. */
  readonly picked: ReadonlySignal<ReadonlyMap<string, string>>;
  show(conversationId: string | null): Promise<void>;
  /** Reads the draft anew; true when there is one that was not there before. */
  refresh(): Promise<boolean>;
  grow(growing: GrowingDraft): void;
  /** Takes the draft for the reply field and returns its text. */
  use(): Promise<string | null>;
  dismiss(): Promise<void>;
  rewrite(variant: DraftVariant): Promise<void>;
  /** Asks for a draft, again after a failure. */
  ask(conversationId: string): Promise<void>;
  /** The reply field of a conversation no longer holds a draft. */
  forget(conversationId: string): void;
  stop(): void;
}

type Api = Omit<ReplyDraftApi, "noteTyping">;

/** Longer than any pause of a model: then the draft is not coming. */
const SILENCE_MS = 10_000;

/** Knows the draft of the open conversation. */
export const ReplyDraftStore = createModel((api: Api): ReplyDraftShape => {
  const state = createState();
  const close = (): void => {
    state.draft.value = null;
  };
  return {
    draft: state.draft,
    growing: state.growing,
    picked: state.picked,
    async show(conversationId): Promise<void> {
      if (state.id === conversationId) return;
      state.id = conversationId;
      batch(() => {
        close();
        endGrowing(state);
      });
      await refresh(state, api);
    },
    refresh: () => refresh(state, api),
    grow(growing): void {
      if (growing.conversation_id !== state.id) return;
      clearTimeout(state.timer);
      state.timer = setTimeout(() => endGrowing(state), SILENCE_MS);
      state.growing.value = growing.content;
    },
    use: () => use(state, api),
    async dismiss(): Promise<void> {
      const draft = state.draft.value;
      if (draft === null) return;
      close();
      await orBack(state, draft, () => api.dismissDraft(draft.id));
    },
    async rewrite(variant): Promise<void> {
      const draft = state.draft.value;
      if (draft === null || draft.rewriting !== null) return;
      state.draft.value = { ...draft, rewriting: variant, failure: null };
      await orBack(state, draft, () => api.rewriteDraft(draft.id, variant));
    },
    async ask(conversationId): Promise<void> {
      const draft = state.draft.value;
      close();
      const tell = () => api.requestDraft(conversationId);
      await (draft === null ? tell() : orBack(state, draft, tell));
    },
    forget: (conversationId) => pick(state, conversationId, null),
    stop: () => clearTimeout(state.timer),
  };
});
/** Knows the draft of the open conversation. */
export type ReplyDraftStore = InstanceType<typeof ReplyDraftStore>;

function createState() {
  return {
    id: null as string | null,
    draft: signal<ReplyDraft | null>(null),
    growing: signal<string | null>(null),
    picked: signal<ReadonlyMap<string, string>>(new Map()),
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
  };
}
type State = ReturnType<typeof createState>;

function endGrowing(state: State): void {
  clearTimeout(state.timer);
  state.growing.value = null;
}

function pick(state: State, conversationId: string, draftId: string | null): void {
  if ((state.picked.value.get(conversationId) ?? null) === draftId) return;
  const next = new Map(state.picked.value);
  if (draftId === null) next.delete(conversationId);
  else next.set(conversationId, draftId);
  state.picked.value = next;
}

async function refresh(state: State, api: Api): Promise<boolean> {
  const id = state.id;
  if (id === null) return false;
  // A draft is an offer: one that cannot be read is none.
  const draft = await api.readDraft(id).catch(() => null);
  if (state.id !== id) return false;
  const isNew = draft !== null && draft.status === "proposed" && draft.id !== state.draft.value?.id;
  batch(() => {
    if (draft !== null && draft.rewriting === null) endGrowing(state);
    state.draft.value = draft;
  });
  return isNew;
}

async function use(state: State, api: Api): Promise<string | null> {
  const draft = state.draft.value;
  if (draft === null || draft.status !== "proposed") return null;
  try {
    const fresh = await api.useDraft(draft.id);
    pick(state, draft.conversation_id, draft.id);
    return fresh.content;
  } catch (error) {
    await refresh(state, api);
    throw error;
  }
}

/** Takes back what was shown when the server refuses. */
async function orBack(state: State, before: ReplyDraft, tell: () => Promise<void>): Promise<void> {
  try {
    await tell();
  } catch (error) {
    if (state.id === before.conversation_id) state.draft.value = before;
    throw error;
  }
}
