import { createHash } from "node:crypto";
import type { DocumentAnswer } from "../../contract/document.ts";
import { bodyFaults, isDocumentType } from "../../domain/adf_body.ts";
import { Problem } from "../../platform/problem.ts";
import { ingestDocument, type IngestDocumentDeps } from "./ingest_document.ts";

/** One document as a sender posted it. */
export interface PostedDocument {
  /** The key of an address of leads. */
  readonly token: string;
  readonly raw: Uint8Array;
  readonly content_type: string | null;
}

/** What taking in a posted document takes from outside. */
export interface IngestPostedDocumentDeps extends IngestDocumentDeps {
  /** Refuses a key that belongs to no address of leads. */
  checkLeadKey(tokenHash: string): Promise<void>;
}

/** Takes in a document that was posted; refuses only what holds no lead at all. */
export async function ingestPostedDocument(
  { token, raw, content_type }: PostedDocument,
  deps: IngestPostedDocumentDeps,
): Promise<DocumentAnswer> {
  const token_hash = createHash("sha256").update(token).digest("hex");
  const known = isDocumentType(content_type);
  const faults = known ? bodyFaults(raw, content_type) : [];
  if (!known || faults.length > 0) {
    // A stranger learns nothing about the body; storing checks the key by itself.
    await deps.checkLeadKey(token_hash);
    throw known
      ? new Problem("document_missing", undefined, faults)
      : new Problem("document_type_unknown");
  }
  return await ingestDocument({
    door: "http",
    raw,
    content_type,
    filename: null,
    recipient: null,
    token_hash,
    message_id: null,
    place: 0,
    sender_domain: null,
    mail: null,
  }, deps);
}
