import type { InboundMail } from "./inbound_mail.ts";

/** A mail that a machine wrote: kept and shown, never answered. */
export type AutomaticMail =
  | {
    readonly kind: "bounce";
    /** The address that failed for good, in lower case; null when the report does not say. */
    readonly bounced: string | null;
    /** Message-IDs of the mails that bounced. */
    readonly returned: readonly string[];
  }
  | { readonly kind: "auto_reply" | "bulk" };

const SUBJECT =
  /^\s*(?:re:\s*)?(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)|autoreply|away from (?:my )?(?:desk|mail)|abwesenheit|automatische antwort|respuesta automática|fuera de la oficina|réponse automatique)\b/i;
const DAEMON = /^(?:mailer-daemon|postmaster)@/i;

/** Says what kind of machine wrote a mail; null for a person. RFC 3834 and what servers really send. */
export function automaticMail(mail: InboundMail, envelopeFrom: string): AutomaticMail | null {
  const header = (name: string) => mail.headers.get(name)?.trim().toLowerCase() ?? "";
  const isReport = /multipart\/report/.test(header("content-type")) &&
    !/disposition-notification/.test(header("content-type"));
  const noReturn = header("return-path") === "<>" || ["", "<>"].includes(envelopeFrom.trim());
  if (isReport || DAEMON.test(mail.from_address)) return bounceOf(mail);
  const submitted = header("auto-submitted");
  if (
    (submitted !== "" && !submitted.startsWith("no")) || noReturn || SUBJECT.test(mail.subject) ||
    header("x-autoreply") !== "" || header("x-autorespond") !== "" ||
    header("precedence") === "auto_reply"
  ) return { kind: "auto_reply" };
  if (/^(?:bulk|junk|list)$/.test(header("precedence")) || header("list-id") !== "") {
    return { kind: "bulk" };
  }
  return null;
}

function bounceOf(mail: InboundMail): AutomaticMail {
  const reports = [
    mail.text ?? "",
    ...mail.attachments.filter(({ content_type }) => /^(?:message|text)\//i.test(content_type))
      .map(({ bytes }) => new TextDecoder().decode(bytes.subarray(0, 50_000))),
  ].join("\n");
  const failed = /^action:\s*failed/im.test(reports);
  const recipient = /^final-recipient:\s*rfc822;\s*<?([^\s<>]{3,254})>?/im.exec(reports)?.[1];
  const returned = reports.match(/^message-id:\s*<[^<>\s]{1,480}>/gim) ?? [];
  return {
    kind: "bounce",
    bounced: failed ? recipient?.toLowerCase() ?? null : null,
    returned: returned.map((line) => line.replace(/^message-id:\s*/i, "")).slice(0, 5),
  };
}
