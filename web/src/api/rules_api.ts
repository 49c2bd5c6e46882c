import type { HandoverRule, PastMessage } from "@rylie/contract/handover_rules.ts";
import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { type Client, unwrap } from "./supabase.ts";

const Rule = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("words"), words: z.array(z.string()) }),
  z.object({ kind: z.literal("intent"), intent: z.string() }),
  z.object({ kind: z.literal("confidence"), below: z.number() }),
  z.object({ kind: z.literal("unhappy"), messages: z.number() }),
]);

const Voice = z.object({
  id: z.string(),
  name: z.string(),
  escalation_triggers: z.catch(z.object({ rules: z.optional(z.array(Rule)) }), {}),
});

const Past = z.object({
  conversation_id: z.string(),
  author: z.enum(["customer", "ai"]),
  content: z.string(),
  intents: z.catch(z.array(z.object({ name: z.string() })), []),
  sentiment: z.nullable(z.string()),
  ai_confidence: z.nullable(z.number()),
});

/** The rules of the persona that speaks now. */
export interface RuleBook {
  readonly personaId: string;
  readonly personaName: string;
  readonly rules: readonly HandoverRule[];
}

/** What the section of handover rules needs from the outside. */
export interface RulesApi {
  /** Null where no persona speaks. */
  readRules(): Promise<RuleBook | null>;
  /** The newest messages of customers and the AI, oldest first. */
  readPast(): Promise<readonly PastMessage[]>;
  saveRules(personaId: string, rules: readonly HandoverRule[]): Promise<void>;
}

/** As many messages as PostgREST gives in one answer. */
const PAST_MESSAGES = 1_000;

/** The handover rules of one dealership. */
export function rulesApi(supabase: Client, dealershipId: string): RulesApi {
  return {
    async readRules(): Promise<RuleBook | null> {
      const query = supabase.from("personas").select("id,name,escalation_triggers")
        .eq("dealership_id", dealershipId).eq("is_default", true).limit(1);
      const [voice] = z.array(Voice).parse((await unwrap(query)).data);
      if (voice === undefined) return null;
      const rules = voice.escalation_triggers.rules ?? [];
      return { personaId: voice.id, personaName: voice.name, rules };
    },
    async readPast(): Promise<readonly PastMessage[]> {
      const query = supabase.from("messages")
        .select("conversation_id,author,content,intents,sentiment,ai_confidence")
        .eq("dealership_id", dealershipId).in("author", ["customer", "ai"])
        .order("id", { ascending: false }).limit(PAST_MESSAGES);
      const rows = z.array(Past).parse((await unwrap(query)).data);
      return rows.reverse().map(({ intents, ai_confidence, ...row }) => ({
        ...row,
        intents: intents.map((one) => one.name),
        confidence: ai_confidence,
      }));
    },
    async saveRules(personaId, rules): Promise<void> {
      const change = { escalation_triggers: { rules } };
      const { data } = await unwrap(
        supabase.from("personas").update(change).eq("id", personaId).select("id"),
      );
      if (z.array(z.unknown()).parse(data).length > 0) return;
      throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
    },
  };
}
