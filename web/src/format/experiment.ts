import type { ExperimentReading, MetricReading } from "@rylie/contract/experiment.ts";
import { phrase, t } from "../i18n/t.ts";
import { percent } from "./percent.ts";

/** What is counted, in words. */
export const METRICS: Readonly<Record<string, string>> = {
  appointment: phrase("Appointments"),
  reply: phrase("Replies"),
  sale: phrase("Sales"),
  handover: phrase("Handovers"),
  opt_out: phrase("Opt-outs"),
  complaint: phrase("Complaints"),
};

/** A metric's name. */
export function metricName(code: string): string {
  return t(METRICS[code] ?? code);
}

/** One sentence on where an experiment stands. */
export function readingWords(
  reading: ExperimentReading,
  plan: { readonly minimum: number; readonly planned: number },
  nameOf: (variantId: string) => string,
): string {
  const { state, smallest_arm: count } = reading;
  if (state === "not_enough_data") {
    return t("Not enough data yet: {count} of {minimum} shoppers in the smallest arm", {
      count,
      minimum: plan.minimum,
    });
  }
  if (state === "srm") {
    return t("The arms differ too much in size, so nothing can be read. Cancel it and start anew");
  }
  if (state === "guardrail_harm") {
    const harm = reading.harms[0];
    return t("{name} does harm: {metric}", {
      name: nameOf(harm?.variant_id ?? ""),
      metric: metricName(harm?.metric ?? ""),
    });
  }
  if (state === "winner") {
    return t("{name} wins", { name: nameOf(reading.winner_variant_id ?? "") });
  }
  return reading.planned_sample_reached
    ? t("No difference found so far")
    : t("Running: {count} of {planned} shoppers in the smallest arm", {
      count,
      planned: plan.planned,
    });
}

/** The difference of one variant to the control with the range it lies in, or null. */
export function differenceWords(metric: MetricReading): string | null {
  const [comparison] = metric.comparisons;
  if (comparison === undefined) return null;
  const { difference, interval } = comparison;
  if (difference === null || interval === null) return null;
  const points = (value: number) => `${value > 0 ? "+" : ""}${(value * 100).toFixed(1)}`;
  return t("{difference} points, between {lower} and {upper}", {
    difference: points(difference),
    lower: points(interval.lower),
    upper: points(interval.upper),
  });
}

/** A rate in percent. */
export function rateWords(value: number | null): string {
  return value === null ? "–" : percent(value, 1);
}
