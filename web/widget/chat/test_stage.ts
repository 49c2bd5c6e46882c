import type { ChatApi, ChatView, Message } from "./chat_api.ts";
import { type Chat, createChat } from "./chat_store.ts";
import type { LiveNews } from "./live_chat.ts";
import type { Unsent } from "./outbox.ts";
import type { ServerProblem } from "./server.ts";

const VIEW: ChatView = {
  dealership: { name: "Oak", logo_url: null, timezone: "UTC" },
  ai_name: "Rylie",
  is_ai_on: true,
  greeting: "Hello",
  consent_text: "Yes",
  is_open: true,
  closes_at: null,
  opens_at: null,
  vehicle: null,
  colours: { ground: "#000000", text: "#ffffff" },
  session: null,
};

/** A chat whose server is made up. */
export interface Stage {
  readonly chat: Chat;
  readonly said: string[];
  readonly stored: Message[];
  readonly kept: { items: readonly Unsent[] };
  /** What the next call of this name throws, once. */
  readonly faults: Map<string, ServerProblem>;
  readonly calls: string[];
  news(news: LiveNews): void;
  /** Lets the chat open, unless it may from the start. */
  readonly letOpen: () => void;
  /** Runs what was put off. */
  later(): Promise<void>;
}

/** A message as it was stored. */
export function message(id: number, more: Partial<Message> = {}): Message {
  const none = { author_name: null, client_id: null, slots: [], media: [] };
  const plain = { ...none, created_at: "2026-11-22T00:00:00Z" };
  return { id, author: "ai", content: `message ${id}`, ...plain, ...more };
}

/** What an earlier page left. */
export interface Before {
  readonly unsent?: readonly Unsent[];
  readonly mayOpen?: boolean;
  /** A session that the server no longer knows. */
  readonly hadSession?: boolean;
}

interface MadeUp {
  readonly api: ChatApi;
  readonly said: string[];
  readonly stored: Message[];
  readonly faults: Map<string, ServerProblem>;
  readonly calls: string[];
}

/** A server that keeps what it is told, and fails when it is told to. */
function madeUpServer(opening: Promise<void>, onStart: () => void): MadeUp {
  const [said, stored, calls]: [string[], Message[], string[]] = [[], [], []];
  const faults = new Map<string, ServerProblem>();
  const called = async (name: string): Promise<void> => {
    await Promise.resolve();
    calls.push(name);
    const fault = faults.get(name);
    faults.delete(name);
    if (fault !== undefined) throw fault;
  };
  const store = (client_id: string, content: string): void => {
    stored.push(message(stored.length + 1, { author: "customer", client_id, content }));
  };
  const api: ChatApi = {
    open: () => opening.then(() => VIEW),
    start: () => called("start").then(onStart),
    async say(client_id, text) {
      await called("say");
      said.push(text);
      store(client_id, text);
    },
    person: () => called("person").then(() => ({ who: "waiting", name: null })),
    identify: () => called("identify"),
    keepPhoto: () => called("keepPhoto"),
    dropPhoto: () => called("dropPhoto"),
    sendPhoto: (clientId) => called("sendPhoto").then(() => store(clientId, "")),
    linkOf: (path) => Promise.resolve(path),
    seen: () => Promise.resolve(),
    messages: () => called("messages").then(() => [...stored]),
  };
  return { api, said, stored, faults, calls };
}

/** Puts a chat before a server that does as it is told. */
export function onStage({ unsent = [], mayOpen = true, hadSession = false }: Before = {}): Stage {
  const opening = Promise.withResolvers<void>();
  if (mayOpen) opening.resolve();
  const kept = { items: unsent };
  const put: (() => void)[] = [];
  let session = hadSession;
  let heard: (news: LiveNews) => void = () => {};
  let count = 0;
  const { api, ...server } = madeUpServer(opening.promise, () => void (session = true));
  const chat = createChat({
    api,
    outbox: { read: () => kept.items, write: (items) => void (kept.items = items) },
    draft: () => "",
    newId: () => `client-${count += 1}`,
    hasSession: () => session,
    forget: () => void (session = false),
    listen: (onNews) => {
      heard = onNews;
      return () => {};
    },
    onHeard: () => {},
    later: (work) => void put.push(work),
  });
  const later = async (): Promise<void> => {
    for (const work of put.splice(0)) work();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const letOpen = opening.resolve;
  return { ...server, chat, kept, news: (news) => heard(news), letOpen, later };
}
