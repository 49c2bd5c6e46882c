import type { KeptOriginal } from "../../contract/document.ts";
import {
  type InboundEmailRow,
  type KeptFile,
  type ReceivedMail,
  type ReceiveEmailAnswer,
  ReceiveEmailPayload,
} from "../../contract/email.ts";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import type { MailBucket } from "../../data/mail_files.ts";
import type { AutomaticMail } from "../../domain/automatic_mail.ts";
import type { InboundMail, MailAttachment } from "../../domain/inbound_mail.ts";
import { messageKeyword, optOutIntent } from "../../domain/opt_out.ts";
import { JobError } from "../../platform/job_error.ts";

/** What receiving a kept mail takes from outside. */
export interface ReceiveEmailDeps {
  loadInboundEmail(id: number): Promise<InboundEmailRow>;
  settleInboundEmail(id: number, status: "lead" | "ignored"): Promise<void>;
  openEmailThread(id: number, mail: ReceivedMail): Promise<string>;
  receiveEmail(id: number, mail: ReceivedMail): Promise<ReceiveEmailAnswer>;
  readKeptFile(bucket: MailBucket, path: string): Promise<Uint8Array | null>;
  keepFile(
    bucket: MailBucket,
    path: string,
    file: { readonly bytes: Uint8Array; readonly content_type: string },
  ): Promise<void>;
  /** Reads a mail; null when nobody can. Loaded late: most workers never see a mail. */
  readMail(raw: Uint8Array, contentType: string): Promise<ReadMail | null>;
  /** Hands the mail to the leads if it holds a document of them; false when it does not. */
  takeLead(mail: InboundMail, recipient: string, original: KeptOriginal): Promise<boolean>;
}

/** A mail as its reader gives it. */
export interface ReadMail {
  readonly mail: InboundMail;
  /** What the person wrote, quotes and signature apart. */
  readonly written: string;
  automatic(envelopeFrom: string): AutomaticMail | null;
}

type Row = NonNullable<InboundEmailRow>;

const UNREADABLE = "This mail could not be read. Its original is kept.";

/** Turns one kept mail into a message of its conversation, a line of it, or a lead. */
export async function receiveEmail(job: Job, deps: ReceiveEmailDeps): Promise<JobOutcome> {
  const payload = ReceiveEmailPayload.safeParse(job.payload);
  if (!payload.success) {
    throw new JobError("Cannot receive email: bad payload", { permanent: true });
  }
  const row = await deps.loadInboundEmail(payload.data.inbound_email_id);
  if (row === null || row.status !== "received") return finished("duplicate");
  const raw = await deps.readKeptFile("mails", row.storage_path);
  if (raw === null) throw new JobError("Cannot receive email: its original is not there");
  const read = await deps.readMail(raw, row.content_type);
  if (read !== null && row.lead_recipient !== null) {
    const original = { path: row.storage_path, content_type: row.content_type };
    if (await deps.takeLead(read.mail, row.lead_recipient, original)) {
      await deps.settleInboundEmail(row.id, "lead");
      return finished("lead");
    }
  }
  const mail = read === null ? unreadable(row) : receivedMail(row, read);
  const media = read === null || mail.is_automatic
    ? []
    : await keepFiles(row, { mail, files: read.mail.attachments }, deps);
  const answer = await deps.receiveEmail(row.id, { ...mail, media });
  return finished(answer.outcome);
}

function finished(outcome: string): JobOutcome {
  return { kind: "finished", result: { outcome } };
}

function receivedMail(row: Row, { mail, written, automatic }: ReadMail): ReceivedMail {
  const machine = automatic(row.from_address);
  const returned = machine?.kind === "bounce" ? machine.returned : [];
  const asked = messageKeyword(written) ?? messageKeyword(mail.subject);
  return {
    mail_id: mail.mail_id,
    answers: [...mail.answers, ...returned],
    token: tokenOf(row.to_address),
    // The From header is what people see and answer; the envelope may name a relay's bounce address.
    from_address: mail.from_address === "" ? row.from_address : mail.from_address,
    from_name: mail.from_name,
    subject: mail.subject,
    content: machine === null ? contentOf(mail, written) : machineLine(machine, mail, written),
    is_automatic: machine !== null,
    bounced: machine?.kind === "bounce" ? machine.bounced : null,
    keyword: asked === "help" ? null : asked,
    opt_out: optOutIntent(written),
    media: [],
  };
}

/** A first mail often asks in its subject and only greets in its body. */
function contentOf(mail: InboundMail, written: string): string {
  const isFirst = mail.answers.length === 0 && !/^\s*re\s*:/i.test(mail.subject);
  const content = isFirst && mail.subject !== "" && !written.includes(mail.subject)
    ? `${mail.subject}\n\n${written}`
    : written;
  return content.replaceAll("\u0000", "").trim().slice(0, 10_000);
}

function machineLine(machine: AutomaticMail, mail: InboundMail, written: string): string {
  const what = { bounce: "Mail came back", auto_reply: "Automatic reply", bulk: "Bulk mail" };
  return `${what[machine.kind]}: ${mail.subject}\n${written}`.replaceAll("\u0000", "").trim();
}

function unreadable(row: Row): ReceivedMail {
  return {
    mail_id: null,
    answers: [],
    token: tokenOf(row.to_address),
    from_address: row.from_address,
    from_name: null,
    subject: "",
    content: UNREADABLE,
    is_automatic: row.from_address === "",
    bounced: null,
    keyword: null,
    opt_out: "none",
    media: [],
  };
}

function tokenOf(recipient: string): string | null {
  return /\+([0-9a-f]{32})@/i.exec(recipient)?.[1]?.toLowerCase() ?? null;
}

/** What a browser may show or open as it is; anything else is handed out as plain bytes. */
const SAFE_TYPE =
  /^(?:image\/(?:jpeg|png|gif|webp|heic)|application\/pdf|text\/(?:plain|csv)|audio\/|video\/|application\/vnd\.(?:openxmlformats|ms-))/i;
const MAX_FILE_BYTES = 25 * 1024 * 1024;
/** Smaller pictures within the text are logos of signatures. */
const MIN_INLINE_BYTES = 10_000;

async function keepFiles(
  row: Row,
  { mail, files }: {
    readonly mail: ReceivedMail;
    readonly files: readonly MailAttachment[];
  },
  deps: ReceiveEmailDeps,
): Promise<readonly KeptFile[]> {
  const wanted = files.filter(({ bytes, is_inline }) =>
    bytes.length > 0 && bytes.length <= MAX_FILE_BYTES &&
    (!is_inline || bytes.length >= MIN_INLINE_BYTES)
  );
  if (wanted.length === 0) return [];
  const threadId = await deps.openEmailThread(row.id, mail);
  const kept: KeptFile[] = [];
  for (const [position, file] of wanted.entries()) { // bound: 20 files a mail
    const content_type = SAFE_TYPE.test(file.content_type)
      ? file.content_type
      : "application/octet-stream";
    const filename = nameOf(file, position);
    const path = `${row.dealership_id}/${threadId}/${row.id}-${position}-${filename}`;
    await deps.keepFile("attachments", path, { bytes: file.bytes, content_type });
    kept.push({ url: "", path, filename, content_type, size_bytes: file.bytes.length });
  }
  return kept;
}

function nameOf({ filename }: MailAttachment, position: number): string {
  const plain = (filename ?? "").normalize("NFKD").replace(/[^A-Za-z0-9._-]+/g, "_")
    .replace(/^[._]+/, "").slice(-80);
  return plain === "" ? `file-${position + 1}` : plain;
}
