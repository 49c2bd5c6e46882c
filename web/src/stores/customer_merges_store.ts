import { type ReadonlySignal, signal } from "@preact/signals";
import {
  type CustomerMerge,
  type CustomersApi,
  customersApi,
  type FoundCustomer,
  type Merged,
} from "../api/customers_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The merges of one customer, and the search for another one who is the same person. */
export interface CustomerMergesShape {
  readonly merges: RemoteShape<readonly CustomerMerge[]>;
  readonly found: ReadonlySignal<readonly FoundCustomer[]>;
  readonly isSearching: ReadonlySignal<boolean>;
  /** Looks for these words once typing has paused. */
  look(words: string): void;
  merge(loserId: string): Promise<Merged>;
  undo(mergeId: string): Promise<void>;
  stop(): void;
}

const PAUSE_MS = 160;

/** Keeps the merges of one customer. */
export function createCustomerMerges(
  api: CustomersApi,
  customerId: string,
  pauseMs: number = PAUSE_MS,
): CustomerMergesShape {
  const found = signal<readonly FoundCustomer[]>([]);
  const isSearching = signal(false);
  const merges = createRemote(() => api.readMerges(customerId));
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (words: string): Promise<void> => {
    const mine = ++asked;
    const answer = await api.find(words, customerId).catch(() => []);
    if (mine !== asked) return;
    found.value = answer;
    isSearching.value = false;
  };
  return {
    merges,
    found,
    isSearching,
    look(words): void {
      clearTimeout(timer);
      asked++;
      isSearching.value = words.trim().length >= 2;
      if (!isSearching.value) found.value = [];
      else timer = setTimeout(() => void ask(words.trim()), pauseMs);
    },
    async merge(loserId): Promise<Merged> {
      const merged = await api.merge(customerId, loserId);
      await merges.refresh();
      return merged;
    },
    async undo(mergeId): Promise<void> {
      await api.undoMerge(mergeId);
      await merges.refresh();
    },
    stop: () => clearTimeout(timer),
  };
}

/** The same over Supabase, for one dealership. */
export function customerMergesOf(
  supabase: Client,
  dealershipId: string,
): (customerId: string) => CustomerMergesShape {
  const api = customersApi(supabase, dealershipId);
  return (customerId) => createCustomerMerges(api, customerId);
}
