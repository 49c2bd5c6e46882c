import { isRecord, textOrNull } from "../router.ts";
import { CUSTOM_ARGS, SENDGRID_ID, tellEvents } from "./tell_events.ts";
import { pause } from "../pause.ts";
import type { SentFile } from "../mail/mail_store.ts";
import type { MailFault } from "./faults.ts";
import type { SendGridFake } from "./sendgrid_fake.ts";

/** A mail as the v3 API is asked to send it, as far as this product uses it. */
interface AskedMail {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly SentFile[];
}

/** Answers `POST /v3/mail/send` as SendGrid does, and tells the events of what it took. */
export async function takeMail(fake: SendGridFake, request: Request): Promise<Response> {
  if (request.headers.get("authorization") !== `Bearer ${fake.apiKey}`) {
    await request.body?.cancel();
    return errors(401, "The provided authorization grant is invalid, expired, or revoked", null);
  }
  const asked = parseAsked(await request.json().catch(() => null));
  if ("field" in asked) return errors(400, asked.message, asked.field);
  const fault = fake.faults.take(asked.to[0] ?? "");
  if (fault?.status) return refusal(fault.status, fault);

  const id = crypto.randomUUID().replaceAll("-", "").slice(0, 22);
  const mail = await fake.mails.add({
    ...asked,
    headers: { ...asked.headers, [SENDGRID_ID]: id },
  });
  fake.events.send("mail", { id: mail.id });
  tellEvents(fake, mail, fault).catch(() => undefined); // the stack is stopping
  if (fault?.accept_then_timeout) await pause(60_000, fake.signal);
  return new Response(null, { status: 202, headers: { "x-message-id": id } });
}

function refusal(status: number, fault: MailFault): Response {
  const headers: Record<string, string> = {};
  if (status === 429) {
    headers["x-ratelimit-remaining"] = "0";
    headers["x-ratelimit-reset"] = String(Math.ceil(Date.now() / 1000) + 1);
  }
  if (fault.retry_after !== null) headers["retry-after"] = String(fault.retry_after);
  const message = status === 429 ? "too many requests" : "The server had a fault";
  return errors(status, message, null, headers);
}

function errors(
  status: number,
  message: string,
  field: string | null,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ errors: [{ message, field, help: null }] }, { status, headers });
}

const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

function parseAsked(value: unknown): AskedMail | { field: string; message: string } {
  const given = isRecord(value) ? value : {};
  const [person] = Array.isArray(given["personalizations"]) ? given["personalizations"] : [];
  const to = addresses(isRecord(person) ? person["to"] : null);
  if (to.length === 0 || !to.every((one) => ADDRESS.test(one))) {
    return {
      field: "personalizations.0.to.0.email",
      message: "Does not contain a valid address.",
    };
  }
  const [from] = addresses([given["from"]]);
  if (from === undefined || !ADDRESS.test(from)) {
    return { field: "from.email", message: "The from email does not contain a valid address." };
  }
  const subject = textOrNull(given["subject"]) ?? "";
  if (subject === "") return { field: "subject", message: "The subject is required." };
  const contents = Array.isArray(given["content"]) ? given["content"].filter(isRecord) : [];
  const content = (type: string) =>
    textOrNull(contents.find((one) => one["type"] === type)?.["value"]) ?? "";
  if (contents.length === 0 || contents.some((one) => textOrNull(one["value"]) === "")) {
    return { field: "content.0.value", message: "The content value must be a string." };
  }
  return {
    to,
    from: named(given["from"], from),
    subject,
    text: content("text/plain"),
    html: content("text/html"),
    attachments: files(given["attachments"]),
    headers: {
      ...strings(given["headers"]),
      "Reply-To": addresses([given["reply_to"]])[0] ?? from,
      [CUSTOM_ARGS]: JSON.stringify(isRecord(given["custom_args"]) ? given["custom_args"] : {}),
    },
  };
}

function files(value: unknown): SentFile[] {
  return (Array.isArray(value) ? value : []).filter(isRecord).map((file) => ({
    filename: textOrNull(file["filename"]) ?? "",
    type: textOrNull(file["type"]) ?? "",
    content: textOrNull(file["content"]) ?? "",
  }));
}

function addresses(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).filter(isRecord)
    .flatMap((one) => textOrNull(one["email"]) ?? []);
}

function named(value: unknown, address: string): string {
  const name = isRecord(value) ? textOrNull(value["name"]) : null;
  return name === null ? address : `${name} <${address}>`;
}

function strings(value: unknown): Record<string, string> {
  const pairs = Object.entries(isRecord(value) ? value : {});
  return Object.fromEntries(pairs.map(([name, text]) => [name, String(text)]));
}
