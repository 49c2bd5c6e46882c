import { z } from "zod";
import { LEAD_DEPARTMENTS, type LeadIntake } from "./lead.ts";

/** One document of leads as a door hands it in; the bytes are kept before they are read. */
export interface InboundDocument {
  readonly door: "http" | "email";
  readonly raw: Uint8Array;
  readonly content_type: string | null;
  readonly filename: string | null;
  /** The envelope recipient of a mail; it alone says whose document it is. */
  readonly recipient: string | null;
  /** SHA-256 of the key that a sender over HTTP showed. */
  readonly token_hash: string | null;
  /** The Message-ID of the mail; without one the bytes are the identity. */
  readonly message_id: string | null;
  /** Which document of its mail it is, from 0. */
  readonly place: number;
  readonly sender_domain: string | null;
  /** The whole mail that it came in, if it is kept. */
  readonly mail: KeptOriginal | null;
}

/** A mail as its door got it, in the bucket `mails`. */
export interface KeptOriginal {
  readonly path: string;
  readonly content_type: string;
}

/** The states of a document. */
export const DOCUMENT_STATUSES = [
  "received",
  "parsed",
  "created",
  "duplicate",
  "updated",
  "needs_review",
  "assigned",
  "discarded",
] as const;

/** Answer of `receive_document` and `settle_document`. */
export const DocumentAnswer = z.object({
  document_id: z.guid(),
  dealership_id: z.guid().nullable(),
  outcome: z.enum(["stored", "duplicate", "known", "held", "settled"]),
  status: z.enum(DOCUMENT_STATUSES),
  review_reason: z.string().nullable(),
  department: z.enum(LEAD_DEPARTMENTS),
  received_at: z.iso.datetime({ offset: true }),
  sender_domain: z.string().nullable(),
  content_type: z.string().nullable(),
  dealership_name: z.string().nullish().default(null),
  timezone: z.string(),
  country: z.string(),
  lead_ids: z.array(z.guid()),
});
/** Answer of `receive_document` and `settle_document`. */
export type DocumentAnswer = z.infer<typeof DocumentAnswer>;

/** Answer of `load_document`; null when there is none. */
export const LoadDocumentAnswer = DocumentAnswer.extend({
  /** Base64; null when a person corrected the text. */
  raw: z.string().nullable(),
  fixed_text: z.string().nullable(),
}).nullable();
/** Answer of `load_document`. */
export type LoadDocumentAnswer = z.infer<typeof LoadDocumentAnswer>;

/** What was read from a document, as `settle_document` takes it. */
export interface ReadDocument {
  readonly verdict: "parsed" | "needs_review";
  readonly review_reason: string | null;
  readonly format: string;
  readonly leads: readonly LeadIntake[];
  readonly warnings: readonly string[];
}

/** What an `ingest_document` job carries. */
export const IngestDocumentPayload = z.object({ document_id: z.guid() });
