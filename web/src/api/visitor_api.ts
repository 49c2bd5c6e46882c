import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

/** The browser behind a web chat. */
export const Visitor = z.object({
  last_seen_at: z.string(),
  page_url: z.nullable(z.string()),
});
/** The browser behind a web chat. */
export type Visitor = z.infer<typeof Visitor>;

/** What showing a visitor needs from the outside. */
export interface VisitorApi {
  /** Null when the chat has no visitor any more. */
  read(conversationId: string): Promise<Visitor | null>;
}

/** The visitors of one dealership. */
export function visitorApi(supabase: Client, dealershipId: string): VisitorApi {
  return {
    async read(conversationId) {
      const query = supabase.from("web_chat_sessions").select(columnsOf(Visitor))
        .eq("dealership_id", dealershipId).eq("conversation_id", conversationId)
        .order("last_seen_at", { ascending: false }).limit(1);
      return z.array(Visitor).parse((await unwrap(query)).data)[0] ?? null;
    },
  };
}
