/** A message that has not been stored yet. */
export interface Unsent {
  readonly client_id: string;
  readonly text: string;
}

/** What was written but has not reached the server, kept over a reload. */
export interface Outbox {
  read(): readonly Unsent[];
  write(items: readonly Unsent[]): void;
}

/** Keeps the outbox beside the session; without storage it lasts as long as the page. */
export function outbox(widgetKey: string): Outbox {
  const name = `rylie.chat.outbox.${widgetKey}`;
  let memory: readonly Unsent[] = [];
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
        return Array.isArray(kept) ? kept : [];
      } catch {
        return memory;
      }
    },
    write(items) {
      memory = items;
      try {
        localStorage.setItem(name, JSON.stringify(items));
      } catch {
        // As above.
      }
    },
  };
}
