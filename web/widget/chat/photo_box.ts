import { createStore, del, entries, get, set, type UseStore } from "idb-keyval";

/** Pictures that have not reached the server, by the ids of their messages. */
export interface PhotoBox {
  keep(clientId: string, photo: Blob): Promise<void>;
  /** Null when it is no more. */
  read(clientId: string): Promise<Blob | null>;
  drop(clientId: string): Promise<void>;
}

interface Kept {
  readonly at: number;
  readonly photo: Blob;
}

/** What nobody came back for is let go. */
const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

/**
 * Keeps pictures over a reload, in the part of the browser's storage that belongs to this site and
 * the page around it; where that is denied or full they last as long as the page.
 */
export function openPhotoBox(now: () => number = Date.now): PhotoBox {
  const memory = new Map<string, Blob>();
  let store: UseStore | null = null;
  const kept = async <Answer>(
    work: (store: UseStore) => Promise<Answer>,
  ): Promise<Answer | null> => {
    try {
      return await work(store ??= createStore("rylie.chat", "photos"));
    } catch {
      return null;
    }
  };
  const swept = kept(async (store) => {
    const all = await entries<string, Kept>(store);
    const old = all.filter(([, { at }]) => now() - at > KEPT_MS);
    await Promise.all(old.map(([id]) => del(id, store)));
  });
  return {
    async keep(clientId, photo) {
      memory.set(clientId, photo);
      await kept((store) => set(clientId, { at: now(), photo }, store));
    },
    async read(clientId) {
      await swept;
      const found = await kept((store) => get<Kept>(clientId, store));
      return memory.get(clientId) ?? found?.photo ?? null;
    },
    async drop(clientId) {
      memory.delete(clientId);
      await kept((store) => del(clientId, store));
    },
  };
}
