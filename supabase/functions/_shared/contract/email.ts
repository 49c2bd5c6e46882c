import { z } from "zod";

/** Answer of `find_mailboxes`. */
export const FoundMailboxes = z.array(z.object({
  kind: z.enum(["mailbox", "leads"]),
  mailbox_id: z.guid().nullable(),
  dealership_id: z.guid(),
  address: z.string(),
}));
/** Whose the recipients of a mail are. */
export type FoundMailboxes = z.infer<typeof FoundMailboxes>;

/** Answer of `store_inbound_email`. */
export const StoreInboundEmailAnswer = z.object({
  outcome: z.enum(["stored", "duplicate"]),
  inbound_email_id: z.number().int().nullish().default(null),
});
/** Answer of `store_inbound_email`. */
export type StoreInboundEmailAnswer = z.infer<typeof StoreInboundEmailAnswer>;

/** What the door and the poller note of a mail whose original is kept. */
export interface KeptEmail {
  readonly digest: string;
  readonly mail_id: string | null;
  readonly from_address: string;
  readonly to_address: string;
  readonly source: "sendgrid" | "imap";
  readonly content_type: string;
  readonly storage_path: string;
  readonly size_bytes: number;
}

/** Answer of `load_inbound_email`; null when it is gone. */
export const InboundEmailRow = z.object({
  id: z.number().int(),
  dealership_id: z.guid(),
  mailbox_address: z.string(),
  status: z.string(),
  storage_path: z.string(),
  content_type: z.string(),
  from_address: z.string(),
  to_address: z.string(),
  lead_recipient: z.string().nullish().default(null),
}).nullable();
/** Answer of `load_inbound_email`. */
export type InboundEmailRow = z.infer<typeof InboundEmailRow>;

/** One file of a mail as the message row keeps it: where it lies in the bucket `attachments`. */
export interface KeptFile {
  readonly url: "";
  readonly path: string;
  readonly filename: string;
  readonly content_type: string;
  readonly size_bytes: number;
}

/** A mail as `receive_email` takes it. */
export interface ReceivedMail {
  readonly mail_id: string | null;
  readonly answers: readonly string[];
  /** The token in the recipient's +tag: the conversation it answers. */
  readonly token: string | null;
  readonly from_address: string;
  readonly from_name: string | null;
  readonly subject: string;
  readonly content: string;
  readonly is_automatic: boolean;
  readonly bounced: string | null;
  readonly keyword: "stop" | "start" | null;
  readonly opt_out: "certain" | "possible" | "none";
  readonly media: readonly KeptFile[];
}

/** Answer of `receive_email`. */
export const ReceiveEmailAnswer = z.object({
  outcome: z.enum(["stored", "automatic", "ignored", "duplicate"]),
  message_id: z.number().int().nullish().default(null),
  conversation_id: z.guid().nullish().default(null),
});
/** Answer of `receive_email`. */
export type ReceiveEmailAnswer = z.infer<typeof ReceiveEmailAnswer>;

/** What a `receive_email` job carries. */
export const ReceiveEmailPayload = z.object({ inbound_email_id: z.number().int().positive() });

const id = z.coerce.string().regex(/^[1-9]\d{0,15}$/).transform(Number).optional().catch(undefined);

/** One event as SendGrid posts it; our own ids come back from custom_args. */
export const SendGridEvent = z.object({
  sg_event_id: z.string().min(1).max(200),
  sg_message_id: z.string().max(200).optional(),
  event: z.string().min(1).max(40),
  email: z.string().max(320),
  timestamp: z.coerce.number().int().positive(),
  reason: z.string().optional().transform((text) => text?.slice(0, 500)),
  status: z.coerce.string().max(40).optional().catch(undefined),
  type: z.string().max(40).optional(),
  message_id: id,
  outbound_mail_id: id,
});
/** One event as SendGrid posts it. */
export type SendGridEvent = z.infer<typeof SendGridEvent>;

/** Answer of `record_email_events`. */
export const RecordEmailEventsAnswer = z.object({
  recorded: z.number(),
  ignored: z.number(),
  unknown: z.number(),
});
/** Answer of `record_email_events`. */
export type RecordEmailEventsAnswer = z.infer<typeof RecordEmailEventsAnswer>;
