import { z } from "zod";

const text = z.string().nullable().default(null);
const flag = z.boolean().nullable().default(null);
const cents = z.number().int().nullable().default(null);
const instant = z.iso.datetime({ offset: true });

/** The department a lead was sent to, or that its words ask for. */
export const LEAD_DEPARTMENTS = ["sales", "service", "parts", "finance", "other"] as const;
/** What the shopper wants to do. */
export const LEAD_TYPES = ["sales", "trade", "test_drive", "finance", "service", "other"] as const;
/** Where leads come from, as `lead_sources.kind` knows it. */
export const LEAD_SOURCE_KINDS = [
  "website",
  "marketplace",
  "manufacturer",
  "social",
  "sms",
  "phone",
  "walk_in",
  "referral",
  "other",
] as const;

/** One number of a person; `e164` is null when the raw text is no number that could be dialled. */
export const LeadPhone = z.object({
  e164: text,
  raw: z.string(),
  kind: z.enum(["cell", "home", "work", "voice", "fax", "pager"]).default("voice"),
  extension: text,
  preferred: z.boolean().default(false),
  /** False for a fax, a pager and anything without `e164`. */
  textable: z.boolean().default(false),
  /** When to call, in the sender's words: morning, afternoon, evening, day. */
  time: text,
});
/** One number of a person. */
export type LeadPhone = z.infer<typeof LeadPhone>;

/** One e-mail address of a person, in lower case. */
export const LeadEmail = z.object({
  address: z.string(),
  /** The address belongs to a marketplace that passes mail on, not to the person. */
  is_relay: z.boolean().default(false),
  preferred: z.boolean().default(false),
});
/** One e-mail address of a person. */
export type LeadEmail = z.infer<typeof LeadEmail>;

/** A postal address; all of it text, so that a postal code keeps its zeros. */
export const LeadAddress = z.object({
  kind: text,
  street: z.array(z.string()).default([]),
  apartment: text,
  city: text,
  region: text,
  postal_code: text,
  country: text,
});
/** A postal address. */
export type LeadAddress = z.infer<typeof LeadAddress>;

/** When the shopper means to buy. */
export const LeadTimeframe = z.object({
  description: text,
  /** Dates (YYYY-MM-DD) in the dealership's zone. */
  earliest_on: text,
  latest_on: text,
});
/** When the shopper means to buy. */
export type LeadTimeframe = z.infer<typeof LeadTimeframe>;

/** A person or business behind a lead. */
export const LeadContact = z.object({
  full_name: text,
  first_name: text,
  middle_name: text,
  last_name: text,
  suffix: text,
  is_business: z.boolean().default(false),
  /** The best one to use comes first. */
  phones: z.array(LeadPhone).default([]),
  /** The best one to use comes first. */
  emails: z.array(LeadEmail).default([]),
  address: LeadAddress.nullable().default(null),
});
/** A person or business behind a lead. */
export type LeadContact = z.infer<typeof LeadContact>;

/** The shopper. */
export const LeadCustomer = LeadContact.extend({
  preferred_contact: z.enum(["phone", "text", "email"]).nullable().default(null),
  /** When they want to be contacted or to come by, in their own words. */
  preferred_time: text,
  /** BCP 47, such as `es`. */
  language: text,
  timeframe: LeadTimeframe.nullable().default(null),
});
/** The shopper. */
export type LeadCustomer = z.infer<typeof LeadCustomer>;

/** One price that a document names. Never said back without an inventory check. */
export const LeadPrice = z.object({
  kind: z.enum(["quote", "offer", "msrp", "invoice", "call", "appraisal", "asking"]),
  price_cents: cents,
  currency: text,
  delta: text,
  relative_to: text,
  source: text,
});
/** One price that a document names. */
export type LeadPrice = z.infer<typeof LeadPrice>;

/** One wish about equipment; a weighting of 100 is a must, -100 a must not. */
export const LeadOption = z.object({
  name: z.string(),
  code: text,
  weighting: z.number().int().min(-100).max(100).nullable().default(null),
});
/** One wish about equipment. */
export type LeadOption = z.infer<typeof LeadOption>;

/** One vehicle of a lead, as its sender described it. */
export const LeadVehicle = z.object({
  interest: z.enum(["buy", "lease", "sell", "trade_in", "test_drive"]).default("buy"),
  vin: text,
  vin_valid: z.boolean().default(false),
  stock_number: text,
  year: z.number().int().nullable().default(null),
  make: text,
  model: text,
  /** The model is a stand-in such as "Full Line" or "Other": ask which one is meant. */
  model_is_placeholder: z.boolean().default(false),
  trim: text,
  condition: z.enum(["new", "used"]).nullable().default(null),
  certified: flag,
  body_style: text,
  transmission: text,
  doors: text,
  odometer: z.number().int().nullable().default(null),
  odometer_unit: z.enum(["mi", "km"]).nullable().default(null),
  /** How good it is: excellent, good, fair, poor. */
  quality: z.enum(["excellent", "good", "fair", "poor"]).nullable().default(null),
  exterior_color: text,
  interior_color: text,
  /** The first price that holds an amount. */
  price_cents: cents,
  prices: z.array(LeadPrice).default([]),
  options: z.array(LeadOption).default([]),
  /** http(s) addresses; never fetched by us. */
  image_urls: z.array(z.string()).default([]),
  /** Words of the vehicle block: of the sender's listing, not of the customer. */
  comments: text,
});
/** One vehicle of a lead. */
export type LeadVehicle = z.infer<typeof LeadVehicle>;

/** How the shopper means to pay; intent only, never an offer. */
export const LeadFinance = z.object({
  method: z.enum(["cash", "finance", "lease"]).nullable().default(null),
  down_payment_cents: cents,
  monthly_cents: cents,
  total_cents: cents,
  balance_cents: cents,
  currency: text,
  term_months: z.number().int().nullable().default(null),
  rate_percent: z.number().nullable().default(null),
});
/** How the shopper means to pay. */
export type LeadFinance = z.infer<typeof LeadFinance>;

/** An answer about being contacted; evidence for the consent ledger. */
export const LeadConsent = z.object({
  channel: z.enum(["sms", "email", "phone"]),
  granted: z.boolean(),
  /** The exact words that were answered. */
  text: z.string(),
});
/** An answer about being contacted. */
export type LeadConsent = z.infer<typeof LeadConsent>;

/** The sender's own id of a lead. */
export const LeadExternalId = z.object({ id: z.string(), source: text });
/** The sender's own id of a lead. */
export type LeadExternalId = z.infer<typeof LeadExternalId>;

/** One lead as every way in hands it to the database, whatever it was read from. */
export const LeadIntake = z.object({
  source: z.string().trim().min(1).max(80),
  source_kind: z.enum(LEAD_SOURCE_KINDS).default("other"),
  /** The service or campaign within the source. */
  sub_source: text,
  /** The first of `external_ids` as `id@source`, or just `id`; one value to be unique by. */
  external_id: text,
  external_ids: z.array(LeadExternalId).default([]),
  /** `resend`: known already; matched to the lead it repeats, no second first answer. */
  request_kind: z.enum(["new", "resend"]).default("new"),
  department: z.enum(LEAD_DEPARTMENTS).default("sales"),
  type: z.enum(LEAD_TYPES).default("sales"),
  /** When the shopper asked; `received_at` when the document does not say or cannot be believed. */
  requested_at: instant,
  received_at: instant,
  customer: LeadCustomer,
  co_buyers: z.array(LeadContact).default([]),
  /** The car of interest; never the customer's own car. */
  vehicle: LeadVehicle.nullable().default(null),
  other_vehicles: z.array(LeadVehicle).default([]),
  /** The customer's own car, to trade in or to sell. */
  trade_in: LeadVehicle.nullable().default(null),
  finance: LeadFinance.nullable().default(null),
  /** The customer's own words: the only text that the AI may take as theirs. */
  inquiry: text,
  /** All comments of the document as they came. */
  comments_raw: text,
  /** The comments as staff read them: cleaned, without advertising. */
  comments_shown: text,
  consents: z.array(LeadConsent).default([]),
  /** What a colleague wrote, such as a walk-in log; never the customer's words. */
  staff_note: text,
  /** Everything the document said that has no field of its own. */
  extras: z.record(z.string(), z.unknown()).default({}),
  /** What was odd and how it was read, in sentences for staff. */
  warnings: z.array(z.string()).default([]),
  /** The stored document it was read from. */
  document_id: z.guid().nullable().default(null),
});
/** One lead as every way in hands it to the database. */
export type LeadIntake = z.infer<typeof LeadIntake>;
/** One lead before its defaults are filled in. */
export type LeadIntakeInput = z.input<typeof LeadIntake>;

/** Answer of `record_lead`. */
export const RecordLeadAnswer = z.object({
  outcome: z.enum(["created", "credited", "updated", "duplicate"]),
  lead_id: z.guid(),
  customer_id: z.guid().nullish().default(null),
  conversation_id: z.guid().nullish().default(null),
});
/** Answer of `record_lead`. */
export type RecordLeadAnswer = z.infer<typeof RecordLeadAnswer>;
