import type { InboundSmsForm, Media, ReceiveSmsAnswer } from "../../contract/sms.ts";
import type { ReceiveSmsArgs } from "../../data/sms.ts";
import { messageKeyword, optOutIntent } from "../../domain/opt_out.ts";

/** The form as Twilio sent it; a repeated field is a list. */
export type RawForm = Readonly<Record<string, string | readonly string[]>>;

/** What storing an inbound text takes from outside. */
export interface ReceiveSmsDeps {
  receiveSms(args: ReceiveSmsArgs): Promise<ReceiveSmsAnswer>;
}

/** The longest text a message row holds; Twilio's own limit is 1,600. */
const MAX_CONTENT = 10_000;

/** Stores one inbound text once, however often Twilio repeats it; what follows is decided there. */
export async function receiveSms(
  sms: InboundSmsForm,
  raw: RawForm,
  deps: ReceiveSmsDeps,
): Promise<ReceiveSmsAnswer> {
  const content = withoutNul(sms.Body).slice(0, MAX_CONTENT);
  return await deps.receiveSms({
    account_sid: sms.AccountSid,
    message_sid: sms.MessageSid,
    from_number: sms.From,
    to_number: sms.To,
    content,
    media: mediaOf(sms.NumMedia, raw),
    keyword: keywordOf(sms, content),
    opt_out: optOutIntent(content),
    raw: Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [withoutNul(name), withoutNul(value)]),
    ),
    messaging_service_sid: sms.MessagingServiceSid ?? null,
  });
}

/** With Advanced Opt-Out Twilio itself says what the word meant, in the customer's language too. */
function keywordOf(sms: InboundSmsForm, content: string): ReceiveSmsArgs["keyword"] {
  if (sms.OptOutType === "STOP") return "stop";
  if (sms.OptOutType === "START") return "start";
  if (sms.OptOutType === "HELP") return "help";
  return messageKeyword(content);
}

function mediaOf(count: number, raw: RawForm): Media[] {
  return Array.from({ length: count }, (_, index) => ({
    url: single(raw[`MediaUrl${index}`]),
    content_type: single(raw[`MediaContentType${index}`]),
  })).filter((media) => media.url !== "");
}

function single(value: string | readonly string[] | undefined): string {
  return withoutNul(typeof value === "string" ? value : value?.[0] ?? "");
}

/** Postgres keeps no NUL in text or jsonb: one in a message would make Twilio retry for ever. */
function withoutNul(value: string | readonly string[]): string {
  return (typeof value === "string" ? value : value.join(", ")).replaceAll("\u0000", "");
}
