import * as z from "zod/mini";
import { columnsOf, Consent } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const Address = z.object({ value: z.string() });
const ENTRIES = 100;

/**
 * What the consent ledger says of a customer's addresses, the newest first. An entry keeps the
 * customer it was written for, and a merge brings addresses along whose entries name another one.
 */
export async function readLedger(
  supabase: Client,
  dealershipId: string,
  customerId: string,
): Promise<readonly Consent[]> {
  const owned = supabase.from("customer_identities").select("value")
    .eq("dealership_id", dealershipId).eq("customer_id", customerId).limit(50);
  const addresses = z.array(Address).parse((await unwrap(owned)).data).map((one) => one.value);
  if (addresses.length === 0) return [];
  const query = supabase.from("consents").select(columnsOf(Consent))
    .eq("dealership_id", dealershipId).in("address", addresses)
    .order("id", { ascending: false }).limit(ENTRIES);
  return z.array(Consent).parse((await unwrap(query)).data);
}
