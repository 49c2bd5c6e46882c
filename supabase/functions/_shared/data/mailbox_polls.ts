import { z } from "zod";
import { MailboxPoll } from "../contract/mailbox_poll.ts";
import { callRpc, type Database } from "./client.ts";

/** Loads what the poller needs of one mailbox, password included. */
export function loadMailboxPoll(
  database: Database,
  mailboxId: string,
  leaseToken: string,
): Promise<MailboxPoll> {
  const args = { mailbox_id: mailboxId, lease_token: leaseToken };
  return callRpc(database, "load_mailbox_poll", args, MailboxPoll);
}

/** How far a mailbox was read, or why it could not be. */
export interface PollRecord {
  readonly uid_validity: number | null;
  readonly last_uid: number | null;
  readonly error: string | null;
}

/** Notes how far a mailbox was read. */
export async function recordMailboxPoll(
  database: Database,
  mailboxId: string,
  record: PollRecord,
): Promise<void> {
  const args = { mailbox_id: mailboxId, ...record };
  await callRpc(database, "record_mailbox_poll", args, z.unknown());
}
