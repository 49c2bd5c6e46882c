import type { Workplace } from "./session_api.ts";
import type { KeptPerson, Shelf } from "./shelf.ts";
import { forgetPerson } from "./forget_person.ts";

/** What this browser remembers of the person beside their session. */
export interface PersonMemory {
  /** Who the person was when the server last said so; null when that is unknown or long ago. */
  recall(userId: string): Promise<RememberedPerson | null>;
  /** The server says who is here: keeps that, and nothing of anybody or anywhere else. */
  enter(userId: string, person: RememberedPerson): void;
  /** The session ended by itself: unsent words outlive it in this page alone, for the same person. */
  hold(): void;
  /** The person left: nothing of them stays. */
  forget(): void;
}

/** A person with the dealerships they work at. */
export interface RememberedPerson {
  readonly name: string;
  readonly workplaces: readonly Workplace[];
}

/** The part of web storage that unsent words lie in. */
export type WordStorage = Pick<
  Storage,
  "getItem" | "setItem" | "removeItem" | "key" | "length"
>;

/** What was written and not sent: `rylie.draft.<person>.<dealership>…`. */
const WORDS = /^rylie\.(?:draft|outbox)\.([^.]+)\.([^.]+)/u;

/** The memory of this browser. */
export function openPersonMemory(
  storage: WordStorage,
  shelf: Pick<Shelf, "readPerson" | "keepPerson" | "clear">,
): PersonMemory {
  let held: readonly (readonly [key: string, text: string])[] = [];
  const forget = (): void => {
    forgetPerson(storage);
    // A browser without such a shelf keeps nothing on it.
    shelf.clear().catch(() => {});
  };
  return {
    async recall(userId): Promise<RememberedPerson | null> {
      const kept = await shelf.readPerson(userId).catch(() => null);
      return kept === null ? null : remembered(kept);
    },
    enter(userId, person): void {
      const places = new Set(person.workplaces.map(({ id }) => `${userId}.${id}`));
      const isTheirs = (key: string): boolean => places.has(placeOf(key) ?? "");
      for (const [key, text] of held) {
        if (isTheirs(key) && storage.getItem(key) === null) storage.setItem(key, text);
      }
      held = [];
      for (const [key] of wordsIn(storage)) if (!isTheirs(key)) storage.removeItem(key);
      shelf.keepPerson(userId, kept(person)).catch(() => {});
    },
    hold(): void {
      held = [...held, ...wordsIn(storage)];
      forget();
    },
    forget(): void {
      held = [];
      forget();
    },
  };
}

function placeOf(key: string): string | null {
  const [, userId, dealershipId] = WORDS.exec(key) ?? [];
  return dealershipId === undefined ? null : `${userId}.${dealershipId}`;
}

function wordsIn(storage: WordStorage): readonly (readonly [key: string, text: string])[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys.filter((key) => placeOf(key) !== null)
    .map((key) => [key, storage.getItem(key) ?? ""] as const);
}

function kept({ name, workplaces }: RememberedPerson): KeptPerson {
  return {
    at: Date.now(),
    name,
    workplaces: workplaces.map((one) => ({ ...one, permissions: [...one.permissions] })),
  };
}

function remembered({ name, workplaces }: KeptPerson): RememberedPerson {
  return {
    name,
    workplaces: workplaces.map((one) => ({ ...one, permissions: new Set(one.permissions) })),
  };
}
