import { phrase, t } from "../i18n/t.ts";

const KINDS: Readonly<Record<string, string>> = {
  reply_with_ai: phrase("Answer a customer"),
  send_message: phrase("Send a message"),
  draft_reply: phrase("Draft a reply"),
  read_experiment: phrase("Read an experiment"),
  send_mail: phrase("Send a mail to staff"),
  notify_person: phrase("Notify a colleague"),
  receive_email: phrase("Take in a mail"),
  poll_mailbox: phrase("Read a mailbox"),
  fetch_media: phrase("Fetch a picture"),
  embed_knowledge: phrase("Learn an approved answer"),
  send_invitation: phrase("Send an invitation"),
  respond_to_lead: phrase("Answer a lead"),
  ingest_document: phrase("Read a document of leads"),
  send_adf: phrase("Send a lead to the CRM"),
  import_feed: phrase("Import stock"),
  fetch_feed: phrase("Fetch a stock feed"),
};

/** What a piece of work is, in words. */
export function jobWords(kind: string): string {
  return t(KINDS[kind] ?? kind.replaceAll("_", " "));
}
