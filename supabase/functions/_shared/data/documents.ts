import { Buffer } from "node:buffer";
import { z } from "zod";
import {
  DocumentAnswer,
  type InboundDocument,
  LoadDocumentAnswer,
  type ReadDocument,
} from "../contract/document.ts";
import { callRpc, type Database } from "./client.ts";

/** Keeps one document of leads, once. */
export function receiveDocument(
  database: Database,
  { raw, ...document }: InboundDocument,
): Promise<DocumentAnswer> {
  const encoded = { ...document, raw: Buffer.from(raw).toString("base64") };
  return callRpc(database, "receive_document", { document: encoded }, DocumentAnswer);
}

/** Loads a document for its reader. */
export function loadDocument(database: Database, documentId: string): Promise<LoadDocumentAnswer> {
  return callRpc(database, "load_document", { document_id: documentId }, LoadDocumentAnswer);
}

/** Hands in what was read; the database records its leads in one transaction. */
export function settleDocument(
  database: Database,
  documentId: string,
  parsed: ReadDocument,
): Promise<DocumentAnswer> {
  const args = { document_id: documentId, parsed };
  return callRpc(database, "settle_document", args, DocumentAnswer);
}

/** Hands a document to a person. */
export async function holdDocument(
  database: Database,
  documentId: string,
  reason: string,
): Promise<void> {
  await callRpc(database, "hold_document", { document_id: documentId, reason }, z.unknown());
}

/** Refuses a key that belongs to no address of leads. */
export async function checkLeadKey(database: Database, tokenHash: string): Promise<void> {
  await callRpc(database, "check_lead_key", { token_hash: tokenHash }, z.unknown());
}
