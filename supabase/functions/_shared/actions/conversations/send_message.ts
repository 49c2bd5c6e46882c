import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { SendMessagePayload } from "../../contract/jobs.ts";
import type {
  ClaimSendAnswer,
  Outgoing,
  OutgoingEmail,
  OutgoingFile,
  OutgoingSms,
  SendOutcome,
  SendProvider,
  SentMessage,
} from "../../contract/send_gate.ts";
import type { ClaimSendArgs, RecordSendArgs } from "../../data/send_gate.ts";
import type { Clock } from "../../platform/clock.ts";
import type { MailFile } from "../../domain/adf_mail.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import { JobError } from "../../platform/job_error.ts";
import type { EmailProvider } from "../../providers/email.ts";
import type { SmsProvider } from "../../providers/twilio.ts";

/** What sending takes from outside. */
export interface SendMessageDeps {
  readonly clock: Clock;
  /** Null while Twilio is not configured. */
  readonly sms: SmsProvider | null;
  /** Null while SendGrid is not configured. */
  readonly email: EmailProvider | null;
  claimSend(args: ClaimSendArgs): Promise<ClaimSendAnswer>;
  /** Answers the delivery status the message has after it. */
  recordSend(args: RecordSendArgs): Promise<string>;
  /** An address under which the carrier can fetch a kept file within the hour; null when it is gone. */
  addressOfFile(path: string): Promise<string | null>;
  /** The bytes of a kept file; null when it is gone. */
  readFile(path: string): Promise<Uint8Array | null>;
  /** True if the thrown thing means that the provider's id belongs to another message. */
  isConflict(thrown: unknown): boolean;
}

interface Attempt {
  readonly claim: ClaimSendArgs;
  readonly deps: SendMessageDeps;
}

/** One message and the provider of its channel. */
interface Carrier {
  readonly provider: SendProvider;
  /** The variable without which it cannot be reached, if that is missing. */
  readonly missing: string | null;
  send(): Promise<SendOutcome>;
  findSent(since: Date): Promise<readonly SentMessage[]>;
}

/** A claim older than this may have been taken over by another worker: verify, do not send. */
const STALE_CLAIM_MS = 15_000;
/** Clocks differ; a text counts as ours if it was created up to this long before the first claim. */
const CLOCK_SLACK_MS = 60_000;
/** SendGrid lists nothing, it tells by event what it took; an event is here long before this. */
const EVENT_WAIT_MS = 120_000;

/**
 * Sends one message through the gate, once, by the provider of its channel.
 *
 * The gate marks the message as sending in the transaction that lets it through. A worker that dies
 * after that leaves a message the gate answers with "verify": Twilio's own list then decides, or for
 * mail the absence of SendGrid's events. Web chat needs no provider: the gate itself delivers.
 */
export async function sendMessage(job: Job, deps: SendMessageDeps): Promise<JobOutcome> {
  const payload = SendMessagePayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot send message: bad payload", { permanent: true });
  const claim = {
    message_id: payload.data.message_id,
    job_id: job.id,
    lease_token: job.lease_token,
  };
  const attempt = { claim, deps };
  const claimedAt = deps.clock.now();
  const gate = await deps.claimSend(claim);
  if (gate.decision !== "verify") return await passGate(gate, claimedAt, attempt);

  const found = await recordFound(gate, attempt);
  if (found !== null) return found;
  const reclaimedAt = deps.clock.now();
  return await passGate(
    await deps.claimSend({ ...claim, confirmed_unsent: true }),
    reclaimedAt,
    attempt,
  );
}

async function passGate(
  gate: ClaimSendAnswer,
  claimedAt: number,
  attempt: Attempt,
): Promise<JobOutcome> {
  switch (gate.decision) {
    case "deferred":
      return { kind: "postponed", run_at: gate.run_at, reason: gate.reason ?? "deferred" };
    case "blocked":
    case "done":
      return { kind: "finished", result: { decision: gate.decision, reason: gate.reason } };
    case "verify":
      throw new JobError("Cannot send message: another attempt is under way");
    case "send": {
      if (attempt.deps.clock.now() - claimedAt > STALE_CLAIM_MS) {
        throw new JobError("Cannot send message: the claim is stale");
      }
      const carrier = carrierOf(gate, attempt);
      return await recordOutcome(await sendBy(carrier), carrier, attempt);
    }
  }
}

/** A provider that is not configured refuses like one that does not know us: it can be put right. */
async function sendBy(carrier: Carrier): Promise<SendOutcome> {
  if (carrier.missing === null) return await carrier.send();
  return {
    outcome: "rejected",
    error_code: null,
    error_class: "auth",
    error_message: `${carrier.missing} is not set`,
    retry_after_seconds: null,
  };
}

function carrierOf(message: Outgoing, attempt: Attempt): Carrier {
  const { sms, email, clock } = attempt.deps;
  if (message.channel === "sms") {
    return {
      provider: "twilio",
      missing: sms === null ? "TWILIO_AUTH_TOKEN" : null,
      send: () => sendText(asText(message), attempt),
      findSent: (since) => present(sms).findSent(asText(message), since),
    };
  }
  return {
    provider: "sendgrid",
    missing: email === null ? "SENDGRID_API_KEY" : null,
    send: () => sendEmail(message, attempt),
    findSent: () => waitForEvents(message, clock),
  };
}

/** Twilio fetches the files itself. */
async function sendText(
  sms: OutgoingSms,
  { claim, deps }: Attempt,
): Promise<SendOutcome> {
  const media: OutgoingFile[] = [];
  for (const file of sms.media) { // bound: send_message takes ten
    const url = file.path === undefined ? file.url : await deps.addressOfFile(file.path);
    if (url === null) return FILE_GONE;
    media.push({ ...file, url });
  }
  return await present(deps.sms).send({ ...sms, media }, claim.message_id);
}

/** The files of a mail travel inside it. */
async function sendEmail(
  mail: OutgoingEmail,
  { claim, deps }: Attempt,
): Promise<SendOutcome> {
  const files: MailFile[] = [];
  for (const { path, filename, content_type } of mail.media) { // bound: send_message takes ten
    const bytes = path === undefined ? null : await deps.readFile(path);
    if (bytes === null) return FILE_GONE;
    files.push({ filename, content_type, bytes });
  }
  return await present(deps.email).send(mail, claim.message_id, files);
}

const FILE_GONE: SendOutcome = {
  outcome: "rejected",
  error_code: null,
  error_class: "content",
  error_message: "One of its files is gone",
  retry_after_seconds: null,
};

function present<Provider>(provider: Provider | null): Provider {
  if (provider === null) throw new JobError("Cannot send message: its provider is not configured");
  return provider;
}

/** Had SendGrid taken the mail, its event would have moved the message on and no claim would be ours. */
function waitForEvents(message: Outgoing, clock: Clock): Promise<readonly SentMessage[]> {
  const since = message.first_claimed_at === null ? 0 : Date.parse(message.first_claimed_at);
  const left = since + EVENT_WAIT_MS - clock.now();
  if (left <= 0) return Promise.resolve([]);
  throw new JobError("Cannot send message: SendGrid's events may still tell that it left", {
    retry_after_seconds: Math.ceil(left / 1000),
  });
}

/** What people type with curly quotes travels as plain signs: one such sign would halve the room. */
function asText(sms: OutgoingSms): OutgoingSms {
  return { ...sms, content: normaliseForSms(sms.content) };
}

/** Looks for a message that an earlier attempt may have sent, and writes it down if it is there. */
async function recordFound(message: Outgoing, attempt: Attempt): Promise<JobOutcome | null> {
  const since = message.first_claimed_at === null
    ? new Date(0)
    : new Date(Date.parse(message.first_claimed_at) - CLOCK_SLACK_MS);
  const carrier = carrierOf(message, attempt);
  const candidates = await carrier.findSent(since);
  // Two texts with the same words are told apart by the unique provider id; at most 100 listed.
  for (const candidate of candidates) {
    const status = await recordCandidate(candidate, carrier, attempt);
    if (status !== null) return { kind: "finished", result: { decision: "found", status } };
  }
  return null;
}

async function recordCandidate(
  candidate: SentMessage,
  { provider }: Carrier,
  attempt: Attempt,
): Promise<string | null> {
  try {
    return await record({ ...NO_ERROR, ...candidate, provider, outcome: "accepted" }, attempt);
  } catch (thrown) {
    if (attempt.deps.isConflict(thrown)) return null;
    throw thrown;
  }
}

const NO_ERROR = { error_code: null, error_class: null, error_message: null } as const;
const NOT_SENT = { account_sid: null, provider_message_id: null, segments: null } as const;

async function recordOutcome(
  sent: SendOutcome,
  { provider }: Carrier,
  attempt: Attempt,
): Promise<JobOutcome> {
  if (sent.outcome === "accepted") {
    const status = await record({ ...NO_ERROR, ...sent, provider }, attempt);
    return { kind: "finished", result: { decision: "sent", status } };
  }
  const { retry_after_seconds, ...refusal } = sent;
  const status = await record({ ...NOT_SENT, ...refusal, provider }, attempt);
  // The database decides what each class of error means: back in the queue, to be verified, or over.
  if (status === "queued" || status === "sending") {
    throw new JobError(`Cannot send message: ${sent.error_message}`, { retry_after_seconds });
  }
  return {
    kind: "finished",
    result: { decision: "rejected", status, error_class: sent.error_class },
  };
}

function record(
  outcome: Omit<RecordSendArgs, "message_id" | "lease_token">,
  { claim, deps }: Attempt,
): Promise<string> {
  return deps.recordSend({
    message_id: claim.message_id,
    lease_token: claim.lease_token,
    ...outcome,
  });
}
