import { phrase, t } from "../i18n/t.ts";
import { exactTime } from "./exact_time.ts";

/** What the rows of a table are, in words that follow "Changed:". */
const ROWS: Readonly<Record<string, string>> = {
  adf_documents: phrase("a document of leads"),
  ai_budgets: phrase("the AI budget"),
  appointments: phrase("an appointment"),
  booking_rules: phrase("the rules of visits"),
  business_holidays: phrase("a holiday"),
  business_hours: phrase("opening hours"),
  conversation_merges: phrase("a merge of threads"),
  conversations: phrase("a conversation"),
  customer_identities: phrase("a customer's address"),
  customer_merge_suggestions: phrase("a suggestion to join customers"),
  customer_merges: phrase("a merge of customers"),
  customers: phrase("a customer"),
  dealerships: phrase("the dealership"),
  duty_shifts: phrase("a shift"),
  experiment_variants: phrase("a variant of an experiment"),
  feed_runs: phrase("an import of stock"),
  handovers: phrase("a handover"),
  invitations: phrase("an invitation"),
  knowledge_entries: phrase("an approved answer"),
  knowledge_suggestions: phrase("a suggested answer"),
  lead_addresses: phrase("an address for leads"),
  lead_sources: phrase("a source of leads"),
  lead_tasks: phrase("a task of a lead"),
  leads: phrase("a lead"),
  mailbox_polls: phrase("how a mailbox is read"),
  mailboxes: phrase("a mailbox"),
  memberships: phrase("a person's role"),
  message_templates: phrase("a template"),
  personas: phrase("the AI persona"),
  phone_numbers: phrase("a number of the dealership"),
  prompt_experiments: phrase("an experiment"),
  recovery_codes: phrase("a second factor"),
  resources: phrase("what can be booked"),
  routing_rules: phrase("a rule for leads"),
  scheduled_messages: phrase("a scheduled message"),
  sequence_steps: phrase("a step of a plan"),
  sequences: phrase("a follow-up plan"),
  staff_phones: phrase("a person's number"),
  support_grants: phrase("access for support"),
  tags: phrase("a tag"),
  team_members: phrase("a member of a team"),
  teams: phrase("a team"),
  vehicle_feeds: phrase("a stock feed"),
  vehicles: phrase("a vehicle"),
  web_chat_widgets: phrase("the chat on the site"),
};

/** What was done to which kind of row. */
export function auditWords(action: string, table: string): string {
  const what = t(ROWS[table] ?? table.replaceAll("_", " "));
  if (action.toLowerCase() === "insert") return t("Added: {what}", { what });
  if (action.toLowerCase() === "delete") return t("Deleted: {what}", { what });
  return t("Changed: {what}", { what });
}

/** A time as Postgres writes it. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:/u;

/** One value of a row before or after, as a person writes it. */
export function auditValue(value: unknown, zone: string): string {
  if (value === undefined || value === null || value === "") return t("nothing");
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  if (typeof value !== "string") return JSON.stringify(value);
  return MOMENT.test(value) ? exactTime(value, zone) : value;
}
