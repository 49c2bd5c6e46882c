import type { Interval } from "../contract/experiment.ts";
import {
  chiSquareTail,
  normalQuantile,
  normalTails,
  studentQuantile,
  studentTails,
} from "./experiment_tails.ts";

/** A rate: how many of n contacts did it. */
export interface Proportion {
  readonly n: number;
  readonly events: number;
}

/** An average of n values, with their sample variance (divided by n - 1). */
export interface Mean {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** Variant minus control, and how far chance moves it. */
export interface Difference {
  readonly estimate: number;
  readonly standardError: number;
  /** Contacts or values of both arms together. */
  readonly n: number;
}

/** What Welch's test says of two averages. */
export interface WelchTest {
  readonly t: number;
  readonly degrees: number;
  readonly p: number;
}

/** What an anytime-valid interval promises; both numbers are fixed before the start. */
export interface SequencePlan {
  /** Chance that the interval ever misses the true difference. */
  readonly alpha: number;
  /** Size of both arms together at which the interval is narrowest for its promise. */
  readonly plannedN: number;
}

/** Below this many expected contacts in an arm, chi-square is no guide (Cochran's rule). */
const MIN_EXPECTED = 5;

/**
 * Returns the chance that arms with these weights differ so much in size, or null if too few came.
 *
 * Pearson's chi-square test for sample ratio mismatch: a tiny chance means that contacts are lost
 * or doubled on the way, and that no other number of the experiment can be trusted.
 */
export function sampleRatioP(
  arms: readonly { readonly weight: number; readonly exposed: number }[],
): number | null {
  const exposed = arms.reduce((sum, arm) => sum + arm.exposed, 0);
  const weight = arms.reduce((sum, arm) => sum + arm.weight, 0);
  const expected = arms.map((arm) => (exposed * arm.weight) / weight);
  if (arms.length < 2 || Math.min(...expected) < MIN_EXPECTED) return null;
  const chiSquare = arms.reduce((sum, arm, index) => {
    const hoped = expected[index] ?? 0;
    return sum + (arm.exposed - hoped) ** 2 / hoped;
  }, 0);
  return chiSquareTail(chiSquare, arms.length - 1);
}

/** Returns Wilson's score interval (1927) of a rate, or null without contacts. */
export function wilsonInterval({ n, events }: Proportion, alpha: number): Interval | null {
  if (n === 0) return null;
  const z = normalQuantile(alpha);
  const rate = events / n;
  const centre = rate + z ** 2 / (2 * n);
  const margin = z * Math.sqrt((rate * (1 - rate)) / n + z ** 2 / (4 * n ** 2));
  const scale = 1 + z ** 2 / n;
  return {
    // At no events, and at nothing but events, the end is exact: rounding would leave dust.
    lower: events === 0 ? 0 : (centre - margin) / scale,
    upper: events === n ? 1 : (centre + margin) / scale,
  };
}

/** Returns Student's interval of an average, or null with fewer than two values. */
export function meanInterval({ n, mean, variance }: Mean, alpha: number): Interval | null {
  if (n < 2) return null;
  const margin = studentQuantile(alpha, n - 1) * Math.sqrt(variance / n);
  return { lower: mean - margin, upper: mean + margin };
}

/** Returns the two-sided p of the pooled two-proportion z test, or null if an arm is empty. */
export function twoProportionP(control: Proportion, variant: Proportion): number | null {
  if (control.n === 0 || variant.n === 0) return null;
  const pooled = (control.events + variant.events) / (control.n + variant.n);
  const variance = pooled * (1 - pooled) * (1 / control.n + 1 / variant.n);
  if (variance <= 0) return 1;
  return normalTails(
    (variant.events / variant.n - control.events / control.n) /
      Math.sqrt(variance),
  );
}

/** Returns Welch's t test (1947) of two averages, or null if chance cannot be told from it. */
export function welchTest(control: Mean, variant: Mean): WelchTest | null {
  if (control.n < 2 || variant.n < 2) return null;
  const [ofControl, ofVariant] = [control.variance / control.n, variant.variance / variant.n];
  const variance = ofControl + ofVariant;
  if (variance <= 0) return null;
  const t = (variant.mean - control.mean) / Math.sqrt(variance);
  const degrees = variance ** 2 /
    (ofControl ** 2 / (control.n - 1) + ofVariant ** 2 / (variant.n - 1));
  return { t, degrees, p: studentTails(t, degrees) };
}

/**
 * Returns the difference of two rates, or null if an arm is empty.
 *
 * Its error is careful where events are few. Each arm counts one event and one miss more (Agresti
 * and Caffo, 2000), so that no events do not pass for certainty; and the pooled error holds if it
 * is larger: with one contact in ten in the small arm, about 6 % of A/A runs at a rate of 5 % found a
 * difference without it, under 1 % with it. Both fade as contacts come.
 */
export function proportionDifference(control: Proportion, variant: Proportion): Difference | null {
  if (control.n === 0 || variant.n === 0) return null;
  const pooled = carefulVariance({
    n: control.n + variant.n + 2,
    events: control.events + variant.events + 1,
  });
  const apart = carefulVariance(control) / control.n + carefulVariance(variant) / variant.n;
  const together = pooled * (1 / control.n + 1 / variant.n);
  return {
    estimate: variant.events / variant.n - control.events / control.n,
    standardError: Math.sqrt(Math.max(apart, together)),
    n: control.n + variant.n,
  };
}

/** Of one contact, with one event and one miss more than were counted. */
function carefulVariance({ n, events }: Proportion): number {
  const rate = (events + 1) / (n + 2);
  return rate * (1 - rate);
}

/** Returns the difference of two averages, or null if chance cannot be told from it. */
export function meanDifference(control: Mean, variant: Mean): Difference | null {
  if (control.n < 2 || variant.n < 2) return null;
  const variance = control.variance / control.n + variant.variance / variant.n;
  if (variance <= 0) return null;
  return {
    estimate: variant.mean - control.mean,
    standardError: Math.sqrt(variance),
    n: control.n + variant.n,
  };
}

/**
 * Returns an interval of a difference that may be looked at after every contact: over the whole
 * experiment the chance that it ever misses the true difference stays at alpha.
 *
 * The asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas,
 * "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics
 * 52(6), 2024, theorem 2.2 (its boundary is Robbins' normal mixture of 1970; see also Howard et
 * al. 2021). For n contacts of standard deviation s the estimate
 * ± s · sqrt(2 (n rho² + 1) / (n² rho²) · log(sqrt(n rho² + 1) / alpha));
 * here s / sqrt(n) is the standard error.
 * It is sound once the estimates are near normal: hence the minimum sample before it is read.
 */
export function confidenceSequence(difference: Difference, plan: SequencePlan): Interval {
  const time = difference.n * tuning(plan);
  const width = Math.sqrt(2 * (1 + 1 / time) * Math.log(Math.sqrt(time + 1) / plan.alpha));
  const margin = difference.standardError * width;
  return { lower: difference.estimate - margin, upper: difference.estimate + margin };
}

/** The rho² that makes the sequence about narrowest at the planned size, as that paper advises. */
function tuning({ alpha, plannedN }: SequencePlan): number {
  const size = -2 * Math.log(alpha);
  return (size + Math.log(size) + 1) / plannedN;
}
