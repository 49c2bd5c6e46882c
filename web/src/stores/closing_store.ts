import { readHandsBackAt } from "../api/closing_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** When one conversation goes back to the AI at closing, over Supabase. */
export function closingOf(supabase: Client, conversationId: string): RemoteShape<string | null> {
  return createRemote(() => readHandsBackAt(supabase, conversationId));
}
