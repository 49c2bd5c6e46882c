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

/** Takes in a document that was posted; refuses only what holds no lead at all. */
export function ingestPostedDocument(
  { token, raw, content_type }: PostedDocument,
  deps: IngestDocumentDeps,
): Promise<DocumentAnswer> {
  if (!isDocumentType(content_type)) throw new Problem("document_type_unknown");
  const faults = bodyFaults(raw, content_type);
  if (faults.length > 0) throw new Problem("document_missing", undefined, faults);
  return ingestDocument({
    door: "http",
    raw,
    content_type,
    filename: null,
    recipient: null,
    token_hash: createHash("sha256").update(token).digest("hex"),
    message_id: null,
    place: 0,
    sender_domain: null,
  }, deps);
}
