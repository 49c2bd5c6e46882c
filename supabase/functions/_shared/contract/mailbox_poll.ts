import { z } from "zod";

/** Answer of `load_mailbox_poll`; null when the mailbox is off or the lease is lost. */
export const MailboxPoll = z.object({
  mailbox_id: z.guid(),
  address: z.string(),
  host: z.string(),
  port: z.number().int(),
  username: z.string(),
  password: z.string(),
  folder: z.string(),
  uid_validity: z.number().int().nullable(),
  last_uid: z.number().int().nullable(),
}).nullable();
/** Answer of `load_mailbox_poll`. */
export type MailboxPoll = z.infer<typeof MailboxPoll>;

/** What a `poll_mailbox` job carries. */
export const PollMailboxPayload = z.object({ mailbox_id: z.guid() });
