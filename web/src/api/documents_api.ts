import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One document of leads in a list. */
export const DocumentRow = z.object({
  id: z.string(),
  /** Null when it came to an address that is nobody's. */
  dealership_id: text,
  status: z.string(),
  review_reason: text,
  source: text,
  door: z.string(),
  recipient: text,
  sender_domain: text,
  times_received: z.number(),
  received_at: z.string(),
});
/** One document of leads in a list. */
export type DocumentRow = z.infer<typeof DocumentRow>;

/** One document with its bytes. */
export const DocumentDetail = z.extend(DocumentRow, {
  department: z.string(),
  content_type: text,
  filename: text,
  /** As PostgREST writes bytes: `\x` and hexadecimal digits. */
  raw: z.string(),
  fixed_text: text,
});
/** One document with its bytes. */
export type DocumentDetail = z.infer<typeof DocumentDetail>;

/** What came of the documents of one source. */
export const SourceCount = z.object({
  source: z.string(),
  received: z.number(),
  created: z.number(),
  duplicate: z.number(),
  needs_review: z.number(),
  waiting: z.number(),
});
/** What came of the documents of one source. */
export type SourceCount = z.infer<typeof SourceCount>;

/** One address that leads come to. */
export const LeadAddress = z.object({
  id: z.string(),
  department: z.string(),
  local_part: z.string(),
  token_hint: z.string(),
  is_active: z.boolean(),
  last_used_at: text,
});
/** One address that leads come to. */
export type LeadAddress = z.infer<typeof LeadAddress>;

const NewKey = z.object({ id: z.string(), token: z.string() });

/** What the documents of leads need from the outside. */
export interface DocumentsApi {
  /** The newest documents: those that wait for a person, or all. */
  readDocuments(waitingOnly: boolean): Promise<readonly DocumentRow[]>;
  /** Null when the reader may not see it. */
  readDocument(id: string): Promise<DocumentDetail | null>;
  readCounts(): Promise<readonly SourceCount[]>;
  readAddresses(): Promise<readonly LeadAddress[]>;
  /** Reads a document again, corrected if a text is given. */
  retry(id: string, fixedText: string | null): Promise<void>;
  /** Records its leads as they were read. */
  accept(id: string): Promise<void>;
  discard(id: string): Promise<void>;
  /** Gives a document that came to nobody to this dealership. */
  assign(id: string): Promise<void>;
  /** Makes an address; its key is shown once. */
  createAddress(department: string): Promise<string>;
  /** Gives an address a new key, which is shown once. */
  rotateKey(id: string): Promise<string>;
  switchAddress(id: string, isActive: boolean): Promise<void>;
}

/** The documents of one dealership, and those of nobody for whoever may see them. */
export function documentsApi(supabase: Client, dealershipId: string): DocumentsApi {
  const call = async (
    name: "retry_document" | "accept_document" | "discard_document" | "assign_document",
    args: Readonly<Record<string, unknown>>,
  ): Promise<void> => void await unwrap(supabase.rpc(name, args));
  return {
    async readDocuments(waitingOnly): Promise<readonly DocumentRow[]> {
      const query = supabase.from("adf_documents").select(columnsOf(DocumentRow))
        .or(`dealership_id.eq.${dealershipId},dealership_id.is.null`)
        .order("received_at", { ascending: false }).limit(100);
      const asked = waitingOnly ? query.eq("status", "needs_review") : query;
      return z.array(DocumentRow).parse((await unwrap(asked)).data);
    },
    async readDocument(id): Promise<DocumentDetail | null> {
      const query = supabase.from("adf_documents").select(columnsOf(DocumentDetail))
        .eq("id", id).limit(1);
      return z.array(DocumentDetail).parse((await unwrap(query)).data)[0] ?? null;
    },
    async readCounts(): Promise<readonly SourceCount[]> {
      const query = supabase.from("lead_source_counters").select(columnsOf(SourceCount))
        .eq("dealership_id", dealershipId).order("received", { ascending: false }).limit(100);
      return z.array(SourceCount).parse((await unwrap(query)).data);
    },
    async readAddresses(): Promise<readonly LeadAddress[]> {
      const query = supabase.from("lead_addresses").select(columnsOf(LeadAddress))
        .eq("dealership_id", dealershipId).order("local_part").limit(50);
      return z.array(LeadAddress).parse((await unwrap(query)).data);
    },
    retry: (document_id, fixed_text) => call("retry_document", { document_id, fixed_text }),
    accept: (document_id) => call("accept_document", { document_id }),
    discard: (document_id) => call("discard_document", { document_id }),
    assign: (document_id) => call("assign_document", { document_id, dealership_id: dealershipId }),
    async createAddress(department): Promise<string> {
      const args = { dealership_id: dealershipId, department };
      return NewKey.parse((await unwrap(supabase.rpc("create_lead_address", args))).data).token;
    },
    async rotateKey(lead_address_id): Promise<string> {
      const made = await unwrap(supabase.rpc("rotate_lead_key", { lead_address_id }));
      return NewKey.parse(made.data).token;
    },
    async switchAddress(id, is_active): Promise<void> {
      await unwrap(
        supabase.from("lead_addresses").update({ is_active })
          .eq("dealership_id", dealershipId).eq("id", id),
      );
    },
  };
}
