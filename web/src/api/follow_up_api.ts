import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One message or call of a plan, and how long after the one before it. */
export const PlanStep = z.object({
  id: z.string(),
  sequence_id: z.string(),
  position: z.number(),
  wait_minutes: z.number(),
  channel: z.enum(["sms", "email", "call_task"]),
  template: z.string(),
});
/** One message or call of a plan. */
export type PlanStep = z.infer<typeof PlanStep>;

const PlanRow = z.object({
  id: z.string(),
  name: z.string(),
  is_active: z.boolean(),
  starts_by_itself: z.boolean(),
});

/** What is sent to leads that do not answer, step by step. */
export interface Plan extends z.infer<typeof PlanRow> {
  readonly steps: readonly PlanStep[];
}

/** A step as somebody writes it; without an id it is new. */
export type StepDraft = Pick<PlanStep, "wait_minutes" | "channel" | "template"> & {
  readonly id: string | null;
};

/** Where leads come from, and whether its form lets us text. */
export const Source = z.object({
  id: z.string(),
  name: z.string(),
  sms_consent_text: text,
  last_lead_at: text,
});
/** Where leads come from. */
export type Source = z.infer<typeof Source>;

/** What a dealership wants around its leads. */
export const LeadGoals = z.object({
  lead_owner_minutes: z.number(),
  source_silence_hours: z.number(),
  max_follow_ups: z.number(),
  answers_in_quiet_hours: z.boolean(),
  leads_from_conversations: z.boolean(),
});
/** What a dealership wants around its leads. */
export type LeadGoals = z.infer<typeof LeadGoals>;

/** What the follow-up of leads needs from the outside. */
export interface FollowUpApi {
  readPlans(): Promise<readonly Plan[]>;
  /** Saves a plan with its steps; steps that are left out are sent no more. */
  savePlan(plan: Plan | null, name: string, steps: readonly StepDraft[]): Promise<void>;
  turnPlan(id: string, to: { is_active?: boolean; starts_by_itself?: boolean }): Promise<void>;
  readSources(): Promise<readonly Source[]>;
  /** The words under a source's form that let us text; null when it has none. */
  saveConsentText(id: string, words: string | null): Promise<void>;
  readGoals(): Promise<LeadGoals>;
  saveGoals(goals: LeadGoals): Promise<void>;
}

/** The follow-up of one dealership. */
export function followUpApi(supabase: Client, dealership_id: string): FollowUpApi {
  return { ...planCalls(supabase, dealership_id), ...sourceCalls(supabase, dealership_id) };
}

type PlanCalls = Pick<FollowUpApi, "readPlans" | "savePlan" | "turnPlan">;

function planCalls(supabase: Client, dealership_id: string): PlanCalls {
  return {
    async readPlans(): Promise<readonly Plan[]> {
      const [plans, steps] = await Promise.all([
        unwrap(
          supabase.from("sequences").select(columnsOf(PlanRow))
            .eq("dealership_id", dealership_id).order("created_at").limit(50),
        ),
        unwrap(
          supabase.from("sequence_steps").select(columnsOf(PlanStep))
            .eq("dealership_id", dealership_id).eq("is_active", true).order("position").limit(500),
        ),
      ]);
      const all = z.array(PlanStep).parse(steps.data);
      return z.array(PlanRow).parse(plans.data).map((plan) => ({
        ...plan,
        steps: all.filter(({ sequence_id }) => sequence_id === plan.id),
      }));
    },
    async savePlan(plan, name, steps): Promise<void> {
      const id = plan?.id ?? await newPlan(supabase, dealership_id, name);
      if (plan !== null && plan.name !== name) {
        await changed(supabase.from("sequences").update({ name }).eq("id", id).select("id"));
      }
      const gone = (plan?.steps ?? []).filter((one) => !steps.some((kept) => kept.id === one.id));
      for (const one of gone) { // bound: the steps of one plan
        await changed(
          supabase.from("sequence_steps").update({ is_active: false }).eq("id", one.id)
            .select("id"),
        );
      }
      let position = Math.max(0, ...(plan?.steps ?? []).map((one) => one.position));
      for (const { id: stepId, ...step } of steps) { // bound: the steps of one plan
        const table = supabase.from("sequence_steps");
        await changed(
          stepId === null
            ? table.insert({ ...step, dealership_id, sequence_id: id, position: ++position })
              .select("id")
            : table.update(step).eq("id", stepId).select("id"),
        );
      }
    },
    turnPlan: (id, to) => changed(supabase.from("sequences").update(to).eq("id", id).select("id")),
  };
}

async function newPlan(supabase: Client, dealership_id: string, name: string): Promise<string> {
  const query = supabase.from("sequences").insert({ dealership_id, name }).select("id");
  const [row] = z.array(z.object({ id: z.string() })).parse((await unwrap(query)).data);
  if (row === undefined) throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
  return row.id;
}

function sourceCalls(
  supabase: Client,
  dealership_id: string,
): Omit<FollowUpApi, keyof PlanCalls> {
  return {
    async readSources(): Promise<readonly Source[]> {
      const query = supabase.from("lead_sources").select(columnsOf(Source))
        .eq("dealership_id", dealership_id).eq("is_active", true).order("name").limit(200);
      return z.array(Source).parse((await unwrap(query)).data);
    },
    saveConsentText: (id, sms_consent_text) =>
      changed(
        supabase.from("lead_sources").update({ sms_consent_text }).eq("id", id).select("id"),
      ),
    async readGoals(): Promise<LeadGoals> {
      const query = supabase.from("dealerships").select(columnsOf(LeadGoals))
        .eq("id", dealership_id).limit(1).single();
      return LeadGoals.parse((await unwrap(query)).data);
    },
    saveGoals: (goals) =>
      changed(supabase.from("dealerships").update(goals).eq("id", dealership_id).select("id")),
  };
}

/** Row-level security answers a change that is not allowed with no row at all. */
async function changed(query: Parameters<typeof unwrap>[0]): Promise<void> {
  const { data } = await unwrap(query);
  if (z.array(z.unknown()).parse(data).length === 0) {
    throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
  }
}
