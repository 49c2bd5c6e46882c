import { Buffer } from "node:buffer";
import type { Mail } from "../mail/mail_store.ts";
import { isRecord, numberOrNull, textOrNull } from "../router.ts";
import type { SendGridFake } from "./sendgrid_fake.ts";
import { postSignedBody } from "./signed_webhook.ts";

/** A mail that a shopper writes. */
export interface ShopperMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly message_id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly {
    readonly filename: string;
    readonly content_type: string;
    readonly base64: string;
  }[];
  /** Envelope sender; the From address unless a machine wrote it. */
  readonly envelope_from: string | null;
  readonly times: number;
  readonly bad_signature: boolean;
  /** Seconds that the timestamp lies in the past. */
  readonly age_s: number;
}

/** Reads a mail to post from JSON; null without sender and recipient. */
export function parseShopperMail(value: Readonly<Record<string, unknown>>): ShopperMail | null {
  const from = textOrNull(value["from"]);
  const to = textOrNull(value["to"]);
  if (from === null || to === null) return null;
  const attachments = Array.isArray(value["attachments"]) ? value["attachments"] : [];
  return {
    from,
    to,
    subject: textOrNull(value["subject"]) ?? "",
    text: textOrNull(value["text"]) ?? "",
    html: textOrNull(value["html"]),
    message_id: textOrNull(value["message_id"]) ?? `<${crypto.randomUUID()}@mail.local.example>`,
    headers: Object.fromEntries(
      Object.entries(isRecord(value["headers"]) ? value["headers"] : {}).map((
        [name, text],
      ) => [name, String(text)]),
    ),
    attachments: attachments.filter(isRecord).map((file) => ({
      filename: textOrNull(file["filename"]) ?? "file",
      content_type: textOrNull(file["content_type"]) ?? "application/octet-stream",
      base64: textOrNull(file["base64"]) ?? "",
    })),
    envelope_from: textOrNull(value["envelope_from"]),
    times: Math.min(numberOrNull(value["times"]) ?? 1, 10),
    bad_signature: value["bad_signature"] === true,
    age_s: numberOrNull(value["age_s"]) ?? 0,
  };
}

/** The answer to a mail of the local inbox, as a mail program writes it: in thread, quoted below. */
export function replyTo(mail: Mail, text: string): ShopperMail | null {
  const to = mail.headers["Reply-To"] ?? mail.from;
  const id = mail.headers["Message-ID"] ?? "";
  const quoted = mail.text.split("\n").map((line) => `> ${line}`).join("\n");
  return parseShopperMail({
    from: mail.to[0] ?? "",
    to,
    subject: /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`,
    text: `${text}\n\nOn ${
      new Date(mail.received_at).toUTCString()
    }, ${mail.from} wrote:\n\n${quoted}\n`,
    headers: id === "" ? {} : {
      "In-Reply-To": id,
      References: `${mail.headers["References"] ?? ""} ${id}`.trim(),
    },
  });
}

/** Posts a mail as Inbound Parse does, signed; answers the status of each copy. */
export async function postInbound(fake: SendGridFake, mail: ShopperMail): Promise<number[]> {
  const statuses: number[] = [];
  for (let copy = 0; copy < mail.times; copy++) { // bound: ten copies
    const answer = new Response(formOf(mail));
    statuses.push(
      await postSignedBody(fake, {
        url: fake.inboundUrl,
        bytes: new Uint8Array(await answer.arrayBuffer()),
        content_type: answer.headers.get("content-type") ?? "",
        timestamp: Math.floor(Date.now() / 1000) - mail.age_s,
        bad_signature: mail.bad_signature,
      }),
    );
  }
  return statuses;
}

function formOf(mail: ShopperMail): FormData {
  const headers = {
    Received: "from mail.local.example by mx.local.example",
    From: mail.from,
    To: mail.to,
    Subject: mail.subject,
    "Message-ID": mail.message_id,
    Date: new Date().toUTCString(),
    ...mail.headers,
  };
  const sender = /<([^>]+)>/.exec(mail.from)?.[1] ?? mail.from;
  const form = new FormData();
  form.set("headers", Object.entries(headers).map(([name, text]) => `${name}: ${text}`).join("\n"));
  form.set("from", mail.from);
  form.set("to", mail.to);
  form.set("subject", mail.subject);
  form.set("text", mail.text);
  if (mail.html !== null) form.set("html", mail.html);
  const recipient = /<([^>]+)>/.exec(mail.to)?.[1] ?? mail.to;
  form.set("envelope", JSON.stringify({ to: [recipient], from: mail.envelope_from ?? sender }));
  form.set(
    "charsets",
    '{"to":"UTF-8","from":"UTF-8","subject":"UTF-8","text":"utf-8","html":"utf-8"}',
  );
  form.set("SPF", "pass");
  form.set("attachments", String(mail.attachments.length));
  for (const [place, file] of mail.attachments.entries()) {
    const bytes = new Uint8Array(Buffer.from(file.base64, "base64"));
    form.set(
      `attachment${place + 1}`,
      new File([bytes], file.filename, { type: file.content_type }),
    );
  }
  return form;
}
