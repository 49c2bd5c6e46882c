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
