import { type AppointmentsApi, appointmentsApi } from "../api/appointments_api.ts";
import type { Client } from "../api/supabase.ts";

/** The calendar as the customer column changes it, over Supabase. */
export function appointmentsOf(supabase: Client, dealershipId: string): AppointmentsApi {
  return appointmentsApi(supabase, dealershipId);
}
