import { createModel, type ReadonlySignal, signal } from "@preact/signals";

/** The part of web storage that drafts need. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Unsent words, one text per conversation. */
export interface DraftShape {
  readonly drafts: ReadonlySignal<ReadonlyMap<string, string>>;
  write(conversationId: string, text: string): void;
}

/** Keeps what a person typed at a dealership but did not send, over reloads too. */
export const DraftStore = createModel((storage: DraftStorage, place: string): DraftShape => {
  const prefix = `rylie.draft.${place}.`;
  const drafts = signal<ReadonlyMap<string, string>>(readAll(storage, prefix));
  return {
    drafts,
    write(conversationId, text): void {
      const next = new Map(drafts.value);
      if (text === "") {
        next.delete(conversationId);
        storage.removeItem(prefix + conversationId);
      } else {
        next.set(conversationId, text);
        storage.setItem(prefix + conversationId, text);
      }
      drafts.value = next;
    },
  };
});
/** Keeps what a person typed but did not send. */
export type DraftStore = InstanceType<typeof DraftStore>;

function readAll(storage: DraftStorage, prefix: string): Map<string, string> {
  const drafts = new Map<string, string>();
  for (let index = 0; index < storage.length; index++) {
    const key = storage.key(index);
    if (key?.startsWith(prefix)) drafts.set(key.slice(prefix.length), storage.getItem(key) ?? "");
  }
  return drafts;
}
