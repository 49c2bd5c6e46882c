import {
  type ChatApi,
  type ChatView,
  type Identity,
  type Message,
  type Owner,
  ownerOf,
} from "./chat_api.ts";
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

/** The chat of one visitor. */
export interface Chat {
  read(): ChatState;
  /** Calls back after each change; returns what ends that. */
  subscribe(listener: () => void): () => void;
  open(): Promise<void>;
  say(text: string): Promise<void>;
  sendPhoto(photo: Blob): Promise<void>;
  linkOf(path: string): Promise<string>;
  callPerson(): Promise<void>;
  identify(identity: Identity): Promise<void>;
  /** Sends what waits and fetches what was missed. */
  catchUp(): Promise<void>;
}

const AGAIN_MS = 10_000;
const FETCH_AGAIN_MS = 3_000;
const ANSWER_MS = 6_000;
const LONGEST_WRITING_MS = 60_000;
const EMPTY: ChatState = {
  view: null,
  lines: [],
  owner: { who: "ai", name: null },
  isWriting: false,
  isIdentified: false,
  trouble: null,
};

/** What the parts of one chat share. */
interface Desk {
  readonly deps: ChatDeps;
  readonly listeners: Set<() => void>;
  state: ChatState;
  messages: readonly Message[];
  unsent: readonly Unsent[];
  /** Pictures on their way; they do not outlive the page. */
  photos: readonly string[];
  /** The messages that were there when the chat was opened. */
  readBefore: ReadonlySet<number>;
  stopListening: (() => void) | null;
  sending: Promise<void> | null;
}

/** Makes the chat: what is written is kept first, sent once, and what comes is fetched after a hint. */
export function createChat(deps: ChatDeps): Chat {
  const desk: Desk = {
    deps,
    listeners: new Set(),
    state: EMPTY,
    messages: [],
    unsent: deps.outbox.read(),
    photos: [],
    readBefore: new Set(),
    stopListening: null,
    sending: null,
  };
  return {
    read: () => desk.state,
    subscribe(listener) {
      desk.listeners.add(listener);
      return () => desk.listeners.delete(listener);
    },
    open: () => open(desk),
    async say(text) {
      keep(desk, [...desk.unsent, { client_id: deps.newId(), text }]);
      await flush(desk);
    },
    sendPhoto: (photo) => sendPhoto(desk, deps.newId(), photo),
    linkOf: deps.api.linkOf,
    async callPerson() {
      await guarded(desk, async () => {
        change(desk, { owner: await withSession(desk, () => deps.api.person()) });
      });
      startListening(desk);
    },
    async identify(identity) {
      try {
        await withSession(desk, () => deps.api.identify(identity));
      } catch (thrown) {
        // The words beside the box may have changed meanwhile: show them as they are now.
        void guarded(desk, async () => change(desk, { view: await deps.api.open() }));
        throw thrown;
      }
      startListening(desk);
      change(desk, { isIdentified: true });
    },
    async catchUp() {
      if (desk.state.view === null) return await open(desk);
      await fetchSurely(desk);
      await flush(desk);
    },
  };
}

function change(desk: Desk, some: Partial<ChatState>): void {
  desk.state = { ...desk.state, ...some, lines: linesOf(desk) };
  for (const listener of desk.listeners) listener();
}

function keep(desk: Desk, unsent: readonly Unsent[]): void {
  desk.unsent = unsent;
  desk.deps.outbox.write(unsent);
  change(desk, {});
}

async function open(desk: Desk): Promise<void> {
  const { api, hasSession, forget, later } = desk.deps;
  const isOpen = await guarded(desk, async () => {
    // Whoever writes before the answer is here has a session that it does not know yet.
    const had = hasSession();
    const view = await api.open();
    if (view.session === null && had) forget();
    else await fetchNew(desk);
    desk.readBefore = new Set(desk.messages.map(({ id }) => id));
    const { owner = desk.state.owner, is_identified = false } = view.session ?? {};
    change(desk, { view, owner, isIdentified: is_identified });
  });
  if (!isOpen) {
    if (desk.state.trouble !== "closed") later(() => void open(desk), AGAIN_MS);
    return;
  }
  startListening(desk);
  await flush(desk);
}

/** Does what needs a session, with a new one when the server no longer knows the old one. */
async function withSession<Answer>(desk: Desk, work: () => Promise<Answer>): Promise<Answer> {
  const { api, hasSession, forget } = desk.deps;
  if (!hasSession()) await api.start();
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ServerProblem) || thrown.status !== 401) throw thrown;
    forget();
    desk.stopListening?.();
    desk.stopListening = null;
    desk.messages = [];
    await api.start();
    return await work();
  }
}

async function fetchNew(desk: Desk): Promise<void> {
  const found = await desk.deps.api.messages();
  const known = new Set(desk.messages.map(({ id }) => id));
  const fresh = found.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  // By id and not at the end: a message may be seen later than one that was written after it.
  desk.messages = [...desk.messages, ...fresh].sort((a, b) => a.id - b.id);
  const stored = new Set(fresh.map(({ client_id }) => client_id));
  keep(desk, desk.unsent.filter(({ client_id }) => !stored.has(client_id)));
  if (fresh.every(({ author }) => author === "customer")) return;
  change(desk, { isWriting: false });
  desk.deps.onHeard();
}

/** Fetches, and again in a while when that failed: a hint comes only once. */
async function fetchSurely(desk: Desk): Promise<void> {
  if (await guarded(desk, () => fetchNew(desk))) return;
  desk.deps.later(() => void fetchSurely(desk), FETCH_AGAIN_MS);
}

function startListening(desk: Desk): void {
  const { deps } = desk;
  if (desk.stopListening !== null || !deps.hasSession()) return;
  desk.stopListening = deps.listen(
    (news) => hear(desk, news),
    () => void fetchSurely(desk),
  );
}

function hear(desk: Desk, news: LiveNews): void {
  if (news.kind === "message") void fetchSurely(desk);
  else if (news.kind === "owner") change(desk, { owner: ownerOf(news.owner) });
  else if (news.kind === "writing") {
    change(desk, { isWriting: news.is_writing === true });
    // A hint that was lost must not leave the dots for ever.
    desk.deps.later(() => change(desk, { isWriting: false }), LONGEST_WRITING_MS);
  }
}

/** Does something and turns its failure into words; true when it worked. */
async function guarded(desk: Desk, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    change(desk, { trouble: null });
    return true;
  } catch (thrown) {
    change(desk, { trouble: troubleOf(thrown) });
    return false;
  }
}

function flush(desk: Desk): Promise<void> {
  desk.sending ??= sendAll(desk).finally(() => desk.sending = null);
  return desk.sending;
}

async function sendAll(desk: Desk): Promise<void> {
  const { api, later } = desk.deps;
  // Bounded by what the visitor wrote; each message leaves the list before the next is tried.
  for (let [next] = desk.unsent; next !== undefined; [next] = desk.unsent) {
    const { client_id, text } = next;
    const isSent = await guarded(desk, () => withSession(desk, () => api.say(client_id, text)));
    startListening(desk);
    if (!isSent) {
      later(() => void flush(desk), AGAIN_MS);
      return;
    }
    await guarded(desk, () => fetchNew(desk));
    keep(desk, desk.unsent.filter((one) => one.client_id !== client_id));
    // By then there is an answer, whether or not the hint at it came through.
    later(() => void fetchSurely(desk), ANSWER_MS);
  }
}

/** Sends a picture until it is stored or refused. */
async function sendPhoto(desk: Desk, clientId: string, photo: Blob): Promise<void> {
  const others = desk.photos.filter((id) => id !== clientId);
  desk.photos = [...others, clientId];
  change(desk, {});
  const isSent = await guarded(
    desk,
    () => withSession(desk, () => desk.deps.api.photo(clientId, photo)),
  );
  startListening(desk);
  const { trouble } = desk.state;
  if (isSent) await guarded(desk, () => fetchNew(desk));
  else if (trouble !== "photo" && trouble !== "closed") {
    return desk.deps.later(() => void sendPhoto(desk, clientId, photo), AGAIN_MS);
  }
  desk.photos = desk.photos.filter((id) => id !== clientId);
  change(desk, {});
}

function troubleOf(thrown: unknown): Trouble {
  if (!(thrown instanceof ServerProblem)) throw thrown;
  if (thrown.status === 0) return "offline";
  if (thrown.status === 429) return "busy";
  if (thrown.status === 400 || thrown.status === 413) return "photo";
  if (thrown.status === 403 || thrown.status === 404) return "closed";
  return "failed";
}
