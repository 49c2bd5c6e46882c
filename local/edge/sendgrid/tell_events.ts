import type { Mail } from "../mail/mail_store.ts";
import { pause } from "../pause.ts";
import type { MailFault } from "./faults.ts";
import type { SendGridFake } from "./sendgrid_fake.ts";
import { postSignedBody } from "./signed_webhook.ts";

/** How a header of the local inbox names what only SendGrid knows of a mail. */
export const SENDGRID_ID = "X-SendGrid-Id";
/** Our custom_args, as JSON. */
export const CUSTOM_ARGS = "X-SendGrid-Args";

const STEP_MS = 150;
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bounce: { type: "bounce", status: "5.1.1", reason: "550 5.1.1 The mailbox does not exist" },
  blocked: { type: "blocked", status: "5.7.1", reason: "554 5.7.1 Refused for now by policy" },
  dropped: { reason: "Bounced Address", status: "5.0.0" },
  deferred: { response: "451 4.3.0 Try again later" },
};

/** Tells what became of a mail as SendGrid does: processed, then delivered or what a fault wants. */
export async function tellEvents(
  fake: SendGridFake,
  mail: Mail,
  fault: MailFault | null,
): Promise<void> {
  const last = fault?.event ?? "delivered";
  const steps = last === "dropped"
    ? ["dropped"]
    : last === "spamreport"
    ? ["processed", "delivered", "spamreport"]
    : ["processed", last];
  for (const step of steps) {
    if (!await pause(STEP_MS, fake.signal)) return;
    await tellEvent(fake, mail, step);
  }
}

/** Tells one event about a mail; answers the door's status. */
export async function tellEvent(fake: SendGridFake, mail: Mail, step: string): Promise<number> {
  const event = step === "blocked" ? "bounce" : step;
  const one = {
    ...REASONS[step],
    ...JSON.parse(mail.headers[CUSTOM_ARGS] ?? "{}"),
    event,
    email: mail.to[0] ?? "",
    timestamp: Math.floor(Date.now() / 1000),
    sg_event_id: crypto.randomUUID().replaceAll("-", ""),
    sg_message_id: `${mail.headers[SENDGRID_ID] ?? ""}.recvd-local-1`,
    "smtp-id": mail.headers["Message-ID"] ?? "",
  };
  return await postEvents(fake, [one]);
}

/** Posts a batch of events, signed. */
export function postEvents(
  fake: SendGridFake,
  events: readonly unknown[],
  options: { readonly timestamp?: number; readonly bad_signature?: boolean } = {},
): Promise<number> {
  // SendGrid ends each event's line with CRLF, and signs that too.
  const text = `[${events.map((one) => JSON.stringify(one)).join(",\r\n")}]\r\n`;
  const bytes = new TextEncoder().encode(text);
  return postSignedBody(fake, {
    url: fake.eventsUrl,
    bytes,
    content_type: "application/json",
    ...options,
  });
}
