import { Buffer } from "node:buffer";
import { z } from "zod";
import type { OutgoingEmail, SendErrorClass, SendOutcome } from "../contract/send_gate.ts";
import type { MailFile } from "../domain/adf_mail.ts";
import { mailHtml } from "../domain/mail_html.ts";
import { describeError, redact } from "../platform/log.ts";

/** A mail that is no message of a thread: a notice, an alert, a digest. */
export interface PlainMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Who gets the answer, when it is not the sender. */
  readonly reply_to?: string | null;
  readonly attachments?: readonly MailFile[];
  /** Comes back with each event, so that delivery finds its row. */
  readonly outbound_mail_id: number;
}

/** Sends mails. Neither call retries by itself or throws for a refusal. */
export interface EmailProvider {
  /** Hands over one mail of a thread. */
  send(
    mail: OutgoingEmail,
    messageId: number,
    files?: readonly MailFile[],
  ): Promise<SendOutcome>;
  /** Hands over one mail that belongs to no thread. */
  sendPlain(mail: PlainMail): Promise<SendOutcome>;
}

/** What the provider needs to know. */
export interface SendGridAccess {
  readonly apiKey: string;
  /** Replaces https://api.sendgrid.com, for the EU region or a stand-in. */
  readonly baseUrl: string | null;
  /** Sender of mails that belong to no thread. */
  readonly from: string;
  /** The door that unsubscribes with one click; without it a mail can only be answered. */
  readonly unsubscribeUrl?: string;
  readonly timeoutMs?: number;
}

const SENDGRID = "https://api.sendgrid.com";

/** Sends mails by SendGrid's v3 API. */
export function sendGridProvider(access: SendGridAccess): EmailProvider {
  return {
    send: (mail, messageId, files = []) => post(access, threadMail(mail, access, messageId, files)),
    sendPlain: (mail) => post(access, plainMail(mail, access.from)),
  };
}

function threadMail(
  mail: OutgoingEmail,
  access: SendGridAccess,
  messageId: number,
  files: readonly MailFile[],
): Record<string, unknown> {
  const headers: Record<string, string> = {
    "Message-ID": mail.mail_id,
    ...unsubscribing(mail, access),
  };
  if (mail.in_reply_to !== null) headers["In-Reply-To"] = mail.in_reply_to;
  if (mail.references.length > 0) headers["References"] = mail.references.join(" ");
  const text = mail.footer === null ? mail.content : `${mail.content}\n\n${mail.footer}`;
  return {
    personalizations: [{ to: [{ email: mail.to }] }],
    from: { email: mail.from, name: mail.from_name },
    reply_to: { email: mail.reply_to, name: mail.from_name },
    subject: mail.subject,
    content: bothContents(text, mailHtml(text)),
    headers,
    ...files.length > 0 ? { attachments: files.map(attached) } : {},
    custom_args: { message_id: String(messageId) },
    ...NO_TRACKING,
  };
}

/** By one click (RFC 8058) where there is a door for it, and by answering in any case. */
function unsubscribing(
  { list_unsubscribe, unsubscribe_token }: OutgoingEmail,
  { unsubscribeUrl }: SendGridAccess,
): Record<string, string> {
  if (list_unsubscribe === null) return {};
  if (unsubscribe_token === null || unsubscribeUrl === undefined) {
    return { "List-Unsubscribe": list_unsubscribe };
  }
  return {
    "List-Unsubscribe": `<${unsubscribeUrl}?t=${unsubscribe_token}>, ${list_unsubscribe}`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}

function plainMail(mail: PlainMail, from: string): Record<string, unknown> {
  return {
    personalizations: [{ to: [{ email: mail.to }] }],
    from: addressOf(from),
    ...mail.reply_to ? { reply_to: { email: mail.reply_to } } : {},
    subject: mail.subject,
    content: bothContents(mail.text, mail.html),
    headers: { "Auto-Submitted": "auto-generated" },
    custom_args: { outbound_mail_id: String(mail.outbound_mail_id) },
    ...mail.attachments?.length ? { attachments: mail.attachments.map(attached) } : {},
    ...NO_TRACKING,
  };
}

function attached({ filename, content_type, bytes }: MailFile) {
  const type = content_type.split(";", 1)[0]?.trim();
  const content = Buffer.from(bytes).toString("base64");
  return { content, type, filename: filename ?? "file", disposition: "attachment" };
}

/** Rewritten links and hidden pictures make a personal answer look like an advertisement. */
const NO_TRACKING = {
  tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: true } },
} as const;

function bothContents(text: string, html: string) {
  // SendGrid refuses an empty one.
  return [{ type: "text/plain", value: text }, { type: "text/html", value: html }]
    .filter(({ value }) => value !== "");
}

function addressOf(from: string): { email: string; name?: string } {
  const named = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(from);
  if (named === null) return { email: from.trim() };
  const [, name = "", email = ""] = named;
  return name === "" ? { email } : { email, name };
}

async function post(access: SendGridAccess, body: unknown): Promise<SendOutcome> {
  try {
    const response = await fetch(`${access.baseUrl ?? SENDGRID}/v3/mail/send`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${access.apiKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(access.timeoutMs ?? 10_000),
    });
    const said = await response.text();
    if (response.status === 202 || response.status === 200) return accepted(response);
    return refused(response, said);
  } catch (thrown) {
    // No answer: the mail may have been taken, so the next attempt waits for events first.
    return {
      outcome: "unknown",
      error_code: null,
      error_class: "transient",
      error_message: describeError(thrown),
      retry_after_seconds: null,
    };
  }
}

function accepted(response: Response): SendOutcome {
  return {
    outcome: "accepted",
    account_sid: "sendgrid",
    provider_message_id: response.headers.get("x-message-id") ?? crypto.randomUUID(),
    segments: null,
  };
}

const Errors = z.object({
  errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1),
});

function refused(response: Response, said: string): SendOutcome {
  const { status } = response;
  const parsed = Errors.safeParse(parseJson(said));
  const first = parsed.success ? parsed.data.errors[0] : undefined;
  return {
    // A gateway that lost patience says nothing about whether the mail went through.
    outcome: status === 502 || status === 504 || status === 408 ? "unknown" : "rejected",
    error_code: String(status),
    error_class: classOf(status, first?.field ?? ""),
    error_message: redact(first?.message ?? `SendGrid answered ${status}`),
    retry_after_seconds: waitOf(response.headers),
  };
}

function classOf(status: number, field: string): SendErrorClass {
  if (status === 429) return "rate_limit";
  if (status === 401 || status === 403) return "auth";
  if (status === 408 || status >= 500) return "transient";
  if (status === 413) return "content";
  if (field.startsWith("personalizations")) return "bad_address";
  return status === 400 ? "content" : "unknown";
}

/** Retry-After in seconds, else SendGrid's own X-RateLimit-Reset, which is a point in time. */
function waitOf(headers: Headers): number | null {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  if (seconds > 0) return Math.min(Math.ceil(seconds), 3600);
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  const left = Math.ceil(reset - Date.now() / 1000);
  return left > 0 ? Math.min(left, 3600) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
