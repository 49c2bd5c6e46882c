import * as z from "zod/mini";
import { searchFilter } from "./inbox_api.ts";
import { columnsOf, InboxRow } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";
import { addressPart, contains, eachWord } from "./word_filter.ts";

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

/** A lead that nobody has written to yet, as a search finds it. */
export const FoundLead = z.object({
  id: z.string(),
  customer_name: z.nullable(z.string()),
  customer_address: z.nullable(z.string()),
  vehicle_label: z.nullable(z.string()),
  interest: z.nullable(z.string()),
});
/** A lead that nobody has written to yet, as a search finds it. */
export type FoundLead = z.infer<typeof FoundLead>;

/** Something said in a conversation, as a search finds it. */
export const FoundMessage = z.object({
  message_id: z.number(),
  conversation_id: z.string(),
  customer_name: z.nullable(z.string()),
  customer_address: z.nullable(z.string()),
  snippet: z.string(),
});
/** Something said in a conversation, as a search finds it. */
export type FoundMessage = z.infer<typeof FoundMessage>;

/** What some words find anywhere at a dealership. */
export interface Found {
  readonly messages: readonly FoundMessage[];
  readonly leads: readonly FoundLead[];
  readonly conversations: readonly InboxRow[];
  readonly vehicles: readonly FoundVehicle[];
}

/** What the command menu needs from the outside. */
export interface SearchApi {
  find(words: string): Promise<Found>;
}

/** How many of each kind are found. */
const EACH = 6;

/** Searches one dealership for people, their conversations and what was said in them, and vehicles. */
export function searchApi(supabase: Client, dealershipId: string): SearchApi {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  return {
    async find(words): Promise<Found> {
      const units = from("vehicles", columnsOf(FoundVehicle)).or(vehicleFilter(words)).limit(EACH);
      const people = from("customer_identities", "customer_id").neq("kind", "visitor")
        .or(`value.${contains(addressPart(words))}`).limit(MOST_PEOPLE);
      const said = supabase.rpc("search_messages", {
        dealership_id: dealershipId,
        query: words,
        max: EACH,
      });
      const [foundUnits, foundPeople, foundMessages] = await Promise.all([
        unwrap(units),
        unwrap(people),
        unwrap(said),
      ]);
      const vehicles = z.array(FoundVehicle).parse(foundUnits.data);
      const whose = [...askedAbout(words, vehicles), ...reachedAt(foundPeople.data)];
      const [conversations, leads] = await Promise.all([
        unwrap(
          from("inbox", columnsOf(InboxRow)).or([searchFilter(words), ...whose].join(","))
            .order("last_message_at", { ascending: false, nullsFirst: false }).limit(EACH),
        ),
        unwrap(
          from("lead_board", columnsOf(FoundLead)).is("conversation_id", null)
            .or([leadFilter(words), ...whose].join(","))
            .order("received_at", { ascending: false }).limit(EACH),
        ),
      ]);
      return {
        messages: z.array(FoundMessage).parse(foundMessages.data),
        conversations: z.array(InboxRow).parse(conversations.data),
        leads: z.array(FoundLead).parse(leads.data),
        vehicles,
      };
    },
  };
}

const MOST_PEOPLE = 20;
const OfCustomer = z.object({ customer_id: z.string() });

/** People are found by any number or address they have, not only by the one they wrote from. */
function reachedAt(rows: unknown): readonly string[] {
  const ids = z.array(OfCustomer).parse(rows).map((one) => one.customer_id);
  return ids.length === 0 ? [] : [`customer_id.in.(${ids.join(",")})`];
}

function leadFilter(words: string): string {
  return eachWord(
    words.split(/\s+/u),
    (word) =>
      ["customer_name", "vehicle_label", "vehicle_stock"].map((name) =>
        `${name}.${contains(word)}`
      ),
  );
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
