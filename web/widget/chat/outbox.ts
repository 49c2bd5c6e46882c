/** A message that has not been stored yet. */
export interface Unsent {
  readonly client_id: string;
  readonly text: string;
  /** A picture, which lies by its id among the pictures. */
  readonly is_photo?: true;
}

/** What was written but has not reached the server, kept over a reload. */
export interface Outbox {
  read(): readonly Unsent[];
  write(items: readonly Unsent[]): void;
}

/**
 * Keeps the outbox beside the session; without storage it lasts as long as the page. Two tabs share
 * it: each takes out and puts in what is its own.
 */
export function outbox(widgetKey: string, shelf: () => Storage = () => localStorage): Outbox {
  const name = `rylie.chat.outbox.${widgetKey}`;
  let own: readonly Unsent[] = [];
  const kept = (): readonly Unsent[] => {
    const found: unknown = JSON.parse(shelf().getItem(name) ?? "[]");
    return Array.isArray(found) ? found : [];
  };
  return {
    read() {
      try {
        own = kept();
      } catch {
        // What this page wrote counts.
      }
      return own;
    },
    write(items) {
      const before = own;
      own = items;
      try {
        const mine = new Set([...before, ...items].map(({ client_id }) => client_id));
        const others = kept().filter(({ client_id }) => !mine.has(client_id));
        shelf().setItem(name, JSON.stringify([...others, ...items]));
      } catch {
        // As above.
      }
    },
  };
}
