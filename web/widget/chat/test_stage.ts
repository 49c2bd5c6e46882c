import type { ChatApi, ChatView, Message } from "./chat_api.ts";
import { type Chat, createChat } from "./chat_store.ts";
import type { LiveNews } from "./live_chat.ts";
import type { Unsent } from "./outbox.ts";
import { ServerProblem } from "./server.ts";

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

/** Puts a chat before a server that does as it is told. */
export function onStage({ unsent = [], mayOpen = true, hadSession = false }: Before = {}): Stage {
  const opening = Promise.withResolvers<void>();
  if (mayOpen) opening.resolve();
  const [said, stored, calls]: [string[], Message[], string[]] = [[], [], []];
  const faults = new Map<string, ServerProblem>();
  const kept = { items: unsent };
  const put: (() => void)[] = [];
  let session = hadSession;
  let heard: (news: LiveNews) => void = () => {};
  let count = 0;
  const called = (name: string): void => {
    calls.push(name);
    const fault = faults.get(name);
    faults.delete(name);
    if (fault !== undefined) throw fault;
  };
  const api: ChatApi = {
    async open() {
      await opening.promise;
      return VIEW;
    },
    async start() {
      await Promise.resolve(called("start"));
      session = true;
    },
    async say(client_id, text) {
      await Promise.resolve(called("say"));
      said.push(text);
      stored.push(message(stored.length + 1, { author: "customer", client_id, content: text }));
    },
    async person() {
      await Promise.resolve(called("person"));
      return { who: "waiting", name: null };
    },
    identify: async () => await Promise.resolve(called("identify")),
    keepPhoto: async () => await Promise.resolve(called("keepPhoto")),
    dropPhoto: async () => await Promise.resolve(called("dropPhoto")),
    async sendPhoto(client_id) {
      await Promise.resolve(called("sendPhoto"));
      stored.push(message(stored.length + 1, { author: "customer", client_id, content: "" }));
    },
    linkOf: async (path) => await Promise.resolve(path),
    seen: async () => await Promise.resolve(),
    async messages() {
      await Promise.resolve(called("messages"));
      return [...stored];
    },
  };
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
  return { chat, said, stored, kept, faults, calls, news: (news) => heard(news), letOpen, later };
}
