import type { Job, JobOutcome } from "../../contract/jobs.ts";
import type { ClaimPhoneCodeAnswer } from "../../contract/notification.ts";
import type { ClaimPhoneCodeArgs, RecordPhoneCodeArgs } from "../../data/notifications.ts";
import { phoneCodeText } from "../../domain/notification_words.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import type { SmsProvider } from "../../providers/twilio.ts";

/** What texting a code takes from outside. */
export interface SendPhoneCodeDeps {
  /** Null while Twilio is not configured. */
  readonly sms: SmsProvider | null;
  claimPhoneCode(args: ClaimPhoneCodeArgs): Promise<ClaimPhoneCodeAnswer>;
  recordPhoneCode(args: RecordPhoneCodeArgs): Promise<string>;
}

/**
 * Texts a code to the number that a person wants notifications at. It is tried once: the code is
 * kept nowhere, and whoever gets none asks for another.
 */
export async function sendPhoneCode(
  job: Job,
  phone_code_id: string,
  deps: SendPhoneCodeDeps,
): Promise<JobOutcome> {
  const lease = { phone_code_id, lease_token: job.lease_token };
  const claimed = await deps.claimPhoneCode({ ...lease, job_id: job.id });
  if (claimed.decision === "done") {
    return { kind: "finished", result: { decision: "done", reason: claimed.reason } };
  }
  const error = await sendCode(claimed, deps.sms);
  const outcome = error === null ? "sent" : "failed";
  const status = await deps.recordPhoneCode({ ...lease, outcome, error });
  return { kind: "finished", result: { decision: outcome, status } };
}

async function sendCode(
  claimed: Extract<ClaimPhoneCodeAnswer, { decision: "send" }>,
  sms: SmsProvider | null,
): Promise<string | null> {
  if (sms === null) return "TWILIO_AUTH_TOKEN is not set";
  const { to, from, messaging_service_sid, account_sid } = claimed;
  const sent = await sms.send({
    decision: "send",
    channel: "sms",
    reason: null,
    to,
    from,
    messaging_service_sid,
    account_sid,
    content: normaliseForSms(phoneCodeText(claimed)),
    media: [],
    attempt: 1,
    first_claimed_at: new Date(0).toISOString(),
  }, null);
  return sent.outcome === "accepted" ? null : sent.error_message;
}
