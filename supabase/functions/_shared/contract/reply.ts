import { z } from "zod";
import {
  businessHolidaySchema,
  businessHoursSchema,
  HANDOVER_REASONS,
  intentFindingSchema,
  inventoryVocabularySchema,
  replyEvidenceSchema,
  replyHandoverSchema,
} from "./intelligence.ts";

const looseText = z.string().nullish().transform((value) => value ?? null);

/** The columns of public.personas that shape a reply. */
export const Persona = z.object({
  id: z.string(),
  name: z.string(),
  prompt_template: z.string(),
  system_prompt: looseText,
  temperature: z.coerce.number().catch(0.7),
  max_tokens: z.coerce.number().int().catch(500),
  personality_traits: z.unknown(),
  response_style: z.unknown(),
});
/** The columns of public.personas that shape a reply. */
export type Persona = z.infer<typeof Persona>;

/** Answer of `load_reply_context` when the AI may speak. */
export const LoadedReply = z.object({
  decision: z.literal("reply"),
  conversation: z.object({
    id: z.string(),
    channel: z.string(),
    ai_context: z.unknown(),
  }),
  dealership: z.object({
    id: z.string(),
    name: z.string(),
    timezone: z.string(),
    contact_phone: looseText,
    address_line: looseText,
    city: looseText,
    region: looseText,
    ai_config: z.unknown(),
  }),
  hours: z.array(businessHoursSchema),
  holidays: z.array(businessHolidaySchema),
  persona: Persona.nullish().transform((persona) => persona ?? null),
  customer: z.object({ first_name: looseText, preferred_language: looseText }).nullable(),
  messages: z.array(z.object({
    id: z.coerce.number(),
    author: z.enum(["customer", "ai", "staff", "system"]),
    content: z.string(),
    created_at: z.string(),
    vehicle_ids: z.array(z.string()).nullish().transform((ids) => ids ?? []),
    intent: looseText,
  })),
  pending: z.array(z.coerce.number()).min(1),
  focus_vehicle_id: looseText,
  vocabulary: inventoryVocabularySchema,
  now: z.string(),
});
/** Answer of `load_reply_context` when the AI may speak. */
export type LoadedReply = z.infer<typeof LoadedReply>;

/** Answer of `load_reply_context`. */
export const LoadReplyContextAnswer = z.discriminatedUnion("decision", [
  LoadedReply,
  z.object({ decision: z.literal("stand_down"), reason: z.string() }),
]);
/** Answer of `load_reply_context`. */
export type LoadReplyContextAnswer = z.infer<typeof LoadReplyContextAnswer>;

/** Reasons a reply hands over with: those of the intelligence, and that it could not answer itself. */
const replyReason = z.enum([...HANDOVER_REASONS, "ai_failed"]);

/** What `submit_reply` takes: the reply with all that justifies it. */
export const ReplySubmission = z.object({
  content: z.string().max(1600),
  language: z.string(),
  intent: z.string().nullable(),
  intents: z.array(intentFindingSchema),
  sentiment: z.enum(["positive", "neutral", "negative"]),
  urgency: z.enum(["low", "normal", "high"]),
  confidence: z.number().min(0).max(1),
  evidence: z.array(replyEvidenceSchema),
  vehicle_ids: z.array(z.string()),
  /** The model's name, or "local" for the intelligence that needs none. */
  model: z.string(),
  persona_id: z.string().nullable(),
  processing_time_ms: z.number().int(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }).nullable(),
  handover: replyHandoverSchema.extend({ reason: replyReason }).nullable(),
  silent: z.boolean(),
  /** Why the model did not write it although a key is set; null otherwise. */
  fallback: z.string().nullable(),
  /** Gate verdicts of drafts that were thrown away. */
  rejected_drafts: z.array(z.string()),
});
/** What `submit_reply` takes: the reply with all that justifies it. */
export type ReplySubmission = z.infer<typeof ReplySubmission>;

/** Answer of `submit_reply`. */
export const SubmitReplyAnswer = z.object({
  outcome: z.enum(["queued", "superseded", "stood_down", "handed_over", "silent"]),
  reason: looseText,
  message_id: z.number().int().nullish().transform((id) => id ?? null),
});
/** Answer of `submit_reply`. */
export type SubmitReplyAnswer = z.infer<typeof SubmitReplyAnswer>;

/** What the model has to answer with, beside its tool calls. */
export const ModelAnswer = z.object({
  reply: z.string().min(1).describe("The text message to the customer"),
  language: z.string().describe("ISO 639-1 code of the reply, such as en or es"),
  confidence: z.number().describe("0 to 1: how sure you are that the reply is right and complete"),
});
/** What the model has to answer with, beside its tool calls. */
export type ModelAnswer = z.infer<typeof ModelAnswer>;
