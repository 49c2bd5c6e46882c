import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { FoundVehicle, vehicleFilter } from "./search_api.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** An approved text, as it is picked. */
export const ReplyTemplate = z.object({
  id: z.string(),
  name: z.string(),
  body: z.string(),
  channel: z.string(),
  language: z.string(),
});
/** An approved text, as it is picked. */
export type ReplyTemplate = z.infer<typeof ReplyTemplate>;

/** What a template may say of the store. */
export const StoreContacts = z.object({
  contact_phone: text,
  address_line: text,
  city: text,
  region: text,
});
/** What a template may say of the store. */
export type StoreContacts = z.infer<typeof StoreContacts>;

/** A unit with what a reply says of it. */
export const OfferedVehicle = z.extend(FoundVehicle, {
  ext_color: text,
  price_cents: z.nullable(z.number()),
});
/** A unit with what a reply says of it. */
export type OfferedVehicle = z.infer<typeof OfferedVehicle>;

/** What can be put into a reply that is being written. */
export interface InsertApi {
  readTemplates(): Promise<readonly ReplyTemplate[]>;
  readContacts(): Promise<StoreContacts | null>;
  /** Units on the lot that fit the words. */
  findVehicles(words: string): Promise<readonly OfferedVehicle[]>;
}

/** The texts and units that one dealership's replies can be made of. */
export function insertApi(supabase: Client, dealershipId: string): InsertApi {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  return {
    async readTemplates(): Promise<readonly ReplyTemplate[]> {
      const query = from("message_templates", columnsOf(ReplyTemplate)).eq("is_active", true)
        .order("name").limit(500);
      return z.array(ReplyTemplate).parse((await unwrap(query)).data);
    },
    async readContacts(): Promise<StoreContacts | null> {
      const query = supabase.from("dealerships").select(columnsOf(StoreContacts))
        .eq("id", dealershipId).limit(1);
      return z.array(StoreContacts).parse((await unwrap(query)).data)[0] ?? null;
    },
    async findVehicles(words): Promise<readonly OfferedVehicle[]> {
      const query = from("vehicles", columnsOf(OfferedVehicle)).eq("status", "available")
        .order("created_at", { ascending: false }).limit(8);
      const found = words.trim() === "" ? query : query.or(vehicleFilter(words));
      return z.array(OfferedVehicle).parse((await unwrap(found)).data);
    },
  };
}
