import { z } from "zod";

/** The classes an error of a carrier or provider falls into; SQL decides what each one means. */
export const SEND_ERROR_CLASSES = [
  "opted_out",
  "bad_number",
  "bad_address",
  "unreachable",
  "content",
  "rate_limit",
  "auth",
  "transient",
  "unknown",
] as const;
/** One class of sending error. */
export type SendErrorClass = (typeof SEND_ERROR_CLASSES)[number];

/** A file that goes with a message: where it lies in the bucket `attachments`. */
const OutgoingFile = z.object({
  url: z.string().default(""),
  path: z.string().optional(),
  filename: z.string().nullish().default(null),
  content_type: z.string().default(""),
});
/** A file that goes with a message. */
export type OutgoingFile = z.infer<typeof OutgoingFile>;

const reason = z.string().nullish().default(null);
const outgoing = {
  decision: z.enum(["send", "verify"]),
  reason,
  to: z.string().min(1),
  content: z.string(),
  media: z.array(OutgoingFile).nullish().transform((media) => media ?? []),
  attempt: z.number().int().nullish().transform((attempt) => attempt ?? 1),
  first_claimed_at: z.string().nullish().default(null),
};

const OutgoingSms = z.object({
  channel: z.literal("sms"),
  ...outgoing,
  from: z.string().nullish().default(null),
  messaging_service_sid: z.string().nullish().default(null),
  account_sid: z.string().nullish().default(null),
});
const OutgoingEmail = z.object({
  channel: z.literal("email"),
  ...outgoing,
  /** The dealership's mailbox. */
  from: z.string().min(3),
  from_name: z.string(),
  /** The mailbox with the thread's own token, so that an answer without headers finds the thread. */
  reply_to: z.string().min(3),
  subject: z.string(),
  /** Our Message-ID, the same at every attempt. */
  mail_id: z.string().min(3),
  in_reply_to: z.string().nullish().default(null),
  references: z.array(z.string()).nullish().transform((ids) => ids ?? []),
  /** Where a marketing mail can be unsubscribed from; null for an answer. */
  list_unsubscribe: z.string().nullish().default(null),
  /** What names the thread to the door email-unsubscribe; null for an answer. */
  unsubscribe_token: z.string().nullish().default(null),
  /** Who sends it, from where, and how to stop it; null for an answer. */
  footer: z.string().nullish().default(null),
});

/** Answer of `claim_send`, the one gate before a message leaves, whatever its channel. */
export const ClaimSendAnswer = z.discriminatedUnion("decision", [
  z.discriminatedUnion("channel", [OutgoingSms, OutgoingEmail]),
  z.object({ decision: z.literal("deferred"), reason, run_at: z.string() }),
  z.object({ decision: z.literal("blocked"), reason }),
  z.object({ decision: z.literal("done"), reason }),
]);
/** Answer of `claim_send`. */
export type ClaimSendAnswer = z.infer<typeof ClaimSendAnswer>;
/** A message the gate let through, with all that its provider has to be told. */
export type Outgoing = Extract<ClaimSendAnswer, { decision: "send" | "verify" }>;
/** A text the gate let through. */
export type OutgoingSms = z.infer<typeof OutgoingSms>;
/** A mail the gate let through. */
export type OutgoingEmail = z.infer<typeof OutgoingEmail>;

/** The providers that carry messages out. */
export type SendProvider = "twilio" | "sendgrid";

/** What a provider said about one message. `unknown` means it may or may not have been accepted. */
export type SendOutcome =
  | ({ readonly outcome: "accepted" } & SentMessage)
  | {
    readonly outcome: "rejected" | "unknown";
    readonly error_code: string | null;
    readonly error_class: SendErrorClass;
    readonly error_message: string;
    readonly retry_after_seconds: number | null;
  };

/** A message that a provider already holds. */
export interface SentMessage {
  readonly account_sid: string | null;
  readonly provider_message_id: string;
  readonly segments: number | null;
}

/** Answer of `record_send`: the delivery status the message has now. */
export const RecordSendAnswer = z.object({ status: z.string() });
