import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { type ClaimMailAnswer, SendMailPayload } from "../../contract/mail.ts";
import type { SendOutcome } from "../../contract/send_gate.ts";
import type { ClaimMailArgs, RecordMailArgs } from "../../data/mails.ts";
import { renderMail } from "../../domain/mail_templates.ts";
import { JobError } from "../../platform/job_error.ts";
import type { EmailProvider } from "../../providers/email.ts";
import type { OriginalMail } from "./original_mail.ts";

/** What sending one of our own mails takes from outside. */
export interface SendMailDeps {
  /** Null while SendGrid is not configured. */
  readonly email: EmailProvider | null;
  /** Base address of the staff app. */
  readonly appUrl: string;
  claimMail(args: ClaimMailArgs): Promise<ClaimMailAnswer>;
  /** The original of a lead, to be sent on as it came; null when it is gone. */
  originalMail(vars: Readonly<Record<string, unknown>>): Promise<OriginalMail | null>;
  /** Answers the state the mail has after it. */
  recordMail(args: RecordMailArgs): Promise<string>;
}

/** Sends one mail of our own (a notice, an alert, a digest) that a row of outbound_mails promises. */
export async function sendMail(job: Job, deps: SendMailDeps): Promise<JobOutcome> {
  const payload = SendMailPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot send mail: bad payload", { permanent: true });
  const { outbound_mail_id } = payload.data;
  const lease = { outbound_mail_id, lease_token: job.lease_token };
  if (deps.email === null) throw new JobError("Cannot send mail: SENDGRID_API_KEY is not set");
  const claimed = await deps.claimMail({ ...lease, job_id: job.id });
  if (claimed.decision === "wait") {
    return { kind: "postponed", run_at: claimed.run_at, reason: claimed.reason };
  }
  if (claimed.decision !== "send") {
    const { decision, reason } = claimed;
    return { kind: "finished", result: { decision, reason } };
  }
  const { template, vars, dealership_name } = claimed;
  const mail = template === "lead_original"
    ? await deps.originalMail(vars)
    : renderMail(template, vars, { dealership_name, app_url: deps.appUrl });
  const sent: SendOutcome = mail === null
    ? UNKNOWN_TEMPLATE
    : await deps.email.sendPlain({ ...mail, to: claimed.to, outbound_mail_id });
  return await settle(sent, lease, deps);
}

const UNKNOWN_TEMPLATE: SendOutcome = {
  outcome: "rejected",
  error_code: null,
  error_class: "content",
  error_message: "Unknown template, or what it needs is missing",
  retry_after_seconds: null,
};

async function settle(
  sent: SendOutcome,
  lease: Pick<RecordMailArgs, "outbound_mail_id" | "lease_token">,
  deps: SendMailDeps,
): Promise<JobOutcome> {
  if (sent.outcome === "accepted") {
    const status = await deps.recordMail({
      ...lease,
      outcome: "accepted",
      provider_message_id: sent.provider_message_id,
      error_code: null,
      error_class: null,
      error_message: null,
    });
    return { kind: "finished", result: { decision: "sent", status } };
  }
  const { retry_after_seconds, ...refusal } = sent;
  const status = await deps.recordMail({ ...lease, ...refusal, provider_message_id: null });
  if (status === "queued" || status === "sending") {
    throw new JobError(`Cannot send mail: ${sent.error_message}`, { retry_after_seconds });
  }
  return { kind: "finished", result: { decision: "rejected", status } };
}
