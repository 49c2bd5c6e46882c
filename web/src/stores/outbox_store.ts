import { createModel, effect, type ReadonlySignal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";
import type { ConversationApi, Sending, SentFile, Written } from "../api/conversation_api.ts";
import { type KeptSending, readKept } from "../api/kept_sendings.ts";
import type { Message } from "../api/rows.ts";

/** A message on its way to the server. */
export interface Outgoing extends Sending {
  readonly writtenAt: number;
  /** `waiting` goes out when the connection is back, `refused` needs the person. */
  readonly state: "sending" | "waiting" | "refused";
  readonly problem: ApiProblem | null;
}

/** What the outbox needs from the outside. */
export interface OutboxDeps {
  send: ConversationApi["send"];
  newId(): string;
  now(): number;
  /** The server stored a message. */
  onStored(message: Message): void;
  /** The server will not take one as it is: the person has to act. */
  onRefused(problem: ApiProblem): void;
  /** What was kept over a reload, as text. */
  readKept(): string | null;
  /** Keeps what is not stored yet; null forgets it. */
  keep(text: string | null): void;
}

/** What belongs to a message beside its words; a plain reply by default. */
export interface SendingMore {
  readonly written?: Written;
  readonly files?: readonly SentFile[];
  readonly draftId?: string | null;
  readonly seenMessageId?: number | null;
}

/** Messages that the server has not stored yet. */
export interface OutboxShape {
  readonly outgoing: ReadonlySignal<readonly Outgoing[]>;
  send(conversationId: string, content: string, more?: SendingMore): Promise<void>;
  /**
   * Tries a refused or waiting message again, under the same id, so it can never double. Whoever
   * does that has seen what a colleague said meanwhile.
   */
  retry(clientId: string): Promise<void>;
  discard(clientId: string): void;
  /** Sends what waited for the connection. */
  flush(): Promise<void>;
  /** Drops what the server turns out to hold already. */
  settle(messages: readonly Message[]): void;
  stop(): void;
}

/**
 * Sends staff messages in order, each exactly once however often the network fails and the page is
 * loaded anew.
 */
export const OutboxStore = createModel((deps: OutboxDeps): OutboxShape => {
  const state = {
    outgoing: signal<readonly Outgoing[]>(readKept(deps.readKept()).map(outgoing)),
    tails: new Map<string, Promise<void>>(),
  };
  const stop = effect(() => deps.keep(keptText(state.outgoing.value)));
  return {
    stop,
    outgoing: state.outgoing,
    send(conversationId, content, more = {}): Promise<void> {
      const item: Outgoing = {
        clientId: deps.newId(),
        written: more.written ?? "reply",
        conversationId,
        content,
        files: more.files ?? [],
        draftId: more.draftId ?? null,
        seenMessageId: more.seenMessageId ?? null,
        writtenAt: deps.now(),
        state: "sending",
        problem: null,
      };
      state.outgoing.value = [...state.outgoing.value, item];
      return enqueue(state, deps, item);
    },
    async retry(clientId): Promise<void> {
      const item = state.outgoing.value.find((one) => one.clientId === clientId);
      if (item === undefined || item.state === "sending") return;
      change(state, clientId, { state: "sending", problem: null, seenMessageId: null });
      await enqueue(state, deps, { ...item, seenMessageId: null });
    },
    discard: (clientId) => remove(state, clientId),
    async flush(): Promise<void> {
      const waiting = state.outgoing.value.filter((item) => item.state === "waiting");
      for (const item of waiting) change(state, item.clientId, { state: "sending" });
      await Promise.all(waiting.map((item) => enqueue(state, deps, item)));
    },
    settle(messages): void {
      for (const message of messages) {
        if (message.client_id !== null) remove(state, message.client_id);
      }
    },
  };
});
/** Sends staff messages in order, each exactly once. */
export type OutboxStore = InstanceType<typeof OutboxStore>;

/** Whether a kept message reached the server is not known: sent again, its id keeps it single. */
function outgoing({ isRefused, ...kept }: KeptSending): Outgoing {
  return { ...kept, state: isRefused ? "refused" : "waiting", problem: null };
}

function keptText(all: readonly Outgoing[]): string | null {
  if (all.length === 0) return null;
  const kept: readonly KeptSending[] = all.map(({ state, problem: _problem, ...sending }) => ({
    ...sending,
    isRefused: state === "refused",
  }));
  return JSON.stringify(kept);
}

interface State {
  readonly outgoing: { value: readonly Outgoing[] };
  /** The last send of each conversation: the next one waits for it. */
  readonly tails: Map<string, Promise<void>>;
}

function enqueue(state: State, deps: OutboxDeps, item: Outgoing): Promise<void> {
  const before = state.tails.get(item.conversationId) ?? Promise.resolve();
  const tail = before.then(() => deliver(state, deps, item));
  state.tails.set(item.conversationId, tail);
  return tail;
}

async function deliver(state: State, deps: OutboxDeps, item: Outgoing): Promise<void> {
  const isWanted = state.outgoing.value.some((one) => one.clientId === item.clientId);
  if (!isWanted) return;
  try {
    const stored = await deps.send(item);
    deps.onStored(stored);
    remove(state, item.clientId);
  } catch (error) {
    const problem = toProblem(error);
    const isRefused = problem.status !== 0;
    change(state, item.clientId, { state: isRefused ? "refused" : "waiting", problem });
    if (isRefused) deps.onRefused(problem);
  }
}

function change(state: State, clientId: string, part: Partial<Outgoing>): void {
  state.outgoing.value = state.outgoing.value.map((item) =>
    item.clientId === clientId ? { ...item, ...part } : item
  );
}

function remove(state: State, clientId: string): void {
  state.outgoing.value = state.outgoing.value.filter((item) => item.clientId !== clientId);
}
