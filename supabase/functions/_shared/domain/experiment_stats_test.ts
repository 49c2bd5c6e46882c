import { deepEqual, equal, ok } from "node:assert/strict";
import {
  confidenceSequence,
  meanDifference,
  meanInterval,
  proportionDifference,
  sampleRatioP,
  twoProportionP,
  welchTest,
  wilsonInterval,
} from "./experiment_stats.ts";

const EMPTY = { n: 0, events: 0 };

function near(actual: number | undefined, expected: number, error = 1e-9): void {
  ok(actual !== undefined && Math.abs(actual - expected) <= error, `${actual}, not ${expected}`);
}

function width(n: number, plannedN: number): number {
  const difference = { estimate: 0, standardError: 1, n };
  return confidenceSequence(difference, { alpha: 0.05, plannedN }).upper;
}

Deno.test("sampleRatioP() matches published cases", () => {
  const halves = (one: number, other: number) =>
    sampleRatioP([{ weight: 1, exposed: one }, { weight: 1, exposed: other }]) ?? NaN;
  // Kohavi, Tang and Xu, "Trustworthy Online Controlled Experiments" (2020), chapter 3.
  near(halves(821_588, 815_482), 1.8217928726191858e-6, 1e-15);
  near(halves(5200, 4800), 6.334248366623988e-5, 1e-15);
  near(halves(300, 500), 1.537459794428033e-12, 1e-22);
  equal(halves(400, 400), 1);
});

Deno.test("sampleRatioP() follows the weights", () => {
  const arms = [{ weight: 1, exposed: 110 }, { weight: 2, exposed: 190 }, {
    weight: 7,
    exposed: 700,
  }];
  near(sampleRatioP(arms) ?? NaN, 0.4723665527410149);
});

Deno.test("sampleRatioP() says nothing of too few contacts or a single arm", () => {
  equal(sampleRatioP([{ weight: 1, exposed: 9 }, { weight: 1, exposed: 0 }]), null);
  equal(sampleRatioP([{ weight: 1, exposed: 0 }, { weight: 1, exposed: 0 }]), null);
  equal(sampleRatioP([{ weight: 1, exposed: 500 }]), null);
  equal(sampleRatioP([]), null);
});

// Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
const WILSON = [
  { events: 81, n: 263, lower: 0.2553, upper: 0.3662 },
  { events: 15, n: 148, lower: 0.0624, upper: 0.1605 },
  { events: 0, n: 20, lower: 0, upper: 0.1611 },
  { events: 1, n: 29, lower: 0.0061, upper: 0.1718 },
];

for (const { events, n, lower, upper } of WILSON) {
  Deno.test(`wilsonInterval() of ${events} in ${n} is the published one`, () => {
    const interval = wilsonInterval({ n, events }, 0.05);
    near(interval?.lower, lower, 5e-5);
    near(interval?.upper, upper, 5e-5);
  });
}

Deno.test("wilsonInterval() stays within 0 and 1, and null without contacts", () => {
  equal(wilsonInterval({ n: 10, events: 10 }, 0.05)?.upper, 1);
  equal(wilsonInterval({ n: 10, events: 0 }, 0.05)?.lower, 0);
  equal(wilsonInterval(EMPTY, 0.05), null);
});

Deno.test("twoProportionP() equals the chi-square test of the same table", () => {
  const p = twoProportionP({ n: 1000, events: 200 }, { n: 1000, events: 250 }) ?? NaN;
  near(p, 0.007419649261025687, 1e-14);
});

Deno.test("twoProportionP() finds nothing in no events, and nothing to test in empty arms", () => {
  equal(twoProportionP({ n: 50, events: 0 }, { n: 60, events: 0 }), 1);
  equal(twoProportionP({ n: 50, events: 50 }, { n: 60, events: 60 }), 1);
  equal(twoProportionP(EMPTY, { n: 60, events: 3 }), null);
  equal(twoProportionP({ n: 60, events: 3 }, EMPTY), null);
});

Deno.test("welchTest() matches SciPy's ttest_ind(equal_var=False)", () => {
  const test = welchTest(
    { n: 10, mean: 20.61, variance: 9.041 },
    { n: 20, mean: 22.135, variance: 0.8981842105263164 },
  );
  near(test?.t, 1.5654335235985037);
  near(test?.degrees, 9.904741248650831);
  near(test?.p, 0.14884169660532817);
});

Deno.test("welchTest() cannot tell chance from one value or from values that never differ", () => {
  const usual = { n: 30, mean: 2, variance: 1 };
  equal(welchTest({ n: 1, mean: 2, variance: 0 }, usual), null);
  equal(welchTest({ n: 0, mean: 0, variance: 0 }, usual), null);
  equal(welchTest({ n: 9, mean: 2, variance: 0 }, { n: 9, mean: 3, variance: 0 }), null);
  ok((welchTest({ n: 9, mean: 2, variance: 0 }, usual)?.p ?? 0) > 0.99);
});

Deno.test("meanInterval() is Student's, and null with fewer than two values", () => {
  const interval = meanInterval({ n: 25, mean: 10, variance: 4 }, 0.05);
  near(interval?.lower, 9.17444057534879);
  near(interval?.upper, 10.82555942465121);
  equal(meanInterval({ n: 1, mean: 10, variance: 0 }, 0.05), null);
});

Deno.test("proportionDifference() is never certain: no events still leave an error", () => {
  const none = proportionDifference({ n: 100, events: 0 }, { n: 100, events: 0 });
  equal(none?.estimate, 0);
  ok((none?.standardError ?? 0) > 0.01);
  equal(proportionDifference(EMPTY, { n: 100, events: 1 }), null);
  equal(proportionDifference({ n: 100, events: 1 }, EMPTY), null);
});

Deno.test("proportionDifference() does not trust a small arm that happens to have few events", () => {
  const error = proportionDifference({ n: 900, events: 45 }, { n: 100, events: 1 })?.standardError;
  const pooled = Math.sqrt(0.046 * 0.954 * (1 / 900 + 1 / 100));
  ok((error ?? 0) >= pooled, `${error} is below ${pooled}`);
});

Deno.test("meanDifference() is null where its error cannot be estimated", () => {
  const usual = { n: 4, mean: 2, variance: 1 };
  deepEqual(meanDifference(usual, { ...usual, mean: 5 }), {
    estimate: 3,
    standardError: Math.SQRT1_2,
    n: 8,
  });
  equal(meanDifference({ n: 1, mean: 2, variance: 0 }, usual), null);
  equal(meanDifference({ ...usual, variance: 0 }, { ...usual, variance: 0 }), null);
});

Deno.test("confidenceSequence() follows the published formula", () => {
  const plan = { alpha: 0.05, plannedN: 6000 };
  // The formula in NumPy, written apart from this code.
  const late = confidenceSequence({ estimate: 0.05, standardError: 0.0115, n: 6000 }, plan);
  near(late.lower, 0.015092366438686798, 1e-12);
  near(late.upper, 0.0849076335613132, 1e-12);
  const early = confidenceSequence({ estimate: 0.05, standardError: 0.0115, n: 500 }, plan);
  near(early.lower, 0.0047563516756037455, 1e-12);
});

Deno.test("confidenceSequence() is wider than a single look and narrowest at its plan", () => {
  for (const n of [200, 1000, 6000, 50_000]) ok(width(n, 6000) > 1.96);
  for (const other of [1000, 3000, 12_000, 40_000]) ok(width(6000, 6000) < width(6000, other));
});
