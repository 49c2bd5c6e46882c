import type { Identity } from "./chat_api.ts";
import {
  change,
  type ChatDeps,
  type ChatState,
  type Desk,
  drop,
  guarded,
  keep,
  newDesk,
} from "./chat_desk.ts";
import {
  AGAIN_MS,
  fetchNew,
  fetchSurely,
  flush,
  startListening,
  withSession,
} from "./chat_sending.ts";

/** The chat of one visitor. */
export interface Chat {
  read(): ChatState;
  /** Calls back after each change; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** Keeps what is being written, and says what was kept. */
  draft(words?: string): string;
  open(): Promise<void>;
  say(text: string): Promise<void>;
  sendPhoto(photo: Blob): Promise<void>;
  /** Lets go of what has not been sent yet. */
  drop(clientId: string): void;
  linkOf(path: string): Promise<string>;
  /** Asks for a person; when that cannot leave, these words wait for it. */
  callPerson(words: string): Promise<void>;
  identify(identity: Identity): Promise<void>;
  /** Sends what waits and fetches what was missed. */
  catchUp(): Promise<void>;
}

/** Makes the chat: what is written is kept first, sent once, and what comes is fetched after a hint. */
export function createChat(deps: ChatDeps): Chat {
  const desk = newDesk(deps);
  return {
    read: () => desk.state,
    subscribe(listener) {
      desk.listeners.add(listener);
      return () => desk.listeners.delete(listener);
    },
    draft: deps.draft,
    open: () => open(desk),
    say: (text) => say(desk, text),
    async sendPhoto(photo) {
      const client_id = deps.newId();
      if (!await guarded(desk, () => deps.api.keepPhoto(client_id, photo))) return;
      keep(desk, [...desk.unsent, { client_id, text: "", is_photo: true }]);
      await flush(desk);
    },
    drop: (clientId) => drop(desk, (id) => id === clientId),
    linkOf: deps.api.linkOf,
    async callPerson(words) {
      const isAsked = await guarded(desk, async () => {
        change(desk, { owner: await withSession(desk, () => deps.api.person()) });
      });
      startListening(desk);
      if (!isAsked) await say(desk, words);
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
      // Another tab may have begun.
      startListening(desk);
      await fetchSurely(desk);
      await flush(desk);
    },
  };
}

async function say(desk: Desk, text: string): Promise<void> {
  const parts = partsOf(text).map((part) => ({ client_id: desk.deps.newId(), text: part }));
  keep(desk, [...desk.unsent, ...parts]);
  await flush(desk);
}

async function open(desk: Desk): Promise<void> {
  const { api, hasSession, forget, later } = desk.deps;
  const isOpen = await guarded(desk, async () => {
    // Whoever writes before the answer is here has a session that it does not know yet.
    const had = hasSession();
    const view = await api.open();
    if (view.session === null && had) {
      forget();
      // Whoever sits here now may be somebody else.
      drop(desk, (id) => desk.left.has(id));
    } else await fetchNew(desk);
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

/** The door takes 2,000 characters: longer words go as several messages, parted between words. */
function partsOf(text: string): readonly string[] {
  return text.match(/[^]{1,2000}(?!\S)|[^]{1,2000}/g)?.filter((part) => part.trim() !== "") ?? [];
}
