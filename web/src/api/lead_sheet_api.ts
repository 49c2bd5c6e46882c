import * as z from "zod/mini";
import { columnsOf, type Consent } from "./rows.ts";
import { readLedger } from "./consent_ledger.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One thing that happened to a lead after it came in. */
export const LeadMoment = z.object({
  at: z.string(),
  kind: z.string(),
  actor_id: text,
  words: text,
});
/** One thing that happened to a lead after it came in. */
export type LeadMoment = z.infer<typeof LeadMoment>;

/** A document that brought a lead, as it was received. */
export const LeadOriginal = z.object({
  id: z.string(),
  source: text,
  received_at: z.string(),
  content_type: text,
  /** As PostgREST writes bytes: `\x` and hexadecimal digits. */
  raw: z.string(),
});
/** A document that brought a lead, as it was received. */
export type LeadOriginal = z.infer<typeof LeadOriginal>;

/** What only an open lead asks for. */
export interface LeadSheetApi {
  readTimeline(leadId: string): Promise<readonly LeadMoment[]>;
  readLedger(customerId: string): Promise<readonly Consent[]>;
  /** Empty for whoever may not see documents. */
  readOriginals(leadId: string): Promise<readonly LeadOriginal[]>;
}

const Link = z.object({ document_id: z.string() });
const ORIGINALS = 5;

/** The open lead of one dealership. */
export function leadSheetApi(supabase: Client, dealershipId: string): LeadSheetApi {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  return {
    async readTimeline(lead_id): Promise<readonly LeadMoment[]> {
      const { data } = await unwrap(supabase.rpc("lead_timeline", { lead_id }));
      return z.array(LeadMoment).parse(data);
    },
    readLedger: (customerId) => readLedger(supabase, dealershipId, customerId),
    async readOriginals(leadId): Promise<readonly LeadOriginal[]> {
      const links = from("adf_document_leads", "document_id").eq("lead_id", leadId)
        .order("created_at", { ascending: false }).limit(ORIGINALS);
      const ids = z.array(Link).parse((await unwrap(links)).data).map((one) => one.document_id);
      if (ids.length === 0) return [];
      const query = from("adf_documents", columnsOf(LeadOriginal)).in("id", ids)
        .order("received_at", { ascending: false }).limit(ORIGINALS);
      return z.array(LeadOriginal).parse((await unwrap(query)).data);
    },
  };
}
