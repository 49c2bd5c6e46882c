import { z } from "zod";
import { EscalationTriggers } from "./handover_rules.ts";
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
  escalation_triggers: EscalationTriggers.default({ rules: [] }),
});
/** The columns of public.personas that shape a reply. */
export type Persona = z.infer<typeof Persona>;

/** What a long thread said before the messages that are still read. */
export const ThreadSummary = z.object({
  text: z.string().max(4_000),
  /** The newest message that is in it. */
  through: z.number().int(),
  by: z.enum(["local", "model"]),
});
/** What a long thread said before the messages that are still read. */
export type ThreadSummary = z.infer<typeof ThreadSummary>;

/** conversations.ai_context: what the AI keeps about a thread between replies. */
export const AiContext = z.object({
  summary: ThreadSummary.nullable().catch(null).default(null),
}).catch({ summary: null });

const modelName = z.string().regex(/^[\w.:/-]{1,80}$/);

/** dealerships.ai_config: what a dealership chose about its model; anything else in it is ignored. */
export const AiConfig = z.object({
  /** One model, or several to be tried in this order. */
  model: modelName.nullable().catch(null).default(null),
  models: z.array(modelName).max(5).catch([]).default([]),
  temperature: z.number().min(0).max(2).nullable().catch(null).default(null),
  max_tokens: z.number().int().min(50).max(4_000).nullable().catch(null).default(null),
  /** Hosts a reply may link to. */
  allowed_links: z.array(z.string().max(200)).max(20).catch([]).default([]),
}).catch({ model: null, models: [], temperature: null, max_tokens: null, allowed_links: [] });
/** dealerships.ai_config: what a dealership chose about its model. */
export type AiConfig = z.infer<typeof AiConfig>;

/** A draft that is to be put differently. */
export const DraftRewrite = z.object({
  draft_id: z.string(),
  variant: z.enum(["shorter", "warmer"]),
  content: z.string(),
  evidence: z.array(replyEvidenceSchema),
  checks: z.array(z.string()),
  language: looseText,
  left_open: looseText,
});
/** A draft that is to be put differently. */
export type DraftRewrite = z.infer<typeof DraftRewrite>;

/** Answer of `load_reply_context` when the AI may speak. */
export const LoadedReply = z.object({
  decision: z.literal("reply"),
  /** Who will send it: the assistant by itself, or a person who was given a draft. */
  voice: z.enum(["assistant", "staff"]).optional(),
  rewrite: DraftRewrite.nullish(),
  conversation: z.object({
    id: z.string(),
    channel: z.string(),
    ai_context: AiContext,
  }),
  dealership: z.object({
    id: z.string(),
    name: z.string(),
    timezone: z.string(),
    contact_phone: looseText,
    address_line: looseText,
    city: looseText,
    region: looseText,
    ai_config: AiConfig,
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

/** Reasons a reply hands over with: those of the intelligence, and those it cannot see itself. */
const replyReason = z.enum([...HANDOVER_REASONS, "ai_failed", "unhappy", "rule"]);

/** What one inbound message says, stored with it. */
export const understoodMessage = z.object({
  message_id: z.number().int(),
  language: z.string(),
  sentiment: z.enum(["positive", "neutral", "negative"]),
  urgency: z.enum(["low", "normal", "high"]),
  intents: z.array(intentFindingSchema),
});
/** What one inbound message says, stored with it. */
export type UnderstoodMessage = z.infer<typeof understoodMessage>;

/** One call of a model, whether it helped or not. */
const modelCall = z.object({
  model: z.string(),
  /** `ok`, or why it gave no answer. */
  outcome: z.string(),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  /** Millionths of a dollar. */
  cost_micros: z.number().int(),
  /** Whether the model's price is not known and a high one was taken. */
  cost_assumed: z.boolean(),
  ms: z.number().int(),
});
/** One call of a model, whether it helped or not. */
export type ModelCall = z.infer<typeof modelCall>;

/** One tool that the model called, without what the customer said. */
const toolCall = z.object({ name: z.string(), outcome: z.string(), ms: z.number().int() });
/** One tool that the model called. */
export type ToolCall = z.infer<typeof toolCall>;

/** A draft that the gate threw away: what was wrong, and its masked text. */
const rejectedDraft = z.object({
  model: z.string(),
  faults: z.array(z.object({ code: z.string(), reason: z.string() })),
  content: z.string(),
});
/** A draft that the gate threw away. */
export type RejectedDraft = z.infer<typeof rejectedDraft>;

/** How a reply came about: kept with it, so that "why this reply" has an answer. */
export const ReplyRun = z.object({
  calls: z.array(modelCall),
  tools: z.array(toolCall),
  rejected: z.array(rejectedDraft),
  /** Verdicts of the gate on what goes out; empty when it passed. */
  verdicts: z.array(z.string()),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }),
  cost_micros: z.number().int(),
  /** Ids the model says it used. */
  cited: z.array(z.string()),
});
/** How a reply came about. */
export type ReplyRun = z.infer<typeof ReplyRun>;

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
  /** The templates a local reply is made of, in the order of its text; empty when a model wrote it. */
  template_ids: z.array(z.string()),
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
  run: ReplyRun,
  /** What each answered message says. */
  understood: z.array(understoodMessage),
  /** Consecutive unhappy messages of the customer; two or more alert staff. */
  negative_streak: z.number().int(),
  /** Merged into conversations.ai_context. */
  ai_context: z.object({ summary: ThreadSummary.optional() }),
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
  content: z.string().min(1).describe("The text message to the customer"),
  language: z.string().describe("ISO 639-1 code of the reply, such as en or es"),
  confidence: z.number().describe("0 to 1: how sure you are that the reply is right and complete"),
  intents: z.array(z.string()).describe("What the customer wants, such as price or visit"),
  evidence: z.array(z.string()).describe("Ids of the vehicles and answers the reply rests on"),
  handover: z.object({
    reason: z.enum(HANDOVER_REASONS),
    wants: z.string().nullable(),
    brings: z.string().nullable(),
    blocked_by: z.string().nullable(),
  }).nullable().describe("Null unless a person has to go on"),
  summary: z.string().nullable().describe("What to remember of a long thread, else null"),
});
/** What the model has to answer with, beside its tool calls. */
export type ModelAnswer = z.infer<typeof ModelAnswer>;
