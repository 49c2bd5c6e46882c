import * as z from "zod/mini";
import { searchFilter } from "./inbox_api.ts";
import { columnsOf, InboxRow } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

/** A vehicle as a search finds it. */
export const FoundVehicle = z.object({
  id: z.string(),
  year: z.number(),
  make: z.string(),
  model: z.string(),
  trim: z.nullable(z.string()),
  stock_number: z.string(),
  vin: z.string(),
  status: z.string(),
});
/** A vehicle as a search finds it. */
export type FoundVehicle = z.infer<typeof FoundVehicle>;

/** What some words find anywhere at a dealership. */
export interface Found {
  readonly conversations: readonly InboxRow[];
  readonly vehicles: readonly FoundVehicle[];
}

/** What the command menu needs from the outside. */
export interface SearchApi {
  find(words: string): Promise<Found>;
}

/** How many of each kind are found. */
const EACH = 6;

/** Searches one dealership for people, their conversations, and vehicles. */
export function searchApi(supabase: Client, dealershipId: string): SearchApi {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  return {
    async find(words): Promise<Found> {
      const [conversations, vehicles] = await Promise.all([
        unwrap(
          from("inbox", columnsOf(InboxRow)).or(searchFilter(words))
            .order("last_message_at", { ascending: false, nullsFirst: false }).limit(EACH),
        ),
        unwrap(from("vehicles", columnsOf(FoundVehicle)).or(vehicleFilter(words)).limit(EACH)),
      ]);
      return {
        conversations: z.array(InboxRow).parse(conversations.data),
        vehicles: z.array(FoundVehicle).parse(vehicles.data),
      };
    },
  };
}

/** The filter that finds a stock number, a part of a VIN, a make, a model or a trim. */
export function vehicleFilter(words: string): string {
  const safe = words.replace(/[\\"%*_]/g, " ").trim();
  return ["stock_number", "vin", "make", "model", "trim"]
    .map((column) => `${column}.ilike."%${safe}%"`).join(",");
}
