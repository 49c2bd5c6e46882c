import { z } from "zod";

/** One rule of a dealership on when the AI steps back, besides those that always hold. */
export const HandoverRule = z.discriminatedUnion("kind", [
  /** The customer writes one of these words or phrases. */
  z.object({ kind: z.literal("words"), words: z.array(z.string().min(2).max(40)).min(1).max(20) }),
  /** The customer wants this. */
  z.object({ kind: z.literal("intent"), intent: z.string().regex(/^[a-z_]{1,40}$/) }),
  /** The AI is less sure than this of its reply. */
  z.object({ kind: z.literal("confidence"), below: z.number().min(0.05).max(1) }),
  /** The customer has sent so many unhappy messages in a row. */
  z.object({ kind: z.literal("unhappy"), messages: z.number().int().min(1).max(5) }),
]);
/** One rule of a dealership on when the AI steps back. */
export type HandoverRule = z.infer<typeof HandoverRule>;

/** personas.escalation_triggers; a rule that cannot be read is left out, the others hold. */
export const EscalationTriggers = z.object({
  rules: z.array(z.unknown()).catch([]).default([]).transform((rules) =>
    rules.slice(0, 20).flatMap((rule) => {
      const parsed = HandoverRule.safeParse(rule);
      return parsed.success ? [parsed.data] : [];
    })
  ),
}).catch({ rules: [] });

/** One message of the past, as far as rules look at it. */
export interface PastMessage {
  readonly conversation_id: string;
  readonly author: "customer" | "ai";
  readonly content: string;
  readonly intents: readonly string[];
  readonly sentiment: string | null;
  /** How sure the AI was; null for the customer's messages. */
  readonly confidence: number | null;
}
