import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());
const words = z.optional(z.array(z.string()));

/** To whom a rule gives a lead. */
export const STRATEGIES = [
  "round_robin",
  "least_open",
  "previous",
  "person",
  "manager",
  "nobody",
] as const;

/** What a rule asks of a lead; what is left out does not matter to it. */
export const RuleConditions = z.object({
  sources: words,
  departments: words,
  types: words,
  makes: words,
  zips: words,
  languages: words,
  condition: z.optional(z.string()),
  returning: z.optional(z.boolean()),
  open_now: z.optional(z.boolean()),
  min_score: z.optional(z.number()),
});
/** What a rule asks of a lead. */
export type RuleConditions = z.infer<typeof RuleConditions>;

/** One rule that gives new leads to somebody; the first that fits decides. */
export const RoutingRule = z.object({
  id: z.string(),
  position: z.number(),
  name: z.string(),
  conditions: RuleConditions,
  strategy: z.enum(STRATEGIES),
  team_id: text,
  user_id: text,
  on_duty_only: z.boolean(),
  max_open_leads: z.nullable(z.number()),
  is_active: z.boolean(),
});
/** One rule that gives new leads to somebody. */
export type RoutingRule = z.infer<typeof RoutingRule>;

/** What somebody writes of a rule; its place and id are the database's. */
export type RuleDraft = Omit<RoutingRule, "id" | "position" | "is_active">;

const TriedLead = z.object({
  lead_id: z.string(),
  customer_name: text,
  received_at: z.string(),
  had: text,
  gets: text,
  reason: text,
});
/** What one past lead would have got. */
export type TriedLead = z.infer<typeof TriedLead>;

/** What rules would have done with past leads. */
export const DryRun = z.object({
  leads: z.number(),
  people: z.record(z.string(), z.number()),
  rows: z.array(TriedLead),
});
/** What rules would have done with past leads. */
export type DryRun = z.infer<typeof DryRun>;

/** What the routing of leads needs from the outside. */
export interface RoutingApi {
  readRules(): Promise<readonly RoutingRule[]>;
  /** A new rule comes last. */
  add(draft: RuleDraft, position: number): Promise<void>;
  change(id: string, to: Partial<RuleDraft> & { is_active?: boolean }): Promise<void>;
  order(ids: readonly string[]): Promise<void>;
  tryOut(rules: readonly RuleDraft[]): Promise<DryRun>;
}

/** The routing of one dealership. */
export function routingApi(supabase: Client, dealershipId: string): RoutingApi {
  return {
    async readRules(): Promise<readonly RoutingRule[]> {
      const query = supabase.from("routing_rules").select(columnsOf(RoutingRule))
        .eq("dealership_id", dealershipId).order("position").limit(100);
      return z.array(RoutingRule).parse((await unwrap(query)).data);
    },
    async add(draft, position): Promise<void> {
      await unwrap(
        supabase.from("routing_rules").insert({ ...draft, position, dealership_id: dealershipId }),
      );
    },
    async change(id, to): Promise<void> {
      await unwrap(
        supabase.from("routing_rules").update(to).eq("dealership_id", dealershipId).eq("id", id),
      );
    },
    async order(ids): Promise<void> {
      await unwrap(
        supabase.rpc("order_routing_rules", { dealership_id: dealershipId, rule_ids: [...ids] }),
      );
    },
    async tryOut(rules): Promise<DryRun> {
      const { data } = await unwrap(
        supabase.rpc("dry_run_routing", {
          dealership_id: dealershipId,
          rules: rules.map((rule) => ({ ...rule })),
        }),
      );
      return DryRun.parse(data);
    },
  };
}
