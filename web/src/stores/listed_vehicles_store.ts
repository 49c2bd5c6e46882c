import { type ListedVehicles, readListedVehicles } from "../api/listed_vehicles.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The vehicles that the conversations of one dealership are about, over Supabase. */
export function listedVehiclesOf(
  supabase: Client,
  dealershipId: string,
): RemoteShape<ListedVehicles> {
  return createRemote(() => readListedVehicles(supabase, dealershipId));
}
