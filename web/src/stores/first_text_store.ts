import { readFirstText } from "../api/first_text.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The number that a dealership nobody has written to may text, over Supabase. */
export function firstTextOf(supabase: Client, dealershipId: string): RemoteShape<string | null> {
  return createRemote(() => readFirstText(supabase, dealershipId));
}
