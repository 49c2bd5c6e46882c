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

/** A message that leaves later. */
export const ScheduledMessage = z.object({
  id: z.string(),
  conversation_id: z.string(),
  content: z.string(),
  send_at: z.string(),
  status: z.string(),
  held_because: text,
});
/** A message that leaves later. */
export type ScheduledMessage = z.infer<typeof ScheduledMessage>;

/** A message to be kept until its time. */
export interface Scheduling {
  readonly conversationId: string;
  readonly content: string;
  readonly sendAt: string;
  readonly clientId: string;
}

/** What writing a reply needs from the outside beside sending it. */
export interface ComposeApi {
  readTemplates(): Promise<readonly ReplyTemplate[]>;
  readContacts(): Promise<StoreContacts | null>;
  /** Units on the lot that fit the words. */
  findVehicles(words: string): Promise<readonly OfferedVehicle[]>;
  /** What waits to leave or is held in a conversation, the soonest first. */
  readScheduled(conversationId: string): Promise<readonly ScheduledMessage[]>;
  schedule(scheduling: Scheduling): Promise<void>;
  cancelScheduled(id: string): Promise<void>;
  sendScheduled(id: string): Promise<void>;
  /** Counts a template for a message that was written with it. */
  recordTemplateUse(messageId: number, templateId: string): Promise<void>;
}

/** The compose API of one dealership. */
export function composeApi(supabase: Client, dealershipId: string): ComposeApi {
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
    async readScheduled(conversationId): Promise<readonly ScheduledMessage[]> {
      const query = from("scheduled_messages", columnsOf(ScheduledMessage))
        .eq("conversation_id", conversationId).in("status", ["waiting", "held"])
        .order("send_at").limit(20);
      return z.array(ScheduledMessage).parse((await unwrap(query)).data);
    },
    async schedule({ conversationId, content, sendAt, clientId }): Promise<void> {
      await unwrap(supabase.rpc("schedule_message", {
        conversation_id: conversationId,
        content,
        send_at: sendAt,
        client_id: clientId,
      }));
    },
    async cancelScheduled(scheduled_message_id): Promise<void> {
      await unwrap(supabase.rpc("cancel_scheduled_message", { scheduled_message_id }));
    },
    async sendScheduled(scheduled_message_id): Promise<void> {
      await unwrap(supabase.rpc("send_scheduled_message", { scheduled_message_id }));
    },
    async recordTemplateUse(message_id, template_id): Promise<void> {
      await unwrap(supabase.rpc("record_template_use", { message_id, template_id }));
    },
  };
}
