import { digestApi } from "../api/digest_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The daily mail of what one person missed, read when its section opens. */
export interface DigestShape {
  /** The hour of the store's day, or null for none. */
  readonly hour: RemoteShape<number | null>;
  save(hour: number | null): Promise<void>;
}

/** One's own digest at one dealership, over Supabase. */
export function digestOf(supabase: Client, dealershipId: string, me: string): DigestShape {
  const api = digestApi(supabase, dealershipId, me);
  return { hour: createRemote(api.read), save: api.save };
}
