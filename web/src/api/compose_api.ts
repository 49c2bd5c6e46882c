import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

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
