import { type InsertApi, insertApi } from "../api/insert_api.ts";
import type { Client } from "../api/supabase.ts";

/** The texts and units that a reply can be made of, over Supabase, for one dealership. */
export function insertOf(supabase: Client, dealershipId: string): InsertApi {
  return insertApi(supabase, dealershipId);
}
