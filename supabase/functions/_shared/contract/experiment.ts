import { z } from "zod";

const count = z.number().int().min(0);

/** What a metric is for: it decides, it can only stop, or it is only shown. */
export const METRIC_ROLES = ["primary", "guardrail", "secondary"] as const;
/** One purpose of a metric. */
export type MetricRole = (typeof METRIC_ROLES)[number];

/** One arm: the weight it was started with and the contacts that have met it. */
export const ExperimentArm = z.object({
  variant_id: z.guid(),
  is_control: z.boolean(),
  weight: z.number().int().min(1).max(10_000),
  exposed: count,
});
/** One arm: the weight it was started with and the contacts that have met it. */
export type ExperimentArm = z.infer<typeof ExperimentArm>;

const metricHead = {
  name: z.string().min(1),
  role: z.enum(METRIC_ROLES),
  good: z.enum(["higher", "lower"]),
};

/** A share of the exposed contacts: how many of each arm did it, each contact counted once. */
export const ProportionMetric = z.object({
  ...metricHead,
  kind: z.literal("proportion"),
  arms: z.array(z.object({ variant_id: z.guid(), events: count })),
});
/** A share of the exposed contacts: how many of each arm did it, each contact counted once. */
export type ProportionMetric = z.infer<typeof ProportionMetric>;

/** An average with one value a contact; mean and variance (n - 1) are null where SQL has none. */
export const MeanMetric = z.object({
  ...metricHead,
  kind: z.literal("mean"),
  arms: z.array(z.object({
    variant_id: z.guid(),
    n: count,
    mean: z.number().nullable(),
    variance: z.number().min(0).nullable(),
  })),
});
/** An average with one value a contact; mean and variance (n - 1) are null where SQL has none. */
export type MeanMetric = z.infer<typeof MeanMetric>;

/** One thing measured in every arm. */
export const ExperimentMetric = z.discriminatedUnion("kind", [ProportionMetric, MeanMetric]);
/** One thing measured in every arm. */
export type ExperimentMetric = z.infer<typeof ExperimentMetric>;

/** What has been counted so far; the plan in it is fixed before the experiment starts. */
export const ExperimentSummary = z.object({
  /** Tunes the intervals: they are narrowest around this size. Never changed after the start. */
  planned_sample_per_arm: z.number().int().min(100),
  /** Nothing is shown of smaller arms. */
  minimum_sample_per_arm: z.number().int().min(100).default(100),
  confidence_level: z.number().min(0.8).max(0.999).default(0.95),
  arms: z.array(ExperimentArm).min(2).max(10),
  metrics: z.array(ExperimentMetric).min(1).max(30),
}).superRefine((summary, context) => {
  for (const message of summaryFaults(summary)) context.addIssue({ code: "custom", message });
});
/** What has been counted so far; the plan in it is fixed before the experiment starts. */
export type ExperimentSummary = z.infer<typeof ExperimentSummary>;

interface SummaryShape {
  readonly arms: readonly ExperimentArm[];
  readonly metrics: readonly ExperimentMetric[];
  readonly planned_sample_per_arm: number;
  readonly minimum_sample_per_arm: number;
}

function summaryFaults(summary: SummaryShape): string[] {
  const { arms, metrics } = summary;
  const exposed = new Map(arms.map((arm) => [arm.variant_id, arm.exposed]));
  const coversArms = (metric: ExperimentMetric) =>
    metric.arms.length === arms.length &&
    new Set(metric.arms.map((arm) => arm.variant_id)).size === arms.length &&
    metric.arms.every((arm) => exposed.has(arm.variant_id));
  const fits = (metric: ExperimentMetric) =>
    metric.kind === "proportion"
      ? metric.arms.every((arm) => arm.events <= (exposed.get(arm.variant_id) ?? 0))
      : metric.arms.every((arm) => arm.n <= (exposed.get(arm.variant_id) ?? 0));
  const rules: readonly (readonly [boolean, string])[] = [
    [exposed.size === arms.length, "Each variant has one arm"],
    [arms.filter((arm) => arm.is_control).length === 1, "Exactly one arm is the control"],
    [metrics.filter((one) => one.role === "primary").length === 1, "Exactly one metric is primary"],
    [new Set(metrics.map((one) => one.name)).size === metrics.length, "Each metric has its name"],
    [metrics.every(coversArms), "Each metric counts every arm once"],
    [metrics.every(fits), "No arm counts more contacts than were exposed"],
    [
      summary.planned_sample_per_arm >= summary.minimum_sample_per_arm,
      "The planned sample is no smaller than the minimum sample",
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, message]) => message);
}

/** Where an experiment stands. Only `guardrail_harm` stops it without a person. */
export const EXPERIMENT_STATES = [
  "not_enough_data",
  "srm",
  "guardrail_harm",
  "running",
  "winner",
] as const;
/** One state of EXPERIMENT_STATES. */
export type ExperimentState = (typeof EXPERIMENT_STATES)[number];

/** Two ends of an interval. */
export const Interval = z.object({ lower: z.number(), upper: z.number() });
/** Two ends of an interval. */
export type Interval = z.infer<typeof Interval>;

/** One arm's rate or average with its classic interval; null where there are too few values. */
export const ArmReading = z.object({
  variant_id: z.guid(),
  n: count,
  value: z.number().nullable(),
  interval: Interval.nullable(),
});
/** One arm's rate or average with its classic interval; null where there are too few values. */
export type ArmReading = z.infer<typeof ArmReading>;

/** One variant against the control. */
export const ArmComparison = z.object({
  variant_id: z.guid(),
  /** Variant minus control: a difference of rates (0.05 is 5 points) or of averages. */
  difference: z.number().nullable(),
  /** Part of the control's value, null where that is 0: 0.25 is a quarter more. */
  relative_lift: z.number().nullable(),
  /** Anytime-valid interval of the difference: it may be read after every contact. */
  interval: Interval.nullable(),
  /** Classic p for one look at the planned sample; it decides nothing. */
  p_value: z.number().nullable(),
  verdict: z.enum(["better", "worse", "unclear"]),
});
/** One variant against the control. */
export type ArmComparison = z.infer<typeof ArmComparison>;

/** One metric, read over all arms. */
export const MetricReading = z.object({
  name: z.string(),
  role: z.enum(METRIC_ROLES),
  kind: z.enum(["proportion", "mean"]),
  /** Confidence of each comparison's interval, raised where several share one promise. */
  confidence_level: z.number(),
  arms: z.array(ArmReading),
  comparisons: z.array(ArmComparison),
});
/** One metric, read over all arms. */
export type MetricReading = z.infer<typeof MetricReading>;

/** What an experiment says by now; `metrics` is empty where nothing may be read. */
export const ExperimentReading = z.object({
  state: z.enum(EXPERIMENT_STATES),
  smallest_arm: count,
  planned_sample_reached: z.boolean(),
  /** Chance of arm sizes this far from their weights; null while too few to say. */
  srm_p_value: z.number().nullable(),
  winner_variant_id: z.guid().nullable(),
  harms: z.array(z.object({ metric: z.string(), variant_id: z.guid() })),
  metrics: z.array(MetricReading),
});
/** What an experiment says by now; `metrics` is empty where nothing may be read. */
export type ExperimentReading = z.infer<typeof ExperimentReading>;
