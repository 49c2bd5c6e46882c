/** Where a text stands; the words are Twilio's. */
export type TextStatus =
  | "accepted"
  | "queued"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "received";

/** A picture that came or went with a text. */
export interface TextMedia {
  readonly url: string;
  readonly content_type: string;
}

/** One text between a shopper's phone and a dealership's number, as the fake keeps it. */
export interface TextMessage {
  readonly sid: string;
  readonly account_sid: string;
  readonly messaging_service_sid: string | null;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly TextMedia[];
  readonly num_segments: number;
  readonly status: TextStatus;
  readonly error_code: string | null;
  readonly status_callback: string | null;
  readonly created_at: string;
  readonly sent_at: string | null;
  readonly updated_at: string;
}

/** The message as Twilio's REST API answers it, field for field. */
export function toTwilioJson(message: TextMessage): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${message.account_sid}/Messages/${message.sid}`;
  const isAccepted = message.status === "accepted";
  return {
    account_sid: message.account_sid,
    api_version: "2010-04-01",
    body: message.body,
    date_created: rfc2822(message.created_at),
    date_sent: message.sent_at === null ? null : rfc2822(message.sent_at),
    date_updated: rfc2822(message.updated_at),
    direction: message.direction,
    error_code: message.error_code === null ? null : Number(message.error_code),
    error_message: message.error_code === null ? null : deliveryErrorText(message.error_code),
    // Until a messaging service has picked a sender, Twilio knows neither it nor the segments.
    from: isAccepted ? null : message.from,
    messaging_service_sid: message.messaging_service_sid,
    num_media: String(message.media.length),
    num_segments: isAccepted ? "0" : String(message.num_segments),
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** A time as Twilio writes it: `Thu, 24 Aug 2023 05:01:45 +0000`. */
export function rfc2822(iso: string): string {
  return new Date(iso).toUTCString().replace("GMT", "+0000");
}

/** A new message's id; those with pictures begin with MM. */
export function newMessageSid(hasMedia: boolean): string {
  return (hasMedia ? "MM" : "SM") + crypto.randomUUID().replaceAll("-", "");
}

const DELIVERY_ERRORS: Readonly<Record<string, string>> = {
  "30001": "Queue overflow",
  "30003": "Unreachable destination handset",
  "30004": "Message blocked",
  "30005": "Unknown destination handset",
  "30006": "Landline or unreachable carrier",
  "30007": "Message filtered",
  "30008": "Unknown error",
  "30034": "US A2P 10DLC - Message from an Unregistered Number",
};

/** What Twilio says about a delivery error. */
export function deliveryErrorText(code: string): string {
  return DELIVERY_ERRORS[code] ?? "Unknown error";
}
