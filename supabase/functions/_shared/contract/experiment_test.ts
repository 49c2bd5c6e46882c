import { deepEqual, equal } from "node:assert/strict";
import { ExperimentSummary } from "./experiment.ts";

const CONTROL = "e0000000-0000-4000-8000-000000000001";
const VARIANT = "e0000000-0000-4000-8000-000000000002";

const METRIC = {
  name: "appointment_set",
  role: "primary",
  good: "higher",
  kind: "proportion",
  arms: [{ variant_id: CONTROL, events: 10 }, { variant_id: VARIANT, events: 12 }],
};
const LENGTH = {
  name: "messages",
  role: "secondary",
  good: "lower",
  kind: "mean",
  arms: [
    { variant_id: CONTROL, n: 0, mean: null, variance: null },
    { variant_id: VARIANT, n: 1, mean: 4, variance: null },
  ],
};
const SUMMARY = {
  planned_sample_per_arm: 3000,
  arms: [
    { variant_id: CONTROL, is_control: true, weight: 1, exposed: 100 },
    { variant_id: VARIANT, is_control: false, weight: 1, exposed: 100 },
  ],
  metrics: [METRIC, LENGTH],
};

const [CONTROL_ARM, VARIANT_ARM] = SUMMARY.arms;
const BROKEN: readonly (readonly [string, unknown, string])[] = [
  [
    "two controls",
    { ...SUMMARY, arms: SUMMARY.arms.map((arm) => ({ ...arm, is_control: true })) },
    "Exactly one arm is the control",
  ],
  ["no primary metric", { ...SUMMARY, metrics: [LENGTH] }, "Exactly one metric is primary"],
  [
    "two metrics of one name",
    { ...SUMMARY, metrics: [METRIC, { ...METRIC, role: "secondary" }] },
    "Each metric has its name",
  ],
  [
    "a metric without the variant",
    { ...SUMMARY, metrics: [{ ...METRIC, arms: METRIC.arms.slice(1) }] },
    "Each metric counts every arm once",
  ],
  [
    "more events than contacts",
    { ...SUMMARY, arms: [CONTROL_ARM, { ...VARIANT_ARM, exposed: 11 }] },
    "No arm counts more contacts than were exposed",
  ],
  [
    "a plan below the minimum",
    { ...SUMMARY, minimum_sample_per_arm: 3001 },
    "The planned sample is no smaller than the minimum sample",
  ],
];

Deno.test("ExperimentSummary takes counts as SQL gives them and fills in the defaults", () => {
  const summary = ExperimentSummary.parse(SUMMARY);
  equal(summary.minimum_sample_per_arm, 100);
  equal(summary.confidence_level, 0.95);
});

for (const [what, summary, message] of BROKEN) {
  Deno.test(`ExperimentSummary refuses ${what}`, () => {
    const { error } = ExperimentSummary.safeParse(summary);
    deepEqual(error?.issues.map((issue) => issue.message), [message]);
  });
}
