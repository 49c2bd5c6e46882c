import { z } from "zod";
import { replyEvidenceSchema } from "./intelligence.ts";
import { AiConfig, LoadedReply, Persona } from "./reply.ts";

/** What staff ask for when they try a persona: its draft, or words they have not saved yet. */
export const PreviewRequest = z.object({
  conversation_id: z.guid(),
  /** The customer's message to answer; the last one if left out. */
  through_message_id: z.number().int().positive().nullish().transform((id) => id ?? null),
  prompt_template: z.string().min(1).max(8_000).optional(),
  system_prompt: z.string().max(8_000).nullable().optional(),
});
/** What staff ask for when they try a persona. */
export type PreviewRequest = z.infer<typeof PreviewRequest>;

/** What was really said to that message, if anything. */
const Said = z.object({ author: z.enum(["ai", "staff", "system"]), content: z.string() });

/** Answer of `load_preview_context`. */
export const PreviewContext = LoadedReply.extend({
  said: Said.nullish().transform((said) => said ?? null),
});
/** Answer of `load_preview_context`. */
export type PreviewContext = z.infer<typeof PreviewContext>;

/** What would have been said, and why; nothing of it was sent or stored. */
export const ReplyPreview = z.object({
  /** The customer's words that it answers. */
  asked: z.array(z.string()),
  content: z.string(),
  silent: z.boolean(),
  language: z.string(),
  confidence: z.number(),
  /** The reason it would have handed over with, or null. */
  handover: z.string().nullable(),
  evidence: z.array(replyEvidenceSchema),
  /** What the gate refused before this passed. */
  refused: z.array(z.object({ content: z.string(), reasons: z.array(z.string()) })),
  /** A model's name, or "local": then the persona's words have no part in it. */
  model: z.string(),
  /** Why no model wrote it although one is set. */
  fallback: z.string().nullable(),
  processing_time_ms: z.number().int(),
  cost_micros: z.number().int(),
  said: Said.nullable(),
});
/** What would have been said, and why. */
export type ReplyPreview = z.infer<typeof ReplyPreview>;

/** Answer of `load_persona_draft`. */
export const PersonaDraft = z.object({
  persona: Persona,
  fingerprint: z.string(),
  dealership_id: z.guid(),
  ai_config: AiConfig,
});
/** Answer of `load_persona_draft`. */
export type PersonaDraft = z.infer<typeof PersonaDraft>;

/** How a persona answered the fixed suite. */
export const EvaluationResult = z.object({
  passed: z.boolean(),
  cases_passed: z.number().int(),
  cases_total: z.number().int(),
  failures: z.array(z.object({
    case: z.string(),
    faults: z.array(z.string()),
    text: z.string(),
  })),
  model: z.string(),
  cost_micros: z.number().int(),
});
/** How a persona answered the fixed suite. */
export type EvaluationResult = z.infer<typeof EvaluationResult>;
