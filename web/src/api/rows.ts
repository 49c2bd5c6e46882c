import * as z from "zod/mini";

const text = z.nullable(z.string());

/** How a conversation reaches its customer. */
export const Channel = z.enum(["sms", "web", "email", "phone"]);
/** How a conversation reaches its customer. */
export type Channel = z.infer<typeof Channel>;

/** A coming appointment of a customer. */
export const NextAppointment = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  starts_at: z.string(),
});
/** A coming appointment of a customer. */
export type NextAppointment = z.infer<typeof NextAppointment>;

/** The newest wish to buy of a customer. */
export const CustomerLead = z.object({
  id: z.string(),
  status: z.enum(["new", "working", "appointment", "shown", "sold", "lost"]),
  score: z.nullable(z.number()),
  /** Who sells to them. */
  assigned_to: text,
  source_name: text,
});
/** The newest wish to buy of a customer. */
export type CustomerLead = z.infer<typeof CustomerLead>;

/** A label of the dealership. */
export const Tag = z.object({ id: z.string(), name: z.string(), color: z.string() });
/** A label of the dealership. */
export type Tag = z.infer<typeof Tag>;

/** How urgent a conversation is. */
export const Priority = z.enum(["low", "normal", "high", "urgent"]);
/** How urgent a conversation is. */
export type Priority = z.infer<typeof Priority>;

const HandoverSummary = z.catch(
  z.nullable(z.object({
    wants: z.optional(text),
    brings: z.optional(text),
    blocked_by: z.optional(text),
  })),
  null,
);

/** One address of a merged thread, by the thread whose own it is. */
const ThreadAddress = z.object({
  of: z.string(),
  address: z.string(),
  /** The store's number, where two threads share the address. */
  number: text,
  is_current: z.boolean(),
});
/** One address of a merged thread, by the thread whose own it is. */
export type ThreadAddress = z.infer<typeof ThreadAddress>;

/** One row of the view `inbox`: a conversation with the names a list needs. */
export const InboxRow = z.object({
  id: z.string(),
  customer_id: z.string(),
  customer_name: text,
  customer_address: text,
  channel: Channel,
  status: z.enum(["active", "escalated", "closed", "archived"]),
  owner: z.enum(["ai", "waiting_human", "human"]),
  assigned_to: text,
  assigned_name: text,
  vehicle_id: text,
  vehicle_label: text,
  vehicle_stock: text,
  last_message_at: text,
  last_message_preview: text,
  last_message_author: z.nullable(z.enum(["customer", "ai", "staff", "system"])),
  waiting_since: text,
  handover_reason: text,
  handover_summary: HandoverSummary,
  ai_paused: z.boolean(),
  unread_count: z.number(),
  priority: Priority,
  snoozed_until: text,
  reply_due_at: text,
  tags: z.catch(z.array(Tag), []),
  /** Make and model. */
  vehicle_model: z.catch(text, null),
  /** What the customer asked about last. */
  intents: z.catch(z.array(z.string()), []),
  /** Other threads were merged into it, so that it hears more than one address. */
  has_merged: z.catch(z.boolean(), false),
  /** Null where it hears but one. */
  addresses: z.catch(z.nullable(z.array(ThreadAddress)), null),
});
/** One row of the view `inbox`: a conversation with the names a list needs. */
export type InboxRow = z.infer<typeof InboxRow>;

const Media = z.object({
  url: z.string(),
  content_type: z.optional(text),
  /** Where a file lies in the private bucket; its url is empty then. */
  path: z.optional(z.string()),
  filename: z.optional(z.string()),
});

/** One message of a thread. */
export const Message = z.object({
  id: z.number(),
  conversation_id: z.string(),
  direction: z.enum(["inbound", "outbound", "internal"]),
  author: z.enum(["customer", "ai", "staff", "system"]),
  author_user_id: text,
  channel: z.nullable(Channel),
  kind: z.enum(["text", "media", "note", "system"]),
  content: text,
  media: z.catch(z.nullable(z.array(Media)), null),
  /** Of an e-mail. */
  subject: text,
  /** The thread whose own address it came from or went to; null: of the one it is in. */
  address_of: z.catch(text, null),
  client_id: text,
  delivery_status: text,
  error_code: text,
  error_class: text,
  error_message: text,
  persona_id: text,
  evidence: z.unknown(),
  intent: text,
  ai_model: text,
  ai_confidence: z.nullable(z.number()),
  processing_time_ms: z.nullable(z.number()),
  /** When a supervised answer of the AI leaves by itself. */
  sends_at: z.catch(text, null),
  created_at: z.string(),
});
/** One message of a thread. */
export type Message = z.infer<typeof Message>;

/** One line of the dealership's event log, as broadcast and as read after a gap. */
export const LiveEvent = z.object({
  seq: z.number(),
  kind: z.string(),
  conversation_id: z.nullish(z.string()),
  message_id: z.nullish(z.number()),
});
/** One line of the dealership's event log, as broadcast and as read after a gap. */
export type LiveEvent = z.infer<typeof LiveEvent>;

/** A dealership the signed-in person may see. */
export const Dealership = z.object({
  id: z.string(),
  name: z.string(),
  subdomain: z.string(),
  timezone: z.string(),
  ai_enabled: z.boolean(),
  reply_goal_minutes: z.number(),
  /** Roles whose administrative acts need a session with a second factor. */
  mfa_required_roles: z.array(z.string()),
});
/** A dealership the signed-in person may see. */
export type Dealership = z.infer<typeof Dealership>;

/** The role a person holds in one dealership. */
export const Membership = z.object({ dealership_id: z.string(), role: z.string() });

/** One thing that one role may do. */
export const RolePermission = z.object({ role: z.string(), permission: z.string() });

/** A person who can sign in, as colleagues see them. */
export const Profile = z.object({ id: z.string(), full_name: z.string(), email: z.string() });
/** A person who can sign in, as colleagues see them. */
export type Profile = z.infer<typeof Profile>;

/** What people can say of themselves; away and off are passed over when work is given out. */
export const AVAILABILITIES = ["available", "away", "off"] as const;
/** Whether a person works just now. */
export type Availability = typeof AVAILABILITIES[number];

/** The name under which the AI writes. */
export const Persona = z.object({ id: z.string(), name: z.string() });

/** The customer of a conversation with the ways to reach them. */
export const Customer = z.object({
  id: z.string(),
  full_name: text,
  preferred_language: z.nullish(z.string()),
  /** Since when staff want to hear no more of them. */
  blocked_at: z.nullish(z.string()),
  customer_identities: z.array(
    z.object({ kind: z.enum(["phone", "email", "visitor"]), value: z.string() }),
  ),
});
/** The customer of a conversation with the ways to reach them. */
export type Customer = z.infer<typeof Customer>;

/** One entry of the consent ledger. */
export const Consent = z.object({
  id: z.number(),
  channel: Channel,
  address: z.string(),
  status: z.enum(["granted", "revoked"]),
  method: z.nullish(z.string()),
  occurred_at: z.string(),
});
/** One entry of the consent ledger. */
export type Consent = z.infer<typeof Consent>;

/** The vehicle a conversation is about. */
export const Vehicle = z.object({
  id: z.string(),
  vin: text,
  stock_number: text,
  make: z.string(),
  model: z.string(),
  year: z.number(),
  trim: text,
  body_style: text,
  ext_color: text,
  mileage: z.nullable(z.number()),
  drivetrain: text,
  msrp_cents: z.nullable(z.number()),
  price_cents: z.nullable(z.number()),
  condition: text,
  certified: z.nullable(z.boolean()),
  status: z.string(),
  /** Since when it is listed here. */
  created_at: z.string(),
});
/** The vehicle a conversation is about. */
export type Vehicle = z.infer<typeof Vehicle>;

/** The columns a schema reads, as PostgREST's `select` wants them. */
export function columnsOf(schema: { shape: Record<string, unknown> }): string {
  return Object.keys(schema.shape).join(",");
}
