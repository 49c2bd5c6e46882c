import { LoadExportAnswer, OriginalDocument, SubmitExportAnswer } from "../contract/lead_export.ts";
import { callRpc, type Database } from "./client.ts";

/** Loads all that an ADF document about a lead is written from; null when the lead is gone. */
export function loadExport(database: Database, exportId: string): Promise<LoadExportAnswer> {
  return callRpc(database, "load_export", { export_id: exportId }, LoadExportAnswer);
}

/** Keeps the document and promises its mail, once. */
export async function submitExport(
  database: Database,
  exportId: string,
  document: string,
): Promise<"queued" | "known" | "gone"> {
  const args = { export_id: exportId, document };
  return (await callRpc(database, "submit_export", args, SubmitExportAnswer)).outcome;
}

/** Loads a document as it came; null when it is gone. */
export function loadOriginal(
  database: Database,
  documentId: string,
): Promise<OriginalDocument | null> {
  const args = { document_id: documentId };
  return callRpc(database, "load_original", args, OriginalDocument.nullable());
}
