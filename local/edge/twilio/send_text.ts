import { contentTypeOf } from "./media_store.ts";
import { countSegments } from "../../../supabase/functions/_shared/domain/sms_segments.ts";
import { newMessageSid, type TextMessage } from "./text_message.ts";
import { messageError, type TwilioError } from "./twilio_error.ts";
import type { TwilioFake } from "./twilio_fake.ts";

/** Numbers that Twilio's test credentials refuse, kept for the same purpose. */
const MAGIC_NUMBERS: Readonly<Record<string, 21211 | 21610 | 21614>> = {
  "+15005550001": 21211,
  "+15005550004": 21610,
  "+15005550009": 21614,
};
const MAX_BODY = 1_600;

/** Accepts a text from the REST API's form, or says why not; nothing is delivered yet. */
export function acceptText(fake: TwilioFake, form: URLSearchParams): TextMessage | TwilioError {
  const to = form.get("To") ?? "";
  const service = form.get("MessagingServiceSid");
  const from = form.get("From") ?? (service === null ? "" : usualSender(fake, to));
  const body = form.get("Body") ?? "";
  const urls = form.getAll("MediaUrl");
  const refusal = refusalOf({ to, from, body, hasMedia: urls.length > 0, service });
  if (refusal !== null) return refusal;
  if (fake.store.isOptedOut(to, from)) return messageError(21610);
  const now = new Date().toISOString();
  return {
    sid: newMessageSid(urls.length > 0),
    account_sid: fake.account.accountSid,
    messaging_service_sid: service,
    direction: "outbound-api",
    from,
    to,
    body,
    media: urls.map((url) => ({ url, content_type: contentTypeOf(url) })),
    num_segments: urls.length > 0 ? 1 : countSegments(body).segments,
    status: service === null ? "queued" : "accepted",
    error_code: null,
    status_callback: form.get("StatusCallback"),
    created_at: now,
    sent_at: null,
    updated_at: now,
  };
}

interface TextParts {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly hasMedia: boolean;
  readonly service: string | null;
}

function refusalOf({ to, from, body, hasMedia, service }: TextParts): TwilioError | null {
  if (to === "") return messageError(21604);
  if (from === "") return messageError(service === null ? 21603 : 21703);
  if (!isPhoneNumber(to)) return messageError(21211, to);
  if (!isPhoneNumber(from)) return messageError(21212, from);
  const magic = MAGIC_NUMBERS[to];
  if (magic !== undefined) return messageError(magic, to);
  if (body === "" && !hasMedia) return messageError(21602);
  if ([...body].length > MAX_BODY) return messageError(21617);
  return null;
}

/** A messaging service keeps a shopper with the number they know. */
function usualSender(fake: TwilioFake, to: string): string {
  const known = fake.store.list().findLast((message) => message.from === to || message.to === to);
  if (known === undefined) return "";
  return known.from === to ? known.to : known.from;
}

/** Whether a number has the form +<country><number>; North American ones have eleven digits. */
export function isPhoneNumber(text: string): boolean {
  return /^\+1\d{10}$|^\+[2-9]\d{6,14}$/.test(text);
}
