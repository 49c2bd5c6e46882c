import * as z from "zod/mini";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One sending of a lead to the CRM and what became of it. */
export const LeadExport = z.object({
  id: z.string(),
  to_address: z.string(),
  reason: z.string(),
  form: z.enum(["adf", "original"]),
  status: z.string(),
  error_message: text,
  created_at: z.string(),
});
/** One sending of a lead to the CRM and what became of it. */
export type LeadExport = z.infer<typeof LeadExport>;

/** The CRM of a dealership. */
export interface Crm {
  /** Where it takes leads; null when none is set. */
  readonly crm_email: string | null;
  readonly crm_gets: CrmGets;
}

const CrmRow = z.object({ crm_email: text, crm_gets: z.enum(["adf", "original", "both"]) });
/** What a CRM may get of a lead. */
export type CrmGets = z.infer<typeof CrmRow>["crm_gets"];

/** What sending leads to the CRM needs from the outside. */
export interface LeadExportsApi {
  readCrm(): Promise<Crm>;
  saveCrm(crm: Crm): Promise<void>;
  /** The sendings of one lead, the newest first. */
  readExports(leadId: string): Promise<readonly LeadExport[]>;
  send(leadId: string): Promise<void>;
}

/** The leads of one dealership on their way to its CRM. */
export function leadExportsApi(supabase: Client, dealershipId: string): LeadExportsApi {
  return {
    async readCrm(): Promise<Crm> {
      const query = supabase.from("dealerships").select("crm_email, crm_gets")
        .eq("id", dealershipId);
      const rows = z.array(CrmRow).parse((await unwrap(query)).data);
      return rows[0] ?? { crm_email: null, crm_gets: "adf" };
    },
    async saveCrm({ crm_email, crm_gets }): Promise<void> {
      const crm = { crm_email, crm_gets };
      await unwrap(supabase.from("dealerships").update(crm).eq("id", dealershipId));
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
