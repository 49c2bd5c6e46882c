import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { type LoadExportAnswer, SendAdfPayload } from "../../contract/lead_export.ts";
import { writeAdf } from "../../domain/adf_write.ts";
import { JobError } from "../../platform/job_error.ts";

/** What sending a lead to a CRM takes from outside. */
export interface SendAdfDeps {
  loadExport(exportId: string): Promise<LoadExportAnswer>;
  /** Keeps the document and promises its mail, once. */
  submitExport(exportId: string, document: string): Promise<"queued" | "known" | "gone">;
}

/** Writes the ADF of one lead; the mail that carries it is promised in the same transaction. */
export async function sendAdf(job: Job, deps: SendAdfDeps): Promise<JobOutcome> {
  const payload = SendAdfPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot send ADF: bad payload", { permanent: true });
  const { export_id } = payload.data;
  const lead = await deps.loadExport(export_id);
  if (lead === null) return { kind: "finished", result: { outcome: "gone" } };
  if (lead.is_written) return { kind: "finished", result: { outcome: "known" } };
  const outcome = await deps.submitExport(export_id, writeAdf(lead));
  return { kind: "finished", result: { outcome } };
}
