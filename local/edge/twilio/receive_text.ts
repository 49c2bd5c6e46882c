import { isRecord, numberOrNull, textOrNull } from "../router.ts";
import { pause } from "../pause.ts";
import type { Exchange } from "./exchange_log.ts";
import { contentTypeOf } from "./media_store.ts";
import { keywordEffect } from "./opt_outs.ts";
import { countSegments } from "../../../supabase/functions/_shared/domain/sms_segments.ts";
import { isPhoneNumber } from "./send_text.ts";
import { postSigned } from "./signed_post.ts";
import { newMessageSid, type TextMessage } from "./text_message.ts";
import { twimlMessages } from "./twiml.ts";
import type { TwilioFake } from "./twilio_fake.ts";

/** A text that a shopper sends, and how its webhook should behave. */
export interface InboundText {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly messageSid: string | null;
  /** How many copies of the webhook go out, at the same time. */
  readonly times: number;
  readonly badSignature: boolean;
  readonly delayMs: number;
  /** Parameters to add or replace, such as NumMedia. */
  readonly params: Readonly<Record<string, string>>;
}

/** Reads an inbound text from JSON; null when a number is missing or wrong. */
export function parseInbound(value: unknown): InboundText | null {
  if (!isRecord(value)) return null;
  const from = textOrNull(value["from"]);
  const to = textOrNull(value["to"]);
  if (from === null || to === null || !isPhoneNumber(from) || !isPhoneNumber(to)) return null;
  const urls = Array.isArray(value["media_urls"]) ? value["media_urls"] : [];
  const extra = isRecord(value["params"]) ? Object.entries(value["params"]) : [];
  const numMedia = value["num_media"];
  return {
    from,
    to,
    body: textOrNull(value["body"]) ?? "",
    mediaUrls: urls.filter((url) => typeof url === "string"),
    messageSid: textOrNull(value["message_sid"]),
    times: Math.min(20, Math.max(1, numberOrNull(value["times"]) ?? 1)),
    badSignature: value["bad_signature"] === true,
    delayMs: Math.max(0, numberOrNull(value["delay_ms"]) ?? 0),
    params: Object.fromEntries([
      ...(numMedia === undefined ? [] : [["NumMedia", String(numMedia)]]),
      ...extra.map(([name, text]) => [name, String(text)]),
    ]),
  };
}

/** Takes a text from the phone, does what Twilio does itself, and calls the functions' webhook. */
export async function receiveText(fake: TwilioFake, inbound: InboundText): Promise<Exchange[]> {
  const sid = inbound.messageSid ?? newMessageSid(inbound.mediaUrls.length > 0);
  const known = fake.store.find(sid);
  const message = known ?? inboundMessage(fake, inbound, sid);
  if (known === null) fake.store.add(message);
  await pause(inbound.delayMs, fake.signal);
  if (known === null) applyKeyword(fake, message);
  const copies = Array.from({ length: inbound.times }, () => postWebhook(fake, message, inbound));
  return (await Promise.all(copies)).flat();
}

function inboundMessage(fake: TwilioFake, inbound: InboundText, sid: string): TextMessage {
  const now = new Date().toISOString();
  return {
    sid,
    account_sid: fake.account.accountSid,
    messaging_service_sid: null,
    direction: "inbound",
    from: inbound.from,
    to: inbound.to,
    body: inbound.body,
    media: inbound.mediaUrls.map((url) => ({ url, content_type: contentTypeOf(url) })),
    num_segments: countSegments(inbound.body).segments,
    status: "received",
    error_code: null,
    status_callback: null,
    created_at: now,
    sent_at: now,
    updated_at: now,
  };
}

function applyKeyword(fake: TwilioFake, message: TextMessage): void {
  const { from: shopper, to: ours } = message;
  const effect = keywordEffect(message.body, fake.store.isOptedOut(shopper, ours));
  if (effect.optOut !== null) fake.store.setOptOut(shopper, ours, effect.optOut);
  if (effect.reply === null) return;
  replyToPhone(fake, message, effect.reply);
  fake.log.add({
    kind: "keyword",
    label: effect.optOut === null ? "Twilio answered HELP" : "Twilio answered the keyword",
    answer: effect.optOut === true ? "blocked" : "ok",
    is_ok: true,
    ms: 0,
    shopper,
    ours,
    message_sid: message.sid,
    request: null,
    response: null,
  });
}

function replyToPhone(fake: TwilioFake, inbound: TextMessage, body: string): void {
  const now = new Date().toISOString();
  fake.store.add({
    ...inbound,
    sid: newMessageSid(false),
    direction: "outbound-reply",
    from: inbound.to,
    to: inbound.from,
    body,
    media: [],
    num_segments: countSegments(body).segments,
    status: "delivered",
    created_at: now,
    sent_at: now,
    updated_at: now,
  });
}

async function postWebhook(
  fake: TwilioFake,
  message: TextMessage,
  inbound: InboundText,
): Promise<Exchange[]> {
  const entries: Exchange[] = [];
  const { authToken } = fake.account;
  const form = {
    url: fake.webhookUrl,
    params: { ...inboundParams(message), ...inbound.params },
    authToken: inbound.badSignature ? `${authToken}-forged` : authToken,
    signal: fake.signal,
  };
  // Twilio repeats a webhook only when nobody answered; an error is an answer.
  const { response } = await postSigned(form, ({ status }) => status !== null, (exchange) => {
    const { status } = exchange.response;
    entries.push(fake.log.add({
      ...exchange,
      kind: "inbound_webhook",
      label: inbound.badSignature ? "Inbound webhook, forged" : "Inbound webhook",
      answer: status === null ? "no answer" : String(status),
      is_ok: status !== null && status < 300,
      shopper: message.from,
      ours: message.to,
      message_sid: message.sid,
    }));
  });
  if (response.status === 200) {
    for (const body of twimlMessages(response.body)) replyToPhone(fake, message, body);
  }
  return entries;
}

/** The full form of Twilio's inbound webhook; empty values are sent as well, and signed. */
export function inboundParams(message: TextMessage): Record<string, string> {
  const place = (end: "From" | "To") => ({
    [`${end}City`]: "",
    [`${end}State`]: "",
    [`${end}Zip`]: "",
    [`${end}Country`]: "US",
  });
  const media = message.media.flatMap((one, index) => [
    [`MediaUrl${index}`, one.url],
    [`MediaContentType${index}`, one.content_type],
  ]);
  return {
    ...place("To"),
    ...place("From"),
    SmsMessageSid: message.sid,
    NumMedia: String(message.media.length),
    SmsSid: message.sid,
    SmsStatus: "received",
    Body: message.body,
    To: message.to,
    NumSegments: String(message.num_segments),
    MessageSid: message.sid,
    AccountSid: message.account_sid,
    From: message.from,
    ApiVersion: "2010-04-01",
    ...Object.fromEntries(media),
  };
}
