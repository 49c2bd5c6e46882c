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

/** What another tab has sent or taken back, when that is what changed in the storage. */
export function takenOut(
  { key, oldValue, newValue }: Pick<StorageEvent, "key" | "oldValue" | "newValue">,
): string[] {
  const before: Unsent[] = key?.startsWith(PREFIX) ? JSON.parse(oldValue ?? "[]") : [];
  return before.map(({ client_id }) => client_id).filter((id) => !newValue?.includes(id));
}

const PREFIX = "rylie.chat.outbox.";

/**
 * Keeps the outbox beside the session; without storage it lasts as long as the page. Two tabs share
 * it: each takes out and puts in what is its own.
 */
export function outbox(widgetKey: string, shelf: () => Storage = () => localStorage): Outbox {
  const name = PREFIX + widgetKey;
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
