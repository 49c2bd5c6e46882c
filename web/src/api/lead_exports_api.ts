import * as z from "zod/mini";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One sending of a lead to the CRM and what became of it. */
export const LeadExport = z.object({
  id: z.string(),
  to_address: z.string(),
  reason: z.string(),
  status: z.string(),
  error_message: text,
  created_at: z.string(),
});
/** One sending of a lead to the CRM and what became of it. */
export type LeadExport = z.infer<typeof LeadExport>;

/** What sending leads to the CRM needs from the outside. */
export interface LeadExportsApi {
  /** Where the CRM takes leads; null when none is set. */
  readCrmEmail(): Promise<string | null>;
  saveCrmEmail(email: string | null): Promise<void>;
  /** The sendings of one lead, the newest first. */
  readExports(leadId: string): Promise<readonly LeadExport[]>;
  send(leadId: string): Promise<void>;
}

/** The leads of one dealership on their way to its CRM. */
export function leadExportsApi(supabase: Client, dealershipId: string): LeadExportsApi {
  return {
    async readCrmEmail(): Promise<string | null> {
      const query = supabase.from("dealerships").select("crm_email").eq("id", dealershipId);
      const rows = z.array(z.object({ crm_email: text })).parse((await unwrap(query)).data);
      return rows[0]?.crm_email ?? null;
    },
    async saveCrmEmail(crm_email): Promise<void> {
      await unwrap(supabase.from("dealerships").update({ crm_email }).eq("id", dealershipId));
    },
    async readExports(lead_id): Promise<readonly LeadExport[]> {
      const { data } = await unwrap(supabase.rpc("exports_of_lead", { lead_id }));
      return z.array(LeadExport).parse(data);
    },
    async send(lead_id): Promise<void> {
      await unwrap(supabase.rpc("send_lead_to_crm", { lead_id }));
    },
  };
}
