/** Wires the real things to documents of leads; deps.ts takes the worker from here. */
import type { Worker } from "../actions/jobs/run_job.ts";
import { type IngestDocumentDeps, ingestDocumentJob } from "../actions/leads/ingest_document.ts";
import type { IngestPostedDocumentDeps } from "../actions/leads/ingest_posted_document.ts";
import { sendAdf } from "../actions/leads/send_adf.ts";
import { asService, type Database, RpcError } from "../data/client.ts";
import {
  checkLeadKey,
  holdDocument,
  loadDocument,
  receiveDocument,
  settleDocument,
} from "../data/documents.ts";
import { loadExport, submitExport } from "../data/lead_exports.ts";
import { countRefusal } from "../data/sms.ts";
import { type Config, readConfig } from "./config.ts";
import { createLog, type Log } from "./log.ts";

/** What the door for documents over HTTP needs. */
export function adfInboundDeps(config: Config = readConfig()): IngestPostedDocumentDeps & {
  countRefusal(door: string, reason: string): Promise<void>;
} {
  const database = asService(config);
  return {
    ...ingestDeps(database, createLog("adf-inbound")),
    checkLeadKey: checkLeadKey.bind(null, database),
    countRefusal: countRefusal.bind(null, database),
  };
}

/** What taking in a document needs; the mail door uses it too. */
export function ingestDeps(database: Database, log: Log): IngestDocumentDeps {
  return {
    log,
    receiveDocument: receiveDocument.bind(null, database),
    loadDocument: loadDocument.bind(null, database),
    settleDocument: settleDocument.bind(null, database),
    holdDocument: holdDocument.bind(null, database),
    isRefusal,
  };
}

/** The workers of the jobs about documents of leads. */
export function adfWorkers(
  database: Database,
  log: Log,
): { readonly ingest_document: Worker; readonly send_adf: Worker } {
  const deps = ingestDeps(database, log);
  const sending = {
    loadExport: loadExport.bind(null, database),
    submitExport: submitExport.bind(null, database),
  };
  return {
    ingest_document: (job) => ingestDocumentJob(job, deps),
    send_adf: (job) => sendAdf(job, sending),
  };
}

/** A constraint or a refusal stays what it is; a lost connection or a deadlock does not. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof RpcError && /^(?:22|23|PT4)/.test(thrown.code ?? "");
}
