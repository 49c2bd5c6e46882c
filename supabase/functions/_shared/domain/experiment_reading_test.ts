import { deepEqual, equal, ok } from "node:assert/strict";
import {
  ExperimentReading,
  ExperimentSummary,
  type MeanMetric,
  type ProportionMetric,
} from "../contract/experiment.ts";
import { readExperiment } from "./experiment_reading.ts";

const CONTROL = "e0000000-0000-4000-8000-000000000001";
const FRIENDLY = "e0000000-0000-4000-8000-000000000002";
const SHORT = "e0000000-0000-4000-8000-000000000003";
const IDS = [CONTROL, FRIENDLY, SHORT];

/** A summary with the control first; one number an arm. */
function summary(
  exposed: readonly number[],
  metrics: ExperimentSummary["metrics"],
  planned = 3000,
): ExperimentSummary {
  return {
    planned_sample_per_arm: planned,
    minimum_sample_per_arm: 100,
    confidence_level: 0.95,
    arms: exposed.map((count, index) => ({
      variant_id: IDS[index] ?? "",
      is_control: index === 0,
      weight: 1,
      exposed: count,
    })),
    metrics,
  };
}

function appointments(...events: number[]): ProportionMetric {
  return {
    name: "appointment_set",
    role: "primary",
    good: "higher",
    kind: "proportion",
    arms: events.map((count, index) => ({ variant_id: IDS[index] ?? "", events: count })),
  };
}

function guardrail(name: string, ...events: number[]): ProportionMetric {
  return { ...appointments(...events), name, role: "guardrail", good: "lower" };
}

function replyLength(...arms: (readonly [number, number | null, number | null])[]): MeanMetric {
  return {
    name: "messages_until_appointment",
    role: "secondary",
    good: "lower",
    kind: "mean",
    arms: arms.map(([n, mean, variance], index) => ({
      variant_id: IDS[index] ?? "",
      n,
      mean,
      variance,
    })),
  };
}

Deno.test("readExperiment() shows nothing before the minimum sample in every arm", () => {
  const reading = readExperiment(summary([120, 99], [appointments(10, 60)]));
  equal(reading.state, "not_enough_data");
  equal(reading.smallest_arm, 99);
  deepEqual(reading.metrics, []);
});

Deno.test("readExperiment() takes an experiment nobody has met yet", () => {
  const reading = readExperiment(summary([0, 0], [appointments(0, 0)]));
  equal(reading.state, "not_enough_data");
  equal(reading.srm_p_value, null);
});

Deno.test("readExperiment() stops reading at a sample ratio mismatch, however good it looks", () => {
  const reading = readExperiment(summary([3000, 3500], [appointments(300, 900)]));
  equal(reading.state, "srm");
  ok((reading.srm_p_value ?? 1) < 0.001);
  deepEqual(reading.metrics, []);
  equal(reading.winner_variant_id, null);
});

Deno.test("readExperiment() sees a broken split although one arm is still tiny", () => {
  equal(readExperiment(summary([200, 20], [appointments(1, 1)])).state, "srm");
});

Deno.test("readExperiment() names the winner of five more points at 3,000 an arm", () => {
  const reading = readExperiment(summary([3000, 3000], [appointments(600, 750)]));
  equal(reading.state, "winner");
  equal(reading.winner_variant_id, FRIENDLY);
  const [comparison] = reading.metrics[0]?.comparisons ?? [];
  equal(comparison?.verdict, "better");
  ok(Math.abs((comparison?.relative_lift ?? 0) - 0.25) < 1e-9);
  ok((comparison?.interval?.lower ?? 0) > 0 && (comparison?.interval?.upper ?? 1) < 0.1);
  ok((comparison?.p_value ?? 1) < 0.001);
});

Deno.test("readExperiment() names no winner before the planned sample, but shows the lead", () => {
  const reading = readExperiment(summary([2999, 3000], [appointments(600, 900)]));
  equal(reading.state, "running");
  equal(reading.planned_sample_reached, false);
  equal(reading.winner_variant_id, null);
  equal(reading.metrics[0]?.comparisons[0]?.verdict, "better");
});

Deno.test("readExperiment() keeps running where a classic test alone would call it", () => {
  const reading = readExperiment(summary([3000, 3000], [appointments(600, 670)]));
  equal(reading.state, "running");
  ok((reading.metrics[0]?.comparisons[0]?.p_value ?? 1) < 0.05);
  equal(reading.metrics[0]?.comparisons[0]?.verdict, "unclear");
});

Deno.test("readExperiment() lets the control win when every variant is worse", () => {
  const worse = readExperiment(summary([3000, 3000, 3000], [appointments(750, 550, 560)]));
  equal(worse.winner_variant_id, CONTROL);
  const mixed = readExperiment(summary([3000, 3000, 3000], [appointments(750, 550, 740)]));
  equal(mixed.state, "running");
});

Deno.test("readExperiment() picks the larger of two proven leads, also where less is good", () => {
  const more = readExperiment(summary([3000, 3000, 3000], [appointments(600, 800, 850)]));
  equal(more.winner_variant_id, SHORT);
  const fewer = { ...appointments(900, 600, 650), good: "lower" as const };
  equal(readExperiment(summary([3000, 3000, 3000], [fewer])).winner_variant_id, FRIENDLY);
});

Deno.test("readExperiment() shares its errors between variants and between guardrails", () => {
  const rails = ["opt_out", "complaint", "handover"].map((name) => guardrail(name, 30, 30, 30));
  const reading = readExperiment(summary([900, 900, 900], [appointments(90, 90, 90), ...rails]));
  const levels = reading.metrics.map((metric) => metric.confidence_level.toFixed(4));
  deepEqual(levels, ["0.9750", "0.9917", "0.9917", "0.9917"]);
});

Deno.test("readExperiment() stops on guardrail harm before the planned sample and over a win", () => {
  const rails = [guardrail("opt_out", 30, 120), guardrail("complaint", 5, 6)];
  const reading = readExperiment(summary([1500, 1500], [appointments(300, 500), ...rails]));
  equal(reading.state, "guardrail_harm");
  deepEqual(reading.harms, [{ metric: "opt_out", variant_id: FRIENDLY }]);
  equal(reading.winner_variant_id, null);
  equal(reading.metrics.length, 3);
});

Deno.test("readExperiment() does not stop where a guardrail gets better or merely wobbles", () => {
  const better = [appointments(300, 300), guardrail("opt_out", 120, 30)];
  equal(readExperiment(summary([1500, 1500], better)).state, "running");
  const wobble = [appointments(300, 300), guardrail("opt_out", 30, 45)];
  equal(readExperiment(summary([1500, 1500], wobble)).state, "running");
});

Deno.test("readExperiment() does not take a handful of events for harm", () => {
  const metrics = [appointments(10, 10), guardrail("complaint", 0, 5)];
  equal(readExperiment(summary([100, 100], metrics)).state, "running");
});

Deno.test("readExperiment() reads a metric without events: no lift, no verdict, an interval", () => {
  const reading = readExperiment(summary([500, 500], [appointments(0, 0)]));
  const [comparison] = reading.metrics[0]?.comparisons ?? [];
  equal(comparison?.difference, 0);
  equal(comparison?.relative_lift, null);
  equal(comparison?.p_value, 1);
  equal(comparison?.verdict, "unclear");
  ok((comparison?.interval?.lower ?? 0) < 0 && (comparison?.interval?.upper ?? 0) > 0);
});

Deno.test("readExperiment() compares averages", () => {
  const metrics = [appointments(90, 90), replyLength([400, 8, 9], [400, 6, 9])];
  const reading = readExperiment(summary([450, 450], metrics));
  const [comparison] = reading.metrics[1]?.comparisons ?? [];
  equal(comparison?.difference, -2);
  equal(comparison?.relative_lift, -0.25);
  equal(comparison?.verdict, "better");
  equal(reading.metrics[1]?.arms[0]?.value, 8);
});

Deno.test("readExperiment() hides an average of fewer values than the minimum sample", () => {
  const lengths = replyLength([400, 8, 9], [99, 2, 9], [0, null, null]);
  const reading = readExperiment(summary([450, 450, 450], [appointments(9, 9, 9), lengths]));
  const metric = reading.metrics[1];
  deepEqual(metric?.arms.map((arm) => arm.value), [8, null, null]);
  deepEqual(metric?.comparisons.map((one) => one.interval), [null, null]);
});

Deno.test("readExperiment() gives only what its contract allows, as JSON", () => {
  const rails = [guardrail("opt_out", 0, 0), guardrail("complaint", 3000, 3000)];
  const lengths = replyLength([400, 8, 0], [400, 6, 0]);
  const parsed = ExperimentSummary.parse(
    summary([3000, 3000], [appointments(600, 750), ...rails, lengths]),
  );
  const reading = readExperiment(parsed);
  deepEqual(ExperimentReading.parse(JSON.parse(JSON.stringify(reading))), reading);
});
