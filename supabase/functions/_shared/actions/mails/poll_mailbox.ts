import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { type MailboxPoll, PollMailboxPayload } from "../../contract/mailbox_poll.ts";
import type { PollRecord } from "../../data/mailbox_polls.ts";
import { JobError } from "../../platform/job_error.ts";
import { describeError, redact } from "../../platform/log.ts";
import type { ImapAccess, ImapFolder } from "../../providers/imap.ts";
import { keepMail, type KeepMailDeps } from "./keep_mail.ts";

/** What reading a mailbox takes from outside. */
export interface PollMailboxDeps extends KeepMailDeps {
  loadMailboxPoll(mailboxId: string, leaseToken: string): Promise<MailboxPoll>;
  recordMailboxPoll(mailboxId: string, record: PollRecord): Promise<void>;
  openFolder(access: ImapAccess): Promise<ImapFolder>;
  /** False for a host that is no public mail server: nobody reads our own network through this. */
  mayConnect(host: string, port: number): boolean;
}

/** The rest comes a minute later. */
const MAX_MAILS = 50;
const MAX_BYTES = 30 * 1024 * 1024;

/**
 * Reads what is new in one mailbox. A mail is marked as seen, and the place in the mailbox moved on,
 * only after its original is kept; a worker that dies leaves the rest for the next minute.
 */
export async function pollMailbox(job: Job, deps: PollMailboxDeps): Promise<JobOutcome> {
  const payload = PollMailboxPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot poll mailbox: bad payload", { permanent: true });
  const poll = await deps.loadMailboxPoll(payload.data.mailbox_id, job.lease_token);
  if (poll === null) return { kind: "finished", result: { outcome: "off" } };
  try {
    if (!deps.mayConnect(poll.host, poll.port)) throw new Error("this host may not be read");
    const kept = await readFolder(poll, deps);
    return { kind: "finished", result: { outcome: "read", kept } };
  } catch (thrown) {
    // The next minute tries again by itself; the settings page says what is wrong meanwhile.
    const error = redact(describeError(thrown)).replaceAll(poll.password, "***");
    await deps.recordMailboxPoll(poll.mailbox_id, { uid_validity: null, last_uid: null, error });
    return { kind: "finished", result: { outcome: "failed", error } };
  }
}

async function readFolder(poll: NonNullable<MailboxPoll>, deps: PollMailboxDeps): Promise<number> {
  await using folder = await deps.openFolder(poll);
  const uid_validity = folder.uidValidity;
  const isSameNumbering = poll.uid_validity === uid_validity;
  const uids = await folder.list(isSameNumbering ? poll.last_uid : null, MAX_MAILS);
  let kept = 0;
  for (const uid of uids) { // bound: MAX_MAILS; in order, so that the place never jumps over one
    const raw = await folder.read(uid, MAX_BYTES);
    if (raw !== null) {
      await keepMail(arrived(raw, poll.address), deps);
      await folder.markSeen(uid);
      kept++;
    }
    await deps.recordMailboxPoll(poll.mailbox_id, { uid_validity, last_uid: uid, error: null });
  }
  if (uids.length === 0) {
    const last_uid = isSameNumbering ? poll.last_uid : null;
    await deps.recordMailboxPoll(poll.mailbox_id, { uid_validity, last_uid, error: null });
  }
  return kept;
}

function arrived(raw: Uint8Array, address: string) {
  const text = new TextDecoder().decode(raw.subarray(0, 65_536));
  const headEnd = text.search(/\r?\n\r?\n/);
  const head = headEnd < 0 ? text : text.slice(0, headEnd);
  const returnPath = /^return-path:\s*<([^<>\s]*)>/im.exec(head)?.[1];
  const from = /^from:.*?([^\s<>",;]+@[^\s<>",;]+)/im.exec(head)?.[1];
  return {
    raw,
    content_type: "message/rfc822",
    source: "imap" as const,
    identity: [headEnd < 0 ? raw : raw.subarray(headEnd)],
    mail_id: /^message-id:\s*(<[^<>\s]{1,480}>)/im.exec(head)?.[1] ?? null,
    from_address: (returnPath ?? from ?? "").toLowerCase(),
    to: [taggedRecipient(head, address) ?? address],
  };
}

/** The mailbox's address with the thread's token, when the mail was sent to that. */
function taggedRecipient(head: string, address: string): string | null {
  const [local = "", domain = ""] = address.split("@");
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const tagged = new RegExp(`${escaped(local)}\\+[a-z0-9]{1,64}@${escaped(domain)}`, "i");
  return tagged.exec(head)?.[0].toLowerCase() ?? null;
}
