import { ok } from "node:assert/strict";
import type { ExperimentMetric, ExperimentState } from "../contract/experiment.ts";
import { readExperiment } from "./experiment_reading.ts";
import { confidenceSequence, proportionDifference, twoProportionP } from "./experiment_stats.ts";

const PLANNED = 2000;
const MINIMUM = 100;
const RUNS = 1000;

interface Arm {
  n: number;
  events: number;
}

/** Marsaglia's xorshift32 (2003): equal seeds give equal runs on every machine. */
function seededChance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** One experiment with a coin for the arm, asked after every contact. */
interface Run {
  readonly chance: () => number;
  readonly rates: readonly [number, number];
  /** Share of the contacts that meet the control. */
  readonly split: number;
  readonly contacts: number;
  readonly plannedN: number;
}

/** What was found: by the interval at any look, at the last one, and by a classic test at any. */
interface Found {
  sequence: boolean;
  atEnd: boolean;
  classic: boolean;
}

function playRun({ chance, rates, split, contacts, plannedN }: Run): Found {
  const [control, variant]: [Arm, Arm] = [{ n: 0, events: 0 }, { n: 0, events: 0 }];
  const plan = { alpha: 0.05, plannedN };
  const found = { sequence: false, atEnd: false, classic: false };
  for (let contact = 1; contact <= contacts; contact++) {
    const isControl = chance() < split;
    const arm = isControl ? control : variant;
    arm.n += 1;
    if (chance() < rates[isControl ? 0 : 1]) arm.events += 1;
    if (Math.min(control.n, variant.n) < MINIMUM) continue;
    const difference = proportionDifference(control, variant);
    if (difference === null) continue;
    const { lower, upper } = confidenceSequence(difference, plan);
    found.atEnd = lower > 0 || upper < 0;
    found.sequence ||= found.atEnd;
    if (contact % 50 === 0) found.classic ||= (twoProportionP(control, variant) ?? 1) < 0.05;
  }
  return found;
}

/** Experiments without a difference: even, with rare events, and with one small arm. */
const AA_CASES = [
  { rate: 0.2, split: 0.5, contacts: 4000, plannedN: 4000 },
  { rate: 0.02, split: 0.5, contacts: 4000, plannedN: 4000 },
  { rate: 0.05, split: 0.9, contacts: 10_000, plannedN: 2000 },
];

for (const { rate, ...plan } of AA_CASES) {
  const name = `${RUNS} A/A runs at ${rate} split ${plan.split}, seen after every contact`;
  Deno.test(`confidenceSequence(): ${name}, stay within 5 %`, () => {
    const run: Run = { ...plan, chance: seededChance(20_261_121), rates: [rate, rate] };
    const runs = Array.from({ length: RUNS }, () => playRun(run));
    const wrong = runs.filter((run) => run.sequence).length;
    const classic = runs.filter((run) => run.classic).length;
    ok(wrong <= RUNS * 0.05, `${wrong} false positives`);
    // The same peeks with a classic test: without this the runs would prove nothing.
    ok(classic >= RUNS * 0.15, `only ${classic} by the classic test`);
  });
}

/** What is measured in the whole experiments below, the primary metric first. */
const METRICS = ["appointment_set", "opt_out", "complaint", "handover"] as const;
type Rates = readonly [number, number, number, number];
const USUAL: Rates = [0.2, 0.02, 0.005, 0.15];

interface PlayedArm {
  readonly variant_id: string;
  readonly is_control: boolean;
  readonly weight: number;
  readonly rates: Rates;
  readonly events: number[];
  exposed: number;
}

function playedArm(variant_id: string, rates: Rates): PlayedArm {
  const is_control = variant_id === "control";
  return { variant_id, is_control, weight: 1, rates, events: METRICS.map(() => 0), exposed: 0 };
}

function metricsOf(arms: readonly PlayedArm[]): ExperimentMetric[] {
  return METRICS.map((name, index) => ({
    name,
    role: index === 0 ? "primary" : "guardrail",
    good: index === 0 ? "higher" : "lower",
    kind: "proportion",
    arms: arms.map((arm) => ({ variant_id: arm.variant_id, events: arm.events[index] ?? 0 })),
  }));
}

/** Plays one experiment and returns every state that its readings went through. */
function statesOf(chance: () => number, variant: Rates, contacts: number): Set<ExperimentState> {
  const [control, other] = [playedArm("control", USUAL), playedArm("variant", variant)];
  const arms = [control, other];
  const plan = {
    planned_sample_per_arm: PLANNED,
    minimum_sample_per_arm: MINIMUM,
    confidence_level: 0.95,
  };
  const states = new Set<ExperimentState>();
  for (let contact = 1; contact <= contacts; contact++) {
    const arm = chance() < 0.5 ? control : other;
    arm.exposed += 1;
    arm.rates.forEach((rate, index) => {
      if (chance() < rate) arm.events[index] = (arm.events[index] ?? 0) + 1;
    });
    if (contact % 200 > 0) continue;
    states.add(readExperiment({ ...plan, arms, metrics: metricsOf(arms) }).state);
  }
  return states;
}

/** Plays experiments to twice their planned sample; returns how many ever reached each state. */
function countStates(runs: number, variant: Rates): Map<ExperimentState, number> {
  const chance = seededChance(7);
  const counts = new Map<ExperimentState, number>();
  for (let run = 0; run < runs; run++) {
    for (const state of statesOf(chance, variant, 4 * PLANNED)) {
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
  }
  return counts;
}

Deno.test("readExperiment(): 1,000 A/A experiments read 40 times name and stop almost nobody", () => {
  const counts = countStates(RUNS, USUAL);
  ok((counts.get("winner") ?? 0) <= RUNS * 0.05, `${counts.get("winner")} winners`);
  ok((counts.get("guardrail_harm") ?? 0) <= RUNS * 0.05, `${counts.get("guardrail_harm")} stops`);
  ok((counts.get("srm") ?? 0) <= RUNS * 0.05, `${counts.get("srm")} mismatches`);
});

Deno.test("readExperiment(): a variant that makes customers opt out is stopped", () => {
  const harmed = countStates(100, [0.25, 0.05, 0.005, 0.15]).get("guardrail_harm") ?? 0;
  ok(harmed >= 95, `${harmed} of 100 stopped`);
});

Deno.test("confidenceSequence(): five more points at 3,000 an arm are found", () => {
  const chance = seededChance(11);
  const run = { chance, rates: [0.2, 0.25], split: 0.5, contacts: 6000, plannedN: 6000 } as const;
  const found = Array.from({ length: 200 }, () => playRun(run)).filter((one) => one.atEnd).length;
  ok(found >= 180, `${found} of 200 found`);
});
