import type { Message } from "./chat_api.ts";
import type { Unsent } from "./outbox.ts";

/** One line of the chat; without an id it has not been stored yet. */
export interface Line extends Omit<Message, "id" | "created_at"> {
  readonly key: string;
  readonly isStored: boolean;
  /** Came while the chat was open, so readers are told. */
  readonly isFresh: boolean;
}

/** What the lines are made of. */
export interface Said {
  readonly messages: readonly Message[];
  readonly unsent: readonly Unsent[];
  /** The messages that were there when the chat was opened. */
  readonly readBefore: ReadonlySet<number>;
}

/** What is stored, in its order, and after it what is on its way. */
export function linesOf({ messages, unsent, readBefore }: Said): readonly Line[] {
  const stored = new Set(messages.map(({ client_id }) => client_id));
  return [
    ...messages.map(({ id, created_at: _at, ...line }) => ({
      ...line,
      key: line.client_id ?? String(id),
      isStored: true,
      isFresh: !readBefore.has(id) && line.author !== "customer",
    })),
    ...unsent.filter(({ client_id }) => !stored.has(client_id)).map(({ client_id, text }) => ({
      key: client_id,
      client_id,
      author: "customer" as const,
      author_name: null,
      content: text,
      isStored: false,
      isFresh: false,
      slots: [],
      media: [],
    })),
  ];
}
