/** Wires the real things to the work on mail; deps.ts takes the workers from here. */
import { fetchMedia } from "../actions/conversations/fetch_media.ts";
import type { Worker } from "../actions/jobs/run_job.ts";
import { ingestMail } from "../actions/leads/ingest_document.ts";
import type { AcceptMailDeps } from "../actions/mails/accept_mail.ts";
import { pollMailbox } from "../actions/mails/poll_mailbox.ts";
import type { KeepMailDeps } from "../actions/mails/keep_mail.ts";
import { originalMail } from "../actions/mails/original_mail.ts";
import { type ReadMail, receiveEmail } from "../actions/mails/receive_email.ts";
import type { RecordEventsDeps } from "../actions/mails/record_events.ts";
import { sendMail, type SendMailDeps } from "../actions/mails/send_mail.ts";
import type { KeptOriginal } from "../contract/document.ts";
import { asService, type Database } from "../data/client.ts";
import {
  findMailboxes,
  loadInboundEmail,
  openEmailThread,
  quarantineEmail,
  receiveEmail as storeMessage,
  recordEmailEvents,
  settleInboundEmail,
  storeInboundEmail,
  unsubscribeMail,
} from "../data/email.ts";
import { loadOriginal } from "../data/lead_exports.ts";
import { loadMailboxPoll, recordMailboxPoll } from "../data/mailbox_polls.ts";
import { keepMedia, loadMedia } from "../data/media.ts";
import { keepFile, readKeptFile } from "../data/mail_files.ts";
import { claimMail, recordMail } from "../data/mails.ts";
import { countRefusal } from "../data/sms.ts";
import type { InboundMail } from "../domain/inbound_mail.ts";
import { publicAddress } from "../domain/public_address.ts";
import { holdsAdf } from "../domain/adf_envelope.ts";
import type { VerifySendGridDeps } from "../http/verify_sendgrid.ts";
import { openImapFolder } from "../providers/imap.ts";
import { sendGridProvider } from "../providers/email.ts";
import { fetchTwilioMedia } from "../providers/twilio_media.ts";
import { ingestDeps } from "./adf_deps.ts";
import { systemClock } from "./clock.ts";
import { type Config, readConfig } from "./config.ts";
import { createLog, type Log } from "./log.ts";

/** What the door of inbound mail needs. */
export function emailInboundDeps(
  config: Config = readConfig(),
): AcceptMailDeps & VerifySendGridDeps {
  const database = asService(config);
  const log = createLog("email-inbound");
  return {
    ...verifying(database, log, config.sendGridKeys.inbound),
    ...keeping(database),
    ingestLeadMail: (mail, recipient, original) =>
      ingest({ mail, recipient, original }, { database, log }),
  };
}

/** What the door of SendGrid's events needs. */
export function emailEventsDeps(
  config: Config = readConfig(),
): RecordEventsDeps & VerifySendGridDeps {
  const database = asService(config);
  return {
    ...verifying(database, createLog("email-events"), config.sendGridKeys.events),
    recordEmailEvents: recordEmailEvents.bind(null, database),
  };
}

/** What the door that ends advertising mail needs. */
export function emailUnsubscribeDeps(config: Config = readConfig()): {
  readonly log: Log;
  readonly appUrl: string;
  unsubscribe(token: string): Promise<"unsubscribed" | "unknown">;
  countRefusal(door: string, reason: string): Promise<void>;
} {
  const database = asService(config);
  return {
    log: createLog("email-unsubscribe"),
    appUrl: config.publicAppUrl,
    unsubscribe: (token) => unsubscribeMail(database, token),
    countRefusal: (door, reason) => countRefusal(database, door, reason),
  };
}

/** The workers of the jobs that send and receive mail. */
export function mailWorkers(
  database: Database,
  config: Config,
  log: Log,
): { readonly [Kind in "send_mail" | "receive_email" | "poll_mailbox" | "fetch_media"]: Worker } {
  const sending = sendingDeps(database, config);
  const receiving = {
    loadInboundEmail: loadInboundEmail.bind(null, database),
    settleInboundEmail: settleInboundEmail.bind(null, database),
    openEmailThread: openEmailThread.bind(null, database),
    receiveEmail: storeMessage.bind(null, database),
    readKeptFile: readKeptFile.bind(null, database),
    keepFile: keepFile.bind(null, database),
    readMail: readLate,
    takeLead: async (mail: InboundMail, recipient: string, original: KeptOriginal) => {
      if (!carriesAdf(mail)) return false;
      await ingest({ mail, recipient, original }, { database, log });
      return true;
    },
  };
  const polling = {
    ...keeping(database),
    loadMailboxPoll: loadMailboxPoll.bind(null, database),
    recordMailboxPoll: recordMailboxPoll.bind(null, database),
    openFolder: openImapFolder,
    mayConnect: (host: string, port: number) =>
      config.mailHosts.includes(host) || (publicAddress(host) && port === 993),
  };
  const { accountSid, authTokens, apiBaseUrl } = config.twilio;
  const twilio = { accountSid, authToken: authTokens[0] ?? null, apiBaseUrl };
  const fetching = {
    loadMedia: loadMedia.bind(null, database),
    keepMedia: keepMedia.bind(null, database),
    fetchMedia: (url: string) => fetchTwilioMedia(url, twilio),
    keepFile: keepFile.bind(null, database, "attachments"),
  };
  return {
    send_mail: (job) => sendMail(job, sending),
    receive_email: (job) => receiveEmail(job, receiving),
    poll_mailbox: (job) => pollMailbox(job, polling),
    fetch_media: (job) => fetchMedia(job, fetching),
  };
}

function sendingDeps(database: Database, config: Config): SendMailDeps {
  return {
    email: config.email === null ? null : sendGridProvider(config.email),
    appUrl: config.publicAppUrl,
    claimMail: claimMail.bind(null, database),
    recordMail: recordMail.bind(null, database),
    originalMail: (vars) =>
      originalMail(vars, {
        loadOriginal: loadOriginal.bind(null, database),
        readMailFile: readKeptFile.bind(null, database, "mails"),
        readMail: async (raw, type) => (await readLate(raw, type))?.mail ?? null,
      }),
  };
}

function keeping(database: Database): KeepMailDeps {
  return {
    findMailboxes: findMailboxes.bind(null, database),
    keepFile: keepFile.bind(null, database),
    storeInboundEmail: storeInboundEmail.bind(null, database),
    quarantineEmail: quarantineEmail.bind(null, database),
  };
}

function verifying(database: Database, log: Log, publicKeys: string | null): VerifySendGridDeps {
  return {
    log,
    publicKeys,
    now: systemClock.now,
    countRefusal: countRefusal.bind(null, database),
  };
}

/** The parsers are loaded with the first mail: the runner mostly has none to read. */
async function readLate(raw: Uint8Array, contentType: string): Promise<ReadMail | null> {
  const [{ readMail }, { mailReply }, { automaticMail }] = await Promise.all([
    import("../domain/inbound_mail.ts"),
    import("../domain/mail_reply.ts"),
    import("../domain/automatic_mail.ts"),
  ]);
  const mail = await readMail(raw, contentType).catch(() => null);
  return mail === null ? null : {
    mail,
    written: mailReply(mail.text, mail.html),
    automatic: (envelopeFrom) => automaticMail(mail, envelopeFrom),
  };
}

/** A mail to an ordinary mailbox is a lead only when it really carries a document of one. */
function carriesAdf(mail: InboundMail): boolean {
  const decoder = new TextDecoder("latin1");
  const texts = [
    mail.text ?? "",
    mail.html ?? "",
    ...mail.attachments.filter(({ content_type, filename }) =>
      /\b(?:xml|x-adf)\b|^text\/plain/i.test(content_type) || /\.(?:xml|adf)$/i.test(filename ?? "")
    ).map(({ bytes }) => decoder.decode(bytes.subarray(0, 20_000))),
  ];
  return texts.some(holdsAdf);
}

async function ingest(
  { mail, recipient, original }: {
    readonly mail: InboundMail;
    readonly recipient: string;
    readonly original: KeptOriginal;
  },
  { database, log }: { readonly database: Database; readonly log: Log },
): Promise<void> {
  await ingestMail({
    recipient,
    message_id: mail.mail_id,
    sender_domain: mail.from_address.split("@")[1] ?? null,
    attachments: mail.attachments,
    text: mail.text,
    html: mail.html,
    mail: original,
  }, ingestDeps(database, log));
}
