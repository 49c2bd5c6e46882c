// A table of who may do what; exempt from the line limit.
/** The access that is meant, for the test that walks over all of it. */
import type { Caller } from "./db.ts";
import { OAK, PEOPLE, PINE } from "./people.ts";

/** What a verb on a table asks for: a permission, being a platform admin, anyone signed in, or nobody. */
export type Need = string | null;
/** The needs of one table's verbs; a verb that is missing is nobody's. */
export interface Rule {
  readonly select: Need;
  readonly insert?: Need;
  readonly update?: Need;
  readonly delete?: Need;
}

/** The access that is meant, table by table. A table that is missing here fails the walk. */
export const RULES: Readonly<Record<string, Rule>> = {
  adf_document_leads: { select: "leads.manage" },
  adf_documents: { select: "leads.manage" },
  ai_budgets: { select: "ai.manage", update: "ai.manage" },
  ai_runs: { select: "conversations.read" },
  appointments: { select: "appointments.read" },
  activity: { select: "conversations.read" },
  agenda: { select: "appointments.read" },
  audit_logs: { select: "audit.read" },
  booking_rules: { select: "appointments.read", update: "bookings.manage" },
  business_holidays: {
    select: "dealership.read",
    insert: "dealership.update",
    update: "dealership.update",
    delete: "dealership.update",
  },
  business_hours: {
    select: "dealership.read",
    insert: "dealership.update",
    update: "dealership.update",
    delete: "dealership.update",
  },
  consents: { select: "customers.read" },
  conversation_merges: { select: "conversations.read" },
  conversation_tags: { select: "conversations.read" },
  conversations: { select: "conversations.read" },
  customer_merge_suggestions: { select: "customers.read" },
  customer_merges: { select: "customers.read" },
  customer_identities: { select: "customers.read" },
  customers: { select: "customers.read", update: "customers.write" },
  daily_rollups: { select: "analytics.read" },
  dashboards: { select: "dealership.read" },
  dealerships: { select: "dealership.read", update: "dealership.update" },
  duty_shifts: {
    select: "members.read",
    insert: "teams.manage",
    update: "teams.manage",
    delete: "members.manage",
  },
  experiment_assignments: { select: "experiments.read" },
  experiment_variants: {
    select: "experiments.read",
    insert: "experiments.write",
    update: "experiments.write",
  },
  events: { select: "conversations.read" },
  feed_runs: { select: "vehicles.write" },
  handovers: { select: "conversations.read" },
  inbound_emails: { select: "jobs.read" },
  inbox: { select: "conversations.read" },
  invitations: { select: "members.manage", insert: "members.manage", update: "members.manage" },
  jobs: { select: "jobs.read" },
  knowledge_entries: {
    select: "knowledge.read",
    insert: "knowledge.write",
    update: "knowledge.write",
  },
  knowledge_gaps: { select: "knowledge.read", update: "knowledge.write" },
  knowledge_success: { select: "knowledge.read" },
  knowledge_suggestions: { select: "knowledge.read", insert: "conversations.write" },
  knowledge_uses: { select: "knowledge.read" },
  lead_addresses: { select: "leads.manage", update: "leads.manage" },
  lead_board: { select: "leads.read" },
  lead_exports: { select: "leads.manage" },
  lead_source_counters: { select: "leads.manage" },
  lead_outcomes: { select: "leads.read" },
  lead_response_times: { select: "leads.read" },
  lead_source_credits: { select: "leads.read" },
  lead_sources: { select: "leads.read", insert: "leads.manage", update: "leads.manage" },
  lead_tasks: { select: "leads.read" },
  leads: { select: "leads.read", insert: "leads.write", update: "leads.write" },
  mailbox_polls: { select: "dealership.update" },
  mailboxes: { select: "dealership.read" },
  memberships: { select: "members.read", insert: "members.manage", update: "members.manage" },
  message_templates: {
    select: "conversations.read",
    insert: "templates.manage",
    update: "templates.manage",
  },
  messages: { select: "conversations.read" },
  notification_deliveries: { select: "jobs.read" },
  notification_digests: { select: null },
  notification_preferences: { select: null },
  notifications: { select: null },
  open_handovers: { select: "conversations.read" },
  outbound_mails: { select: "jobs.read" },
  persona_evaluations: { select: "personas.read" },
  persona_versions: { select: "personas.read" },
  personas: { select: "personas.read", insert: "personas.write", update: "personas.write" },
  phone_numbers: { select: "dealership.read" },
  prompt_experiments: {
    select: "experiments.read",
    insert: "experiments.write",
    update: "experiments.write",
  },
  prompt_metrics: { select: "experiments.read" },
  resources: {
    select: "appointments.read",
    insert: "bookings.manage",
    update: "bookings.manage",
  },
  routing_rules: { select: "leads.read", insert: "leads.manage", update: "leads.manage" },
  scheduled_messages: { select: "conversations.read" },
  sequence_runs: { select: "leads.read" },
  sequence_steps: { select: "leads.read", insert: "leads.manage", update: "leads.manage" },
  sequences: { select: "leads.read", insert: "leads.manage", update: "leads.manage" },
  reply_drafts: { select: "conversations.read" },
  reply_ratings: { select: "conversations.read" },
  suppressions: { select: "customers.read" },
  support_grants: { select: "support.grant", insert: "support.grant", update: "support.grant" },
  tags: { select: "conversations.read", insert: "tags.manage", update: "tags.manage" },
  team_members: { select: "members.read", insert: "teams.manage", delete: "members.manage" },
  template_results: { select: "analytics.read" },
  template_uses: { select: "analytics.read" },
  teams: {
    select: "members.read",
    insert: "teams.manage",
    update: "teams.manage",
    delete: "members.manage",
  },
  vehicle_feeds: { select: "vehicles.write", insert: "vehicles.write", update: "vehicles.write" },
  vehicle_status_changes: { select: "vehicles.read" },
  vehicles: { select: "vehicles.read", insert: "vehicles.write", update: "vehicles.write" },
  web_chat_sessions: { select: "conversations.read" },
  web_chat_widgets: {
    select: "dealership.read",
    insert: "dealership.update",
    update: "dealership.update",
  },
};

/** Tables that belong to no dealership, or to a visitor, each with a test of its own. */
export const TENANTLESS = [
  "profiles",
  "push_subscriptions",
  "quarantined_messages",
  "role_permissions",
  "staff_phones",
  "web_chat_messages",
  "webhook_refusals",
];

const USER = [
  "dealership.read",
  "members.read",
  "customers.read",
  "customers.write",
  "conversations.read",
  "conversations.write",
  "vehicles.read",
  "personas.read",
  "knowledge.read",
  "leads.read",
  "leads.write",
  "appointments.read",
  "appointments.write",
];
const MANAGER = [
  ...USER,
  "vehicles.write",
  "personas.write",
  "knowledge.write",
  "jobs.read",
  "jobs.manage",
  "teams.manage",
  "tags.manage",
  "conversations.assign",
  "leads.write_all",
  "leads.manage",
  "bookings.manage",
  "ai.manage",
  "experiments.read",
  "experiments.write",
  "analytics.read",
  "templates.manage",
];
const ADMIN = [...MANAGER, "dealership.update", "members.manage", "audit.read", "support.grant"];
const API = [
  "dealership.read",
  "customers.read",
  "conversations.read",
  "vehicles.read",
  "vehicles.write",
  "leads.read",
  "appointments.read",
];

/** What the live break-glass grant allows. */
export const SUPPORT = ["conversations.read", "customers.read"];

/** Who is allowed what, where: the matrix that role_permissions must agree with. */
export const CAST: readonly {
  name: string;
  caller: Caller;
  in: Readonly<Record<string, readonly string[]>>;
}[] = [
  { name: "dealership_admin", caller: PEOPLE.oakAdmin, in: { [OAK]: ADMIN } },
  { name: "manager", caller: PEOPLE.oakManager, in: { [OAK]: MANAGER } },
  { name: "user", caller: PEOPLE.oakSales, in: { [OAK]: USER } },
  { name: "api", caller: PEOPLE.oakApi, in: { [OAK]: API } },
  { name: "member of both", caller: PEOPLE.group, in: { [OAK]: MANAGER, [PINE]: MANAGER } },
  { name: "super_admin", caller: PEOPLE.superAdmin, in: { [OAK]: ADMIN, [PINE]: ADMIN } },
  { name: "deactivated member", caller: PEOPLE.pineManager, in: {} },
  { name: "live break-glass", caller: PEOPLE.support, in: { [OAK]: SUPPORT } },
  { name: "expired break-glass", caller: PEOPLE.expiredSupport, in: {} },
  { name: "stranger", caller: PEOPLE.stranger, in: {} },
  { name: "anon", caller: "anon", in: {} },
];
