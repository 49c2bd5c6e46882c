import { Buffer } from "node:buffer";
import { z } from "zod";
import type { OriginalDocument } from "../../contract/lead_export.ts";
import type { MailFile } from "../../domain/adf_mail.ts";
import type { InboundMail } from "../../domain/inbound_mail.ts";

/** What finding an original takes from outside. */
export interface OriginalMailDeps {
  loadOriginal(documentId: string): Promise<OriginalDocument | null>;
  /** Reads a kept mail; null when it is gone. */
  readMailFile(path: string): Promise<Uint8Array | null>;
  readMail(raw: Uint8Array, contentType: string): Promise<InboundMail | null>;
}

/** A mail to send on: what its sender wrote and nothing of ours. */
export interface OriginalMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly reply_to: string | null;
  readonly attachments: readonly MailFile[];
}

const Vars = z.object({ document_id: z.guid() });

/**
 * The mail that a document came in, part by part; of a document that was posted, or whose mail is
 * no longer kept, a mail with the document as its file. Null when the document is gone.
 */
export async function originalMail(
  vars: Readonly<Record<string, unknown>>,
  deps: OriginalMailDeps,
): Promise<OriginalMail | null> {
  const { success, data } = Vars.safeParse(vars);
  const original = success ? await deps.loadOriginal(data.document_id) : null;
  if (original === null) return null;
  const { mail_path, mail_type } = original;
  const raw = mail_path === null ? null : await deps.readMailFile(mail_path);
  const mail = raw === null ? null : await deps.readMail(raw, mail_type ?? "message/rfc822");
  return mail === null ? asFile(original) : asItCame(mail);
}

function asItCame(mail: InboundMail): OriginalMail {
  const [text, html] = [mail.text ?? "", mail.html ?? ""];
  return {
    subject: mail.subject === "" ? "Lead" : mail.subject,
    // A mail needs some content; one that is only files gets a blank.
    text: text === "" && html === "" ? " " : text,
    html,
    reply_to: mail.from_address === "" ? null : mail.from_address,
    attachments: mail.attachments,
  };
}

function asFile({ raw, content_type, filename }: OriginalDocument): OriginalMail {
  const bytes = new Uint8Array(Buffer.from(raw, "base64"));
  const file = { filename: filename ?? "lead.xml", bytes };
  return {
    subject: "Lead",
    text: new TextDecoder().decode(bytes),
    html: "",
    reply_to: null,
    attachments: [{ ...file, content_type: content_type ?? "application/xml" }],
  };
}
