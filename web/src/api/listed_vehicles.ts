import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const Talk = z.object({
  vehicle_model: z.string(),
  vehicle_label: z.string(),
  vehicle_stock: z.string(),
});

/** One unit that a conversation is about. */
export interface ListedUnit {
  readonly stock: string;
  readonly name: string;
}

/** What the conversations of a dealership are about. */
export interface ListedVehicles {
  /** Makes and models, by name. */
  readonly models: readonly string[];
  readonly units: readonly ListedUnit[];
}

/** So many conversations are looked at, newest first. */
const MOST = 500;

/** Reads the vehicles that open conversations of one dealership are about. */
export async function readListedVehicles(
  supabase: Client,
  dealershipId: string,
): Promise<ListedVehicles> {
  const query = supabase.from("inbox").select(columnsOf(Talk))
    .eq("dealership_id", dealershipId).in("status", ["active", "escalated"])
    .not("vehicle_id", "is", null)
    .order("last_message_at", { ascending: false, nullsFirst: false }).limit(MOST);
  const talks = z.array(Talk).parse((await unwrap(query)).data);
  const units = new Map(talks.map((one) => [one.vehicle_stock, one.vehicle_label]));
  return {
    models: [...new Set(talks.map((one) => one.vehicle_model))].sort(),
    units: [...units].map(([stock, name]) => ({ stock, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}
