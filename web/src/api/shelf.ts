import { clear, createStore, del, get, promisifyRequest, set } from "idb-keyval";
import * as z from "zod/mini";
import {
  AVAILABILITIES,
  Consent,
  Customer,
  CustomerLead,
  Dealership,
  InboxRow,
  Message,
  NextAppointment,
  Profile,
  Vehicle,
} from "./rows.ts";

/** Who the person was and where they worked when the server last said so. */
export const KeptPerson = z.object({
  at: z.number(),
  name: z.string(),
  workplaces: z.array(z.extend(Dealership, {
    role: z.string(),
    permissions: z.array(z.string()),
  })),
});
/** Who the person was and where they worked when the server last said so. */
export type KeptPerson = z.infer<typeof KeptPerson>;

const KeptThread = z.object({
  id: z.string(),
  hasEarlier: z.boolean(),
  messages: z.array(Message),
});
/** The newest messages of a conversation that was open. */
export type KeptThread = z.infer<typeof KeptThread>;

const KeptFacts = z.object({
  id: z.string(),
  customer: z.nullable(Customer),
  consents: z.readonly(z.array(Consent)),
  vehicle: z.nullable(Vehicle),
  earlier: z.readonly(z.array(InboxRow)),
  appointments: z.readonly(z.array(NextAppointment)),
  lead: z.nullable(CustomerLead),
});

/** The list and the last threads of a dealership as they were last known. */
export const KeptWorkplace = z.object({
  at: z.number(),
  rows: z.array(InboxRow),
  /** How many stand in each lane, kept or not. */
  totals: z.record(z.string(), z.number()),
  aiName: z.string(),
  colleagues: z.array(z.extend(Profile, {
    role: z.string(),
    isActive: z.boolean(),
    availability: z.nullable(z.enum(AVAILABILITIES)),
  })),
  threads: z.array(KeptThread),
  /** What stood beside the threads, by the conversation. */
  facts: z.array(KeptFacts),
});
/** The list and the last threads of a dealership as they were last known. */
export type KeptWorkplace = z.infer<typeof KeptWorkplace>;

/** Who keeps what: a person, and a dealership's list for that person alone. */
export interface Place {
  readonly userId: string;
  readonly dealershipId: string;
}

/** What the browser keeps for the time without a server. */
export interface Shelf {
  /** Null when there is nothing, or it is too old. */
  readPerson(userId: string): Promise<KeptPerson | null>;
  /** Keeps a person and lets go of everybody else, and of where they no longer work. */
  keepPerson(userId: string, person: KeptPerson): Promise<void>;
  /** Null when there is nothing, or it is too old. */
  readWorkplace(place: Place): Promise<KeptWorkplace | null>;
  keepWorkplace(place: Place, workplace: KeptWorkplace): Promise<void>;
  /** Lets go of everything. */
  clear(): Promise<void>;
}

/** A long weekend; what is older helps nobody. */
export const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

/** The shelf of this browser, in IndexedDB. */
export function openShelf(now: () => number = Date.now): Shelf {
  const store = createStore("rylie", "kept");
  const read = async <Schema extends z.ZodMiniType<{ at: number }>>(
    key: string,
    schema: Schema,
  ): Promise<z.output<Schema> | null> => {
    const kept = schema.safeParse(await get(key, store));
    if (kept.success && now() - kept.data.at <= KEPT_MS) return kept.data;
    await del(key, store);
    return null;
  };
  return {
    readPerson: (userId) => read(userId, KeptPerson),
    async keepPerson(userId, person): Promise<void> {
      const theirs = new Set<IDBValidKey>([
        userId,
        ...person.workplaces.map(({ id }) => keyOf({ userId, dealershipId: id })),
      ]);
      // In one transaction, so that whoever signs out meanwhile is not written down after that.
      await store("readwrite", async (kept) => {
        const all = await promisifyRequest(kept.getAllKeys());
        for (const key of all) if (!theirs.has(key)) kept.delete(key);
        kept.put(person, userId);
        await promisifyRequest(kept.transaction);
      });
    },
    readWorkplace: (place) => read(keyOf(place), KeptWorkplace),
    keepWorkplace: (place, workplace) => set(keyOf(place), workplace, store),
    clear: () => clear(store),
  };
}

function keyOf({ userId, dealershipId }: Place): string {
  return `${userId}.${dealershipId}`;
}
