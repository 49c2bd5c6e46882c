import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** An address that belongs to the dealership. */
export const Mailbox = z.object({ id: z.string(), address: z.string(), is_active: z.boolean() });
/** How a mailbox is read by IMAP; never its password. */
export const MailboxPoll = z.object({
  mailbox_id: z.string(),
  host: z.string(),
  username: z.string(),
  is_enabled: z.boolean(),
  last_polled_at: text,
  last_error: text,
});
/** How a mailbox is read by IMAP; never its password. */
export type MailboxPoll = z.infer<typeof MailboxPoll>;
/** An address that mail no longer goes to. */
export const Suppression = z.object({
  address: z.string(),
  reason: z.string(),
  created_at: z.string(),
});
/** An address that mail no longer goes to. */
export type Suppression = z.infer<typeof Suppression>;

/** A mailbox with how it is read; null: its mail is passed on to us. */
export type MailboxSettings = z.infer<typeof Mailbox> & { readonly poll: MailboxPoll | null };

/** What of the reading can be set; an empty password keeps the one we have. */
export interface PollChange {
  readonly host: string;
  readonly username: string;
  readonly password: string;
  readonly is_enabled: boolean;
}

/** E-mail as the settings show it. */
export interface EmailSettings {
  readonly mailboxes: readonly MailboxSettings[];
  /** The newest 100. */
  readonly suppressions: readonly Suppression[];
}

/** What the settings of e-mail need from the outside. */
export interface EmailApi {
  read(): Promise<EmailSettings>;
  savePoll(mailboxId: string, change: PollChange): Promise<void>;
  /** Lets mail go to an address again. */
  lift(address: string): Promise<void>;
}

/** The e-mail of one dealership. */
export function emailApi(supabase: Client, dealership_id: string): EmailApi {
  return {
    async read() {
      const [boxes, polls, suppressions] = await Promise.all([
        unwrap(
          supabase.from("mailboxes").select(columnsOf(Mailbox)).eq("dealership_id", dealership_id)
            .order("address").limit(50),
        ),
        unwrap(
          supabase.from("mailbox_polls").select(columnsOf(MailboxPoll))
            .eq("dealership_id", dealership_id).limit(50),
        ),
        unwrap(
          supabase.from("suppressions").select(columnsOf(Suppression))
            .eq("dealership_id", dealership_id).order("id", { ascending: false }).limit(100),
        ),
      ]);
      const read = z.array(MailboxPoll).parse(polls.data);
      return {
        mailboxes: z.array(Mailbox).parse(boxes.data).map((box) => ({
          ...box,
          poll: read.find(({ mailbox_id }) => mailbox_id === box.id) ?? null,
        })),
        suppressions: z.array(Suppression).parse(suppressions.data),
      };
    },
    async savePoll(mailbox_id, change) {
      const password = change.password === "" ? null : change.password;
      await unwrap(supabase.rpc("save_mailbox_poll", { mailbox_id, ...change, password }));
    },
    async lift(address) {
      await unwrap(supabase.rpc("lift_suppression", { dealership_id, address }));
    },
  };
}
