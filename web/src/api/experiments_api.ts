import type { ExperimentSummary } from "@rylie/contract/experiment.ts";
import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One arm: a persona and its share of the participants. */
const Variant = z.object({
  id: z.string(),
  persona_id: z.string(),
  name: z.string(),
  is_control: z.boolean(),
  traffic_percentage: z.number(),
});

/** One comparison of personas. */
export const ExperimentRow = z.object({
  id: z.string(),
  name: z.string(),
  hypothesis: z.string(),
  status: z.enum(["draft", "active", "paused", "completed", "cancelled"]),
  traffic_percentage: z.number(),
  primary_metric: z.string(),
  planned_sample_size: z.number(),
  starts_at: text,
  ends_at: text,
  winner_variant_id: text,
  results: z.object({ stopped_at: z.optional(z.string()) }),
  experiment_variants: z.array(Variant),
});
/** One comparison of personas. */
export type ExperimentRow = z.infer<typeof ExperimentRow>;

const Summary = z.object({
  planned_sample_per_arm: z.number(),
  minimum_sample_per_arm: z.number(),
  confidence_level: z.number(),
  arms: z.array(z.object({
    variant_id: z.string(),
    is_control: z.boolean(),
    weight: z.number(),
    exposed: z.number(),
  })),
  metrics: z.array(z.object({
    name: z.string(),
    role: z.enum(["primary", "guardrail", "secondary"]),
    good: z.enum(["higher", "lower"]),
    kind: z.literal("proportion"),
    arms: z.array(z.object({ variant_id: z.string(), events: z.number() })),
  })),
});

/** What a person writes of an experiment. */
export interface ExperimentDraft {
  readonly name: string;
  readonly hypothesis: string;
  readonly traffic_percentage: number;
  readonly primary_metric: string;
  /** The control first. */
  readonly personas: readonly [control: string, challenger: string];
}

/** A persona that can be an arm. */
export const ArmPersona = z.object({ id: z.string(), name: z.string(), is_default: z.boolean() });
/** A persona that can be an arm. */
export type ArmPersona = z.infer<typeof ArmPersona>;

/** What the section of experiments needs from the outside. */
export interface ExperimentsApi {
  readExperiments(): Promise<readonly ExperimentRow[]>;
  readArmPersonas(): Promise<readonly ArmPersona[]>;
  readSummary(experimentId: string): Promise<ExperimentSummary>;
  createExperiment(draft: ExperimentDraft): Promise<void>;
  moveExperiment(id: string, status: ExperimentRow["status"]): Promise<void>;
  completeExperiment(id: string, winnerId: string | null, makeDefault: boolean): Promise<void>;
}

const COLUMNS = columnsOf(ExperimentRow).replace(
  "experiment_variants",
  `experiment_variants!experiment_variants_dealership_id_experiment_id_fkey(${columnsOf(Variant)})`,
);

/** The experiments of one dealership. */
export function experimentsApi(supabase: Client, dealership_id: string): ExperimentsApi {
  const table = () => supabase.from("prompt_experiments");
  return {
    async readExperiments(): Promise<readonly ExperimentRow[]> {
      const query = table().select(COLUMNS).eq("dealership_id", dealership_id)
        .order("created_at", { ascending: false }).limit(50);
      return z.array(ExperimentRow).parse((await unwrap(query)).data);
    },
    async readArmPersonas(): Promise<readonly ArmPersona[]> {
      const query = supabase.from("personas").select(columnsOf(ArmPersona))
        .eq("dealership_id", dealership_id).eq("is_active", true)
        .order("is_default", { ascending: false }).order("name").limit(50);
      return z.array(ArmPersona).parse((await unwrap(query)).data);
    },
    async readSummary(experiment_id): Promise<ExperimentSummary> {
      const query = supabase.rpc("experiment_summary", { experiment_id });
      return Summary.parse((await unwrap(query)).data);
    },
    async createExperiment({ personas, ...draft }): Promise<void> {
      const { data } = await unwrap(table().insert({ dealership_id, ...draft }).select("id"));
      const experiment_id = z.array(z.object({ id: z.string() })).parse(data)[0]?.id;
      const arms = personas.map((persona_id, index) => ({
        dealership_id,
        experiment_id,
        persona_id,
        name: index === 0 ? "control" : "challenger",
        is_control: index === 0,
        traffic_percentage: 50,
      }));
      await unwrap(supabase.from("experiment_variants").insert(arms));
    },
    async moveExperiment(id, status): Promise<void> {
      const { data } = await unwrap(table().update({ status }).eq("id", id).select("id"));
      if (z.array(z.unknown()).parse(data).length > 0) return;
      throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
    },
    async completeExperiment(experiment_id, winner_variant_id, make_default): Promise<void> {
      const args = { experiment_id, winner_variant_id, make_default };
      await unwrap(supabase.rpc("complete_experiment", args));
    },
  };
}
