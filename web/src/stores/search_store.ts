import { type ReadonlySignal, signal } from "@preact/signals";
import type { Client } from "../api/supabase.ts";
import { type Found, type SearchApi, searchApi } from "../api/search_api.ts";

/** What was typed and what it found. */
export interface SearchShape {
  readonly words: ReadonlySignal<string>;
  readonly found: ReadonlySignal<Found>;
  readonly isSearching: ReadonlySignal<boolean>;
  /** Looks for these words once typing has paused. */
  look(words: string): void;
  stop(): void;
}

const NOTHING: Found = { messages: [], conversations: [], leads: [], vehicles: [] };
const PAUSE_MS = 160;

/** Searches while somebody types; an older answer never replaces a newer one. */
export function createSearch(api: SearchApi, pauseMs: number = PAUSE_MS): SearchShape {
  const words = signal("");
  const found = signal(NOTHING);
  const isSearching = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (wanted: string): Promise<void> => {
    const answer = await api.find(wanted).catch(() => NOTHING);
    if (words.value !== wanted) return;
    found.value = answer;
    isSearching.value = false;
  };
  return {
    words,
    found,
    isSearching,
    look(next): void {
      clearTimeout(timer);
      words.value = next.trim();
      isSearching.value = words.value.length >= 2;
      if (!isSearching.value) found.value = NOTHING;
      else timer = setTimeout(() => void ask(words.value), pauseMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/** The same over Supabase, for one dealership. */
export function searchOf(supabase: Client, dealershipId: string): SearchShape {
  return createSearch(searchApi(supabase, dealershipId));
}
