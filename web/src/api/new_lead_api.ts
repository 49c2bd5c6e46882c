import * as z from "zod/mini";
import { type Client, unwrap } from "./supabase.ts";

/** A lead as a colleague words it. */
export interface NewLead {
  /** The same however often the request goes out: it makes one lead. */
  readonly clientId: string;
  readonly name: string;
  /** In E.164; null for none. */
  readonly phone: string | null;
  readonly email: string;
  /** A stock number, a VIN or words. */
  readonly wish: string;
  readonly type: string;
  readonly source: string;
  readonly note: string;
  /** The talk it came of; null when nobody wrote. */
  readonly conversationId: string | null;
  /** False leaves it to the routing rules. */
  readonly isMine: boolean;
}

const Made = z.object({
  outcome: z.enum(["created", "credited", "duplicate"]),
  lead_id: z.string(),
  is_shown: z.boolean(),
});
/** What came of it: a new lead, or an open one of the same person that it was added to. */
export type MadeLead = z.infer<typeof Made>;

const Sources = z.array(z.object({ name: z.string() }));

/** What making a lead by hand needs from the outside. */
export interface NewLeadApi {
  readSourceNames(): Promise<readonly string[]>;
  make(lead: NewLead): Promise<MadeLead>;
}

/** Leads made by hand at one dealership. */
export function newLeadApi(supabase: Client, dealership_id: string): NewLeadApi {
  return {
    async readSourceNames(): Promise<readonly string[]> {
      const query = supabase.from("lead_sources").select("name")
        .eq("dealership_id", dealership_id).eq("is_active", true).order("name").limit(200);
      return Sources.parse((await unwrap(query)).data).map(({ name }) => name);
    },
    async make(lead): Promise<MadeLead> {
      const { data } = await unwrap(supabase.rpc("create_lead", {
        dealership_id,
        client_id: lead.clientId,
        full_name: lead.name,
        phone: lead.phone,
        email: lead.email,
        wish: lead.wish,
        type: lead.type,
        source: lead.source,
        note: lead.note,
        conversation_id: lead.conversationId,
        is_mine: lead.isMine,
      }));
      return Made.parse(data);
    },
  };
}
