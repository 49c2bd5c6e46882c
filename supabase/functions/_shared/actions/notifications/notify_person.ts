import type { Job, JobOutcome } from "../../contract/jobs.ts";
import {
  type ClaimNotificationAnswer,
  NotifyPersonPayload,
  type OutgoingNotification,
} from "../../contract/notification.ts";
import type { OutgoingSms } from "../../contract/send_gate.ts";
import type { ClaimNotificationArgs, RecordNotificationArgs } from "../../data/notifications.ts";
import { pushPayload, staffText } from "../../domain/notification_words.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import { JobError } from "../../platform/job_error.ts";
import type { PushProvider } from "../../providers/web_push.ts";
import { sendPhoneCode, type SendPhoneCodeDeps } from "./send_phone_code.ts";

/** What telling a person takes from outside. */
export interface NotifyPersonDeps extends SendPhoneCodeDeps {
  /** Null while the VAPID keys are not configured. */
  readonly push: PushProvider | null;
  /** Base address of the staff app. */
  readonly appUrl: string;
  claimNotification(args: ClaimNotificationArgs): Promise<ClaimNotificationAnswer>;
  recordNotification(args: RecordNotificationArgs): Promise<string>;
}

type Verdict = Pick<RecordNotificationArgs, "outcome" | "error" | "gone">;

/** Clocks differ; a text counts as ours if it was created up to this long before the first claim. */
const CLOCK_SLACK_MS = 60_000;

/** Carries one notification to its person's phone or browsers, and writes down what became of it. */
export async function notifyPerson(job: Job, deps: NotifyPersonDeps): Promise<JobOutcome> {
  const payload = NotifyPersonPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot notify: bad payload", { permanent: true });
  if ("phone_code_id" in payload.data) {
    return await sendPhoneCode(job, payload.data.phone_code_id, deps);
  }
  const lease = { ...payload.data, lease_token: job.lease_token };
  const claimed = await deps.claimNotification({ ...lease, job_id: job.id });
  if (claimed.decision === "done") {
    return { kind: "finished", result: { decision: "done", reason: claimed.reason } };
  }
  const verdict = claimed.channel === "sms"
    ? await sendText(claimed, deps)
    : await sendPush(claimed, deps);
  const status = await deps.recordNotification({ ...lease, ...verdict });
  if (status === "queued") throw new JobError(`Cannot notify: ${verdict.error ?? "try again"}`);
  return { kind: "finished", result: { decision: verdict.outcome, status } };
}

async function sendText(notice: OutgoingNotification, deps: NotifyPersonDeps): Promise<Verdict> {
  if (deps.sms === null) return failed("TWILIO_AUTH_TOKEN is not set");
  if (notice.to === null) return failed("no phone");
  const sms: OutgoingSms = {
    decision: "send",
    channel: "sms",
    reason: null,
    to: notice.to,
    from: notice.from,
    messaging_service_sid: notice.messaging_service_sid,
    account_sid: notice.account_sid,
    content: normaliseForSms(staffText(notice, deps.appUrl)),
    media: [],
    attempt: 1,
    first_claimed_at: notice.first_claimed_at,
  };
  if (notice.decision === "verify") {
    const since = new Date(Date.parse(notice.first_claimed_at) - CLOCK_SLACK_MS);
    if ((await deps.sms.findSent(sms, since)).length > 0) return SENT;
  }
  const sent = await deps.sms.send(sms, null);
  if (sent.outcome === "accepted") return SENT;
  const mayPass = sent.outcome === "unknown" ||
    ["rate_limit", "transient", "auth"].includes(sent.error_class);
  return { outcome: mayPass ? "retry" : "failed", error: sent.error_message, gone: [] };
}

/** A second push of the same tag replaces the first on the screen, so sending again does no harm. */
async function sendPush(notice: OutgoingNotification, deps: NotifyPersonDeps): Promise<Verdict> {
  const { push } = deps;
  if (push === null) return failed("the VAPID keys are not set");
  const payload = pushPayload(notice);
  // Bounded by the browsers of one person.
  const answers = await Promise.all(notice.devices.map(async (device) => ({
    id: device.id,
    answer: await push.send(device, payload),
  })));
  const gone = answers.filter(({ answer }) => answer.outcome === "gone").map(({ id }) => id);
  if (answers.some(({ answer }) => answer.outcome === "sent")) return { ...SENT, gone };
  const faults = answers.flatMap(({ answer }) => "error" in answer ? [answer.error] : []);
  const isBusy = answers.some(({ answer }) => answer.outcome === "busy");
  const error = faults[0] ?? "no browser of this person answers any more";
  return { outcome: isBusy ? "retry" : "failed", error, gone };
}

const SENT: Verdict = { outcome: "sent", error: null, gone: [] };

function failed(error: string): Verdict {
  return { outcome: "failed", error, gone: [] };
}
