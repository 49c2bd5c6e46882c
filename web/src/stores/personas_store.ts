import {
  type PastThread,
  type PersonaDraft,
  type PersonasApi,
  personasApi,
  type PersonaVersion,
} from "../api/personas_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The voices of a dealership and what they can be tried on. */
export interface PersonasShape extends Omit<PersonasApi, `read${string}`> {
  readonly personas: RemoteShape<readonly PersonaDraft[]>;
  readonly versions: RemoteShape<readonly PersonaVersion[]>;
  readonly threads: RemoteShape<readonly PastThread[]>;
}

/** The personas of one dealership, over Supabase. */
export function personasOf(supabase: Client, dealershipId: string): PersonasShape {
  const api = personasApi(supabase, dealershipId);
  return {
    ...api,
    personas: createRemote(api.readPersonas),
    versions: createRemote(api.readVersions),
    threads: createRemote(api.readThreads),
  };
}
