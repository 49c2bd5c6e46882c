import { z } from "zod";

const sid = z.string().min(1).max(64);
const address = z.string().min(1).max(64);

/** What Twilio posts for one inbound text; fields this product does not read are dropped. */
export const InboundSmsForm = z.object({
  AccountSid: sid,
  MessageSid: sid,
  From: address,
  To: address,
  Body: z.string().default(""),
  NumMedia: z.coerce.number().int().min(0).max(10).catch(0),
  MessagingServiceSid: sid.optional(),
  OptOutType: z.enum(["STOP", "START", "HELP"]).optional().catch(undefined),
});
/** One inbound text as Twilio names its fields. */
export type InboundSmsForm = z.infer<typeof InboundSmsForm>;

/** What Twilio posts when the state of a text changes. */
export const SmsStatusForm = z.object({
  AccountSid: sid,
  MessageSid: sid,
  MessageStatus: z.string().min(1).max(32),
  ErrorCode: z.string().max(16).optional(),
});
/** One delivery report as Twilio names its fields. */
export type SmsStatusForm = z.infer<typeof SmsStatusForm>;

/** The query our own StatusCallback address carries. */
export const SmsStatusQuery = z.object({
  message_id: z.string().regex(/^[1-9]\d{0,15}$/, "must be a message id").optional(),
});

/** A file that came or goes with a text. */
export const Media = z.object({ url: z.string(), content_type: z.string().default("") });
/** A file that came or goes with a text. */
export type Media = z.infer<typeof Media>;

/** Answer of `receive_sms`. */
export const ReceiveSmsAnswer = z.object({
  outcome: z.enum(["stored", "duplicate", "quarantined"]),
  message_id: z.number().int().nullish().default(null),
  conversation_id: z.guid().nullish().default(null),
  dealership_id: z.guid().nullish().default(null),
});
/** Answer of `receive_sms`. */
export type ReceiveSmsAnswer = z.infer<typeof ReceiveSmsAnswer>;

/** Answer of `record_sms_status`. */
export const RecordSmsStatusAnswer = z.object({
  outcome: z.enum(["recorded", "ignored", "unknown"]),
});
/** Answer of `record_sms_status`. */
export type RecordSmsStatusAnswer = z.infer<typeof RecordSmsStatusAnswer>;

/** The classes an error of the carrier or of Twilio falls into; SQL decides what each one means. */
export const SMS_ERROR_CLASSES = [
  "opted_out",
  "bad_number",
  "unreachable",
  "content",
  "rate_limit",
  "auth",
  "transient",
  "unknown",
] as const;
/** One class of sending error. */
export type SmsErrorClass = (typeof SMS_ERROR_CLASSES)[number];

const outgoing = {
  to: z.string().min(1),
  from: z.string().nullish().default(null),
  messaging_service_sid: z.string().nullish().default(null),
  content: z.string(),
  media: z.array(Media).nullish().transform((media) => media ?? []),
  attempt: z.number().int().nullish().transform((attempt) => attempt ?? 1),
  account_sid: z.string().nullish().default(null),
  first_claimed_at: z.string().nullish().default(null),
};
const reason = z.string().nullish().default(null);

/** Answer of `claim_send`, the one gate before a text leaves. */
export const ClaimSendAnswer = z.discriminatedUnion("decision", [
  z.object({ decision: z.literal("send"), reason, ...outgoing }),
  z.object({ decision: z.literal("verify"), reason, ...outgoing }),
  z.object({ decision: z.literal("deferred"), reason, run_at: z.string() }),
  z.object({ decision: z.literal("blocked"), reason }),
  z.object({ decision: z.literal("done"), reason }),
]);
/** Answer of `claim_send`. */
export type ClaimSendAnswer = z.infer<typeof ClaimSendAnswer>;
/** A text the gate let through, with all that Twilio has to be told. */
export type OutgoingSms = Extract<ClaimSendAnswer, { decision: "send" | "verify" }>;

/** Answer of `record_send`: the delivery status the message has now. */
export const RecordSendAnswer = z.object({ status: z.string() });
