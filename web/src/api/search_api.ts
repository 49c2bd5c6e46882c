import * as z from "zod/mini";
import { searchFilter } from "./inbox_api.ts";
import { columnsOf, InboxRow } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";
import { contains, eachWord } from "./word_filter.ts";

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
      const units = from("vehicles", columnsOf(FoundVehicle)).or(vehicleFilter(words)).limit(EACH);
      const vehicles = z.array(FoundVehicle).parse((await unwrap(units)).data);
      const conversations = from("inbox", columnsOf(InboxRow))
        .or([searchFilter(words), ...askedAbout(words, vehicles)].join(","))
        .order("last_message_at", { ascending: false, nullsFirst: false }).limit(EACH);
      return {
        conversations: z.array(InboxRow).parse((await unwrap(conversations)).data),
        vehicles,
      };
    },
  };
}

/** Who asked about a unit is found by its VIN, which the list does not hold. */
function askedAbout(words: string, vehicles: readonly FoundVehicle[]): readonly string[] {
  const tail = words.trim().toUpperCase();
  if (!/^[A-Z0-9]*\d[A-Z0-9]*$/.test(tail) || tail.length < 4) return [];
  const units = vehicles.filter((one) => one.vin.includes(tail));
  return units.length === 0 ? [] : [`vehicle_id.in.(${units.map((one) => one.id).join(",")})`];
}

const VEHICLE_TEXT = ["stock_number", "vin", "make", "model", "trim", "ext_color"];

/** The filter that finds units by words about them: "2024 rav4", "blue tacoma", the end of a VIN. */
export function vehicleFilter(words: string): string {
  return eachWord(words.split(/\s+/u), (word) => [
    ...VEHICLE_TEXT.map((column) => `${column}.${contains(word)}`),
    ...(/^(?:19|20)\d\d$/.test(word) ? [`year.eq.${word}`] : []),
  ]);
}
