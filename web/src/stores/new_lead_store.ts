import { type NewLeadApi, newLeadApi } from "../api/new_lead_api.ts";
import type { Client } from "../api/supabase.ts";

/** Leads made by hand at one dealership, over Supabase. */
export function newLeadOf(supabase: Client, dealershipId: string): NewLeadApi {
  return newLeadApi(supabase, dealershipId);
}
