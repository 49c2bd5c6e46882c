import type { KeptOriginal } from "../../contract/document.ts";
import { envelopeOf, type InboundMail, readMail } from "../../domain/inbound_mail.ts";
import { type FormPart, parseMultipart } from "../../domain/multipart.ts";
import { Problem } from "../../platform/problem.ts";
import { keepMail, type KeepMailDeps, type KeptMail } from "./keep_mail.ts";

/** What accepting a posted mail takes from outside. */
export interface AcceptMailDeps extends KeepMailDeps {
  /** Takes in a mail to an address of leads, whatever it looks like. */
  ingestLeadMail(mail: InboundMail, recipient: string, original: KeptOriginal): Promise<void>;
}

/**
 * Accepts one mail that SendGrid (or a relay that speaks its form) posted, routed by the envelope
 * alone. Mail to a mailbox is kept and read later; mail to an address of leads becomes documents.
 */
export async function acceptMail(
  body: Uint8Array,
  contentType: string,
  deps: AcceptMailDeps,
): Promise<KeptMail> {
  const parts = parseMultipart(body, contentType);
  const envelope = parts === null ? null : envelopeOf(parts);
  if (parts === null || envelope === null || envelope.to.length === 0) {
    throw new Problem("form_invalid", "Cannot read the form: envelope missing or malformed", [
      { field: "envelope", message: "must name recipients" },
    ]);
  }
  const kept = await keepMail({
    raw: body,
    content_type: contentType,
    source: "sendgrid",
    mail_id: mailIdOf(parts),
    identity: identityOf(parts),
    from_address: envelope.from.toLowerCase(),
    to: envelope.to,
  }, deps);
  if (kept.lead_recipients.length > 0) {
    const mail = await readMail(body, contentType);
    for (const { address, storage_path } of kept.lead_recipients) { // bound: ten recipients
      const original = { path: storage_path, content_type: contentType };
      await deps.ingestLeadMail(mail, address, original);
    }
  }
  return kept;
}

const DECODER = new TextDecoder();

/** What two copies of one mail share: everything but the form around it and the way it took. */
function identityOf(parts: readonly FormPart[]): readonly Uint8Array[] {
  const whole = parts.find(({ name }) => name === "email");
  if (whole !== undefined) {
    const headEnd = DECODER.decode(whole.bytes.subarray(0, 65_536)).search(/\r?\n\r?\n/);
    return [headEnd < 0 ? whole.bytes : whole.bytes.subarray(headEnd)];
  }
  return parts.filter(({ name }) => /^(?:subject|text|html|attachment\d+)$/.test(name))
    .map(({ bytes }) => bytes);
}

function mailIdOf(parts: readonly FormPart[]): string | null {
  const head = parts.find(({ name }) => name === "headers" || name === "email");
  const text = DECODER.decode(head?.bytes.subarray(0, 65_536));
  const [headers = ""] = text.split(/\r?\n\r?\n/, 1);
  return /^message-id:\s*(<[^<>\s]{1,480}>)/im.exec(headers)?.[1] ?? null;
}
