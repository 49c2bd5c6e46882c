import PostalMime, { type Email } from "postal-mime";
import { type FormPart, parseMultipart } from "./multipart.ts";

/** One file of a mail. */
export interface MailAttachment {
  readonly filename: string | null;
  readonly content_type: string;
  readonly bytes: Uint8Array;
  /** Shown within the mail's HTML, such as the logo of a signature. */
  readonly is_inline: boolean;
}

/** A mail with its transfer encodings and charsets undone. */
export interface InboundMail {
  readonly from_address: string;
  readonly from_name: string | null;
  readonly subject: string;
  readonly mail_id: string | null;
  /** Message-IDs it answers, the nearest first. */
  readonly answers: readonly string[];
  /** Header values by lower-case name; the first of several. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly MailAttachment[];
}

/** Who wrote to whom, as the sending server said; the only thing that says whose mail it is. */
export interface Envelope {
  readonly to: readonly string[];
  /** Empty for a bounce. */
  readonly from: string;
}

/** A 234 KB To header takes the parser 6.6 s; nothing real comes near this. */
const LIMITS = { maxHeadersSize: 65_536, maxNestingDepth: 30 } as const;
const MAX_ATTACHMENTS = 20;
const MAX_TEXT = 200_000;

/**
 * Reads a kept mail: raw MIME, or the form that SendGrid posts, with the mail's fields or, in raw
 * mode, with the whole mail in `email`. Throws when it is neither.
 */
export async function readMail(raw: Uint8Array, contentType: string): Promise<InboundMail> {
  const parts = parseMultipart(raw, contentType);
  if (parts === null) return await readMime(raw);
  const whole = parts.find(({ name }) => name === "email");
  return whole === undefined ? await readFields(parts) : await readMime(whole.bytes);
}

/** The envelope in SendGrid's form, or null when there is none. */
export function envelopeOf(parts: readonly FormPart[]): Envelope | null {
  try {
    const { to, from } = JSON.parse(fieldText(parts, "envelope") ?? "");
    if (!Array.isArray(to)) return null;
    const strings = to.filter((one): one is string => typeof one === "string").slice(0, 50);
    return { to: strings, from: typeof from === "string" ? from : "" };
  } catch {
    return null;
  }
}

async function readMime(raw: Uint8Array): Promise<InboundMail> {
  const email = await PostalMime.parse(raw, LIMITS);
  return {
    ...headOf(email),
    text: email.text?.slice(0, MAX_TEXT) ?? null,
    html: email.html?.slice(0, MAX_TEXT) ?? null,
    attachments: email.attachments.slice(0, MAX_ATTACHMENTS).map((file) => ({
      filename: file.filename,
      content_type: file.mimeType,
      bytes: bytesOf(file.content),
      is_inline: file.disposition === "inline" || file.related === true,
    })),
  };
}

async function readFields(parts: readonly FormPart[]): Promise<InboundMail> {
  const charsets = charsetsOf(parts);
  const field = (name: string) => fieldText(parts, name, charsets.get(name)) ?? null;
  const headers = parts.find(({ name }) => name === "headers");
  if (headers === undefined) throw new Error("Cannot read mail: its form has no headers");
  const head = headOf(await PostalMime.parse(withoutBody(headers.bytes), LIMITS));
  return {
    ...head,
    text: field("text")?.slice(0, MAX_TEXT) ?? null,
    html: field("html")?.slice(0, MAX_TEXT) ?? null,
    attachments: parts.filter(({ name }) => /^attachment\d+$/.test(name)).slice(0, MAX_ATTACHMENTS)
      .map((part) => ({
        filename: part.filename,
        content_type: part.content_type ?? "application/octet-stream",
        bytes: part.bytes,
        is_inline: false,
      })),
  };
}

function headOf(email: Email): Omit<InboundMail, "text" | "html" | "attachments"> {
  const headers = new Map(email.headers.toReversed().map(({ key, value }) => [key, value]));
  const ids = `${email.inReplyTo ?? ""} ${
    (email.references ?? "").match(/<[^<>\s]{1,480}>/g)?.toReversed().join(" ") ?? ""
  }`;
  return {
    from_address: (email.from?.address ?? "").toLowerCase().trim(),
    from_name: email.from?.name?.trim() || null,
    subject: (email.subject ?? "").replace(/\s+/g, " ").trim().slice(0, 500),
    mail_id: /<[^<>\s]{1,480}>/.exec(email.messageId ?? "")?.[0] ?? null,
    answers: [...new Set(ids.match(/<[^<>\s]{1,480}>/g) ?? [])].slice(0, 50),
    headers,
  };
}

function charsetsOf(parts: readonly FormPart[]): ReadonlyMap<string, string> {
  try {
    const given: unknown = JSON.parse(fieldText(parts, "charsets") ?? "{}");
    return new Map(typeof given === "object" && given !== null ? Object.entries(given) : []);
  } catch {
    return new Map();
  }
}

function fieldText(
  parts: readonly FormPart[],
  name: string,
  charset = "utf-8",
): string | undefined {
  const part = parts.find((one) => one.name === name);
  if (part === undefined) return undefined;
  try {
    return new TextDecoder(charset).decode(part.bytes);
  } catch {
    return new TextDecoder().decode(part.bytes); // a charset that nobody knows
  }
}

/** The headers alone, without the ones that would make the parser wait for a body. */
function withoutBody(headers: Uint8Array): string {
  const text = new TextDecoder().decode(headers).trimEnd();
  return `${text.replace(/^content-transfer-encoding:.*$/gim, "X-Encoding: none")}\r\n\r\n`;
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  if (typeof content === "string") return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}
