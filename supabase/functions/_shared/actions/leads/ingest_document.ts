import { Buffer } from "node:buffer";
import {
  type DocumentAnswer,
  type InboundDocument,
  IngestDocumentPayload,
  type KeptOriginal,
  type LoadDocumentAnswer,
  type ReadDocument,
} from "../../contract/document.ts";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { parseAdf } from "../../domain/adf.ts";
import { findAdf, type MailParts } from "../../domain/adf_mail.ts";
import { JobError } from "../../platform/job_error.ts";
import { describeError, type Log } from "../../platform/log.ts";

/** What taking in a document takes from outside. */
export interface IngestDocumentDeps {
  readonly log: Log;
  receiveDocument(document: InboundDocument): Promise<DocumentAnswer>;
  loadDocument(documentId: string): Promise<LoadDocumentAnswer>;
  settleDocument(documentId: string, parsed: ReadDocument): Promise<DocumentAnswer>;
  holdDocument(documentId: string, reason: string): Promise<void>;
  /** True when the database refused what was handed in, so that trying again cannot help. */
  isRefusal(thrown: unknown): boolean;
}

/** Only the beginning of anything larger is kept here; nothing of that size is a lead. */
const MAX_RAW_BYTES = 4 * 1024 * 1024;

/** One mail to an address of leads, as the mail door read it. */
export interface LeadMail extends MailParts {
  /** The envelope recipient, never the To header. */
  readonly recipient: string;
  readonly message_id: string | null;
  readonly sender_domain: string | null;
  readonly mail: KeptOriginal | null;
}

/** Takes in a mail to an address of leads: each document in it once, whatever it looks like. */
export async function ingestMail(
  { recipient, message_id, sender_domain, mail, ...parts }: LeadMail,
  deps: IngestDocumentDeps,
): Promise<DocumentAnswer[]> {
  const answers: DocumentAnswer[] = [];
  for (const [place, found] of findAdf(parts).entries()) { // bound: 20 documents a mail
    const { raw, content_type, filename } = found;
    const document = { raw, content_type, filename, recipient, message_id, sender_domain, place };
    const from = { door: "email", token_hash: null, mail } as const;
    answers.push(await ingestDocument({ ...document, ...from }, deps));
  }
  return answers;
}

/**
 * Keeps a document, then reads it and records its leads. When reading or recording fails, the
 * document is safe: its job, promised with it, does it again.
 */
export async function ingestDocument(
  document: InboundDocument,
  deps: IngestDocumentDeps,
): Promise<DocumentAnswer> {
  const raw = document.raw.subarray(0, MAX_RAW_BYTES);
  const kept = await deps.receiveDocument({ ...document, raw });
  if (kept.outcome === "duplicate") return kept;
  try {
    return await readAndSettle(kept, raw, deps);
  } catch (thrown) {
    deps.log.warn("document_left_to_its_job", {
      dealership_id: kept.dealership_id,
      resource_id: kept.document_id,
      metadata: { error: describeError(thrown) },
    });
    return kept;
  }
}

/** Reads a document whose door did not come to it, or that a person corrected or assigned. */
export async function ingestDocumentJob(job: Job, deps: IngestDocumentDeps): Promise<JobOutcome> {
  const payload = IngestDocumentPayload.safeParse(job.payload);
  if (!payload.success) {
    throw new JobError("Cannot ingest document: bad payload", { permanent: true });
  }
  const { document_id } = payload.data;
  const loaded = await deps.loadDocument(document_id);
  if (loaded === null) return { kind: "finished", result: { outcome: "gone" } };
  if (!["received", "parsed", "assigned"].includes(loaded.status)) {
    return { kind: "finished", result: { outcome: loaded.status } };
  }
  const raw = loaded.fixed_text ?? new Uint8Array(Buffer.from(loaded.raw ?? "", "base64"));
  try {
    const { status } = await readAndSettle(loaded, raw, deps);
    return { kind: "finished", result: { outcome: status } };
  } catch (thrown) {
    if (!deps.isRefusal(thrown)) throw thrown;
    await deps.holdDocument(document_id, "record_refused");
    const error = describeError(thrown);
    return { kind: "finished", result: { outcome: "needs_review", error } };
  }
}

function readAndSettle(
  kept: DocumentAnswer,
  raw: Uint8Array | string,
  deps: IngestDocumentDeps,
): Promise<DocumentAnswer> {
  const { content_type, received_at, timezone, country, department, sender_domain } = kept;
  const charset = /charset\s*=\s*["']?([\w-]+)/i.exec(content_type ?? "")?.[1] ?? null;
  const options = { received_at, timezone, country, department, sender_domain, charset };
  const parsed = parseAdf(raw, { ...options, dealership_name: kept.dealership_name });
  return deps.settleDocument(kept.document_id, parsed);
}
