import { z } from "zod";
import {
  FoundMailboxes,
  InboundEmailRow,
  type KeptEmail,
  type ReceivedMail,
  ReceiveEmailAnswer,
  RecordEmailEventsAnswer,
  type SendGridEvent,
  StoreInboundEmailAnswer,
} from "../contract/email.ts";
import { callRpc, type Database } from "./client.ts";

/** Says whose the envelope recipients are. */
export function findMailboxes(
  database: Database,
  addresses: readonly string[],
): Promise<FoundMailboxes> {
  return callRpc(database, "find_mailboxes", { addresses }, FoundMailboxes);
}

/** Notes a mail whose original is kept, once, and promises that it is read. */
export function storeInboundEmail(
  database: Database,
  mailboxId: string,
  email: KeptEmail,
): Promise<StoreInboundEmailAnswer> {
  const args = { mailbox_id: mailboxId, email };
  return callRpc(database, "store_inbound_email", args, StoreInboundEmailAnswer);
}

/** Keeps a mail aside that is nobody's. */
export async function quarantineEmail(database: Database, email: KeptEmail): Promise<void> {
  await callRpc(database, "quarantine_email", { email }, z.unknown());
}

/** Loads one kept mail for its reader. */
export function loadInboundEmail(
  database: Database,
  inboundEmailId: number,
): Promise<InboundEmailRow> {
  const args = { inbound_email_id: inboundEmailId };
  return callRpc(database, "load_inbound_email", args, InboundEmailRow);
}

/** Notes what a kept mail became when it became no message. */
export async function settleInboundEmail(
  database: Database,
  inboundEmailId: number,
  status: "lead" | "ignored",
): Promise<void> {
  const args = { inbound_email_id: inboundEmailId, status };
  await callRpc(database, "settle_inbound_email", args, z.unknown());
}

/** The conversation a mail will go to, made if need be. */
export function openEmailThread(
  database: Database,
  inboundEmailId: number,
  mail: ReceivedMail,
): Promise<string> {
  const args = { inbound_email_id: inboundEmailId, mail };
  return callRpc(database, "open_email_thread", args, z.guid());
}

/** Turns a kept mail into a message, once, with all that follows, in one transaction. */
export function receiveEmail(
  database: Database,
  inboundEmailId: number,
  mail: ReceivedMail,
): Promise<ReceiveEmailAnswer> {
  const args = { inbound_email_id: inboundEmailId, mail };
  return callRpc(database, "receive_email", args, ReceiveEmailAnswer);
}

/** Records a batch of SendGrid's events, each once. */
export function recordEmailEvents(
  database: Database,
  events: readonly SendGridEvent[],
): Promise<RecordEmailEventsAnswer> {
  const named = events.map(({ sg_event_id, ...event }) => ({ ...event, event_id: sg_event_id }));
  return callRpc(database, "record_email_events", { events: named }, RecordEmailEventsAnswer);
}

/** Takes back the consent to mail of the address that a signed token names. */
export function unsubscribeMail(
  database: Database,
  token: string,
): Promise<"unsubscribed" | "unknown"> {
  return callRpc(database, "unsubscribe_mail", { token }, z.enum(["unsubscribed", "unknown"]));
}
