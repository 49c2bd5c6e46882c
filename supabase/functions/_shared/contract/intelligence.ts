import { z } from "zod";

/** Why a reply hands the conversation to staff; the code stored with the handover. */
export const HANDOVER_REASONS = [
  "asked_for_person",
  "call_request",
  "visit_request",
  "visit_change",
  "finance",
  "trade_in",
  "negotiation",
  "service",
  "complaint",
  "abuse",
  "legal",
  "wrong_number",
  "bereavement",
  "accident",
  "price_missing",
  "fact_missing",
  "hours_missing",
  "hold_request",
  "photos",
  "unclear",
  "other_language",
  "opt_out_unsure",
] as const;

/** One reason of HANDOVER_REASONS. */
export type HandoverReasonCode = (typeof HANDOVER_REASONS)[number];

const departmentSchema = z.enum(["sales", "service"]);
/** Which desk's opening hours are meant. */
export type Department = z.infer<typeof departmentSchema>;

/** One row of public.business_hours. Times are `HH:MM` or `HH:MM:SS`, weekday 0 is Sunday. */
export const businessHoursSchema = z.object({
  id: z.string(),
  department: departmentSchema,
  weekday: z.number().int().min(0).max(6),
  opens_at: z.string(),
  closes_at: z.string(),
});
/** One row of public.business_hours. */
export type BusinessHours = z.infer<typeof businessHoursSchema>;

/** One row of public.business_holidays; both times null means closed all day. */
export const businessHolidaySchema = z.object({
  id: z.string(),
  on_date: z.string(),
  name: z.string(),
  opens_at: z.string().nullable(),
  closes_at: z.string().nullable(),
});
/** One row of public.business_holidays. */
export type BusinessHoliday = z.infer<typeof businessHolidaySchema>;

/** The words a dealership's own inventory uses, read as distinct column values. */
export const inventoryVocabularySchema = z.object({
  makes: z.array(z.string()),
  models: z.array(z.string()),
  body_styles: z.array(z.string()),
  colors: z.array(z.string()),
  trims: z.array(z.string()),
});
/** The words a dealership's own inventory uses. */
export type InventoryVocabulary = z.infer<typeof inventoryVocabularySchema>;

const dealershipProfileSchema = z.object({
  id: z.string(),
  name: z.string(),
  timezone: z.string(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  region: z.string().nullable(),
});

const personaVoiceSchema = z.object({
  id: z.string(),
  name: z.string(),
  personality_traits: z.unknown(),
  response_style: z.unknown(),
});

const threadMessageSchema = z.object({
  id: z.coerce.number(),
  author: z.enum(["customer", "ai", "staff", "system"]),
  content: z.string(),
  created_at: z.string(),
  vehicle_ids: z.array(z.string()),
  intent: z.string().nullable(),
});
/** One message of the thread as the intelligence reads it. */
export type ThreadMessage = z.infer<typeof threadMessageSchema>;

/** Everything a reply may know about the conversation; facts come in through FactFinder. */
export const replyContextSchema = z.object({
  conversation_id: z.string(),
  /** "sms" when left out. */
  channel: z.string().optional(),
  /** "assistant" when left out; a person's draft neither introduces itself nor passes on. */
  voice: z.enum(["assistant", "staff"]).optional(),
  dealership: dealershipProfileSchema,
  hours: z.array(businessHoursSchema),
  holidays: z.array(businessHolidaySchema),
  persona: personaVoiceSchema,
  customer: z.object({
    first_name: z.string().nullable(),
    preferred_language: z.string().nullable(),
  }),
  /** Oldest first, at most 30. */
  messages: z.array(threadMessageSchema),
  /** Ids of the customer messages this reply must answer. */
  pending: z.array(z.coerce.number()),
  focus_vehicle_id: z.string().nullable(),
  inventory_vocabulary: inventoryVocabularySchema,
  now: z.string(),
});
/** Everything a reply may know about the conversation. */
export type ReplyContext = z.infer<typeof replyContextSchema>;

/**
 * A search over one dealership's vehicles; null means "any".
 *
 * `color` and `body_style` are family names (domain/inventory_match: "blue" also finds "Blueprint").
 * A finder returns available units first, then pending, then sold; retired ones only by
 * `stock_number`, `vin_tail` or `ids`, which are exact wishes.
 */
export const vehicleQuerySchema = z.object({
  ids: z.array(z.string()).nullable().default(null),
  make: z.string().nullable().default(null),
  model: z.string().nullable().default(null),
  year_min: z.number().int().nullable().default(null),
  year_max: z.number().int().nullable().default(null),
  body_style: z.string().nullable().default(null),
  color: z.string().nullable().default(null),
  trim: z.string().nullable().default(null),
  price_min_cents: z.number().int().nullable().default(null),
  price_max_cents: z.number().int().nullable().default(null),
  mileage_max: z.number().int().nullable().default(null),
  condition: z.enum(["new", "used"]).nullable().default(null),
  fuel_type: z.string().nullable().default(null),
  drivetrain: z.string().nullable().default(null),
  stock_number: z.string().nullable().default(null),
  vin_tail: z.string().nullable().default(null),
  text: z.string().nullable().default(null),
  limit: z.number().int().nullable().default(null),
});
/** A search over one dealership's vehicles; null means "any". */
export type VehicleQuery = z.infer<typeof vehicleQuerySchema>;

/** One row of public.vehicles, as far as a reply may speak about it. */
export const vehicleFactSchema = z.object({
  id: z.string(),
  vin: z.string().nullable(),
  stock_number: z.string().nullable(),
  make: z.string(),
  model: z.string(),
  year: z.number().int(),
  trim: z.string().nullable(),
  body_style: z.string().nullable(),
  ext_color: z.string().nullable(),
  int_color: z.string().nullable(),
  mileage: z.number().int().nullable(),
  engine: z.string().nullable(),
  transmission: z.string().nullable(),
  drivetrain: z.string().nullable(),
  fuel_type: z.string().nullable(),
  fuel_economy: z.string().nullable(),
  price_cents: z.number().int().nullable(),
  /** The maker's own price of a new one; older stores of facts do not name it. */
  msrp_cents: z.number().int().nullable().default(null),
  condition: z.enum(["new", "used"]),
  certified: z.boolean(),
  status: z.enum(["available", "pending", "sold", "retired"]),
  description: z.string().nullable(),
  features: z.array(z.string()),
});
/** One row of public.vehicles, as far as a reply may speak about it. */
export type VehicleFact = z.infer<typeof vehicleFactSchema>;

/** One knowledge entry found for a question; `score` is 0..1 after the finder's own abstaining. */
export const knowledgeFactSchema = z.object({
  id: z.string(),
  title: z.string(),
  answer: z.string(),
  category: z.string().nullable(),
  score: z.number(),
});
/** One knowledge entry found for a question. */
export type KnowledgeFact = z.infer<typeof knowledgeFactSchema>;

/** The reads a reply may make; each returns rows of the context's dealership only. */
export interface FactFinder {
  /** Vehicles that fit the query, best first. */
  searchVehicles(query: VehicleQuery): Promise<VehicleFact[]>;
  /** Available units near the given one, best first. */
  alternativesFor(vehicleId: string): Promise<VehicleFact[]>;
  /** Knowledge entries that answer the text, best first, empty when none does. */
  searchKnowledge(text: string): Promise<KnowledgeFact[]>;
}

/** What a customer wants, with how sure the reader is and the words that showed it. */
export const intentFindingSchema = z.object({
  name: z.string(),
  confidence: z.number(),
  evidence: z.string(),
});
/** What a customer wants, with how sure the reader is and the words that showed it. */
export type IntentFinding = z.infer<typeof intentFindingSchema>;

/** How a message sounds. */
export type Sentiment = "positive" | "neutral" | "negative";
/** How soon a message wants an answer. */
export type Urgency = "low" | "normal" | "high";

/** One source of a fact in a reply: the row and the columns it used. */
export const replyEvidenceSchema = z.object({
  kind: z.enum(["vehicle", "knowledge", "hours", "dealership", "booking", "slot"]),
  id: z.string(),
  fields: z.array(z.string()),
});
/** One source of a fact in a reply: the row and the columns it used. */
export type ReplyEvidence = z.infer<typeof replyEvidenceSchema>;

/** A wished visit in the dealership's zone; a wish, never a booking. */
export const visitWishSchema = z.object({
  /** `YYYY-MM-DD` in the dealership's zone. */
  date: z.string().nullable(),
  /** `HH:MM` in the dealership's zone; a window counts from its start. */
  time: z.string().nullable(),
  part_of_day: z.enum(["morning", "afternoon", "evening"]).nullable(),
  department: departmentSchema,
  timezone: z.string(),
  /** UTC instant, when date and time are both known. */
  starts_at: z.string().nullable(),
});
/** A wished visit in the dealership's zone; a wish, never a booking. */
export type VisitWish = z.infer<typeof visitWishSchema>;

/** What staff read first when they take over. */
export const replyHandoverSchema = z.object({
  reason: z.enum(HANDOVER_REASONS),
  wants: z.string().nullable(),
  brings: z.string().nullable(),
  blocked_by: z.string().nullable(),
});
/** What staff read first when they take over. */
export type ReplyHandover = z.infer<typeof replyHandoverSchema>;

/** A finished reply with everything that justifies it. */
export const localReplySchema = z.object({
  text: z.string(),
  language: z.string(),
  intents: z.array(intentFindingSchema),
  sentiment: z.enum(["positive", "neutral", "negative"]),
  urgency: z.enum(["low", "normal", "high"]),
  confidence: z.number(),
  evidence: z.array(replyEvidenceSchema),
  vehicle_ids: z.array(z.string()),
  /** A wished visit the customer stated, also when no handover follows. */
  visit: visitWishSchema.nullable(),
  /** The customer's own name, when these messages state it. */
  customer_name: z.string().nullable(),
  handover: replyHandoverSchema.nullable(),
  /** The approved templates the text was made of, for counting how they do. */
  template_ids: z.array(z.string()),
  /** True when the exchange has come to its natural end. */
  closes: z.boolean(),
  /** True when nothing is to be sent; `text` is empty. */
  silent: z.boolean(),
});
/** A finished reply with everything that justifies it. */
export type LocalReply = z.infer<typeof localReplySchema>;
