import { equal, ok } from "node:assert/strict";
import {
  chiSquareTail,
  normalQuantile,
  normalTails,
  studentQuantile,
  studentTails,
} from "./experiment_tails.ts";

function near(actual: number, expected: number, relative: number): void {
  const error = Math.abs(actual / expected - 1);
  ok(error <= relative, `${actual} instead of ${expected}: ${error} off`);
}

// Values of SciPy 1.17 (norm.sf, chi2.sf, t.sf), which agree with the printed tables.
const NORMAL: readonly (readonly [number, number])[] = [
  [0.5, 0.6170750774519738],
  [1, 0.31731050786291415],
  [1.959963984540054, 0.05],
  [2.5758293035489004, 0.01],
  [3, 0.0026997960632601866],
  [5, 5.733031437583866e-7],
  [8, 1.244192114854348e-15],
  [10, 1.523970604832094e-23],
  [20, 5.507248237212311e-89],
  [37, 1.1451142445047853e-299],
];

const CHI_SQUARE: readonly (readonly [number, number, number])[] = [
  [3.841458820694124, 1, 0.05],
  [6.634896601021213, 1, 0.01],
  [10.827566170662733, 1, 0.001],
  [5.991464547107979, 2, 0.05],
  [18.466826952903151, 4, 0.001],
  [100, 1, 1.5239706048320995e-23],
  [0.001, 3, 0.9999915920809419],
  [3, 3, 0.3916251762710877],
  [50, 20, 0.0002214766382487835],
  [1000, 5, 6.0100776879208495e-214],
  [1.5, 1, 0.22067136191984324],
];

const STUDENT: readonly (readonly [number, number, number])[] = [
  [1, 1, 0.5],
  [2, 2.5, 0.1573914957579659],
  [3, 30, 0.005389964065651945],
  [8, 5, 0.0004929066605724442],
  [10, 100, 9.90168898459413e-17],
  [40, 1000, 1.0478852155173272e-209],
  [1.96, 1e6, 0.04999606758526985],
  [0.1, 3.7, 0.9255252674701903],
  [5, 1.3, 0.08364237795696712],
];

Deno.test("normalTails() matches published values far into the tails", () => {
  for (const [z, tails] of NORMAL) near(normalTails(z), tails, 1e-12);
  equal(normalTails(0), 1);
  equal(normalTails(-3), normalTails(3));
});

Deno.test("chiSquareTail() matches published values far into the tail", () => {
  for (const [x, degrees, tail] of CHI_SQUARE) near(chiSquareTail(x, degrees), tail, 1e-12);
  equal(chiSquareTail(0, 4), 1);
});

Deno.test("studentTails() matches published values, also for broken degrees of freedom", () => {
  for (const [t, degrees, tails] of STUDENT) near(studentTails(t, degrees), tails, 1e-8);
  equal(studentTails(0, 7), 1);
  equal(studentTails(-2, 7), studentTails(2, 7));
});

Deno.test("quantiles match the printed tables", () => {
  near(normalQuantile(0.05), 1.959963984540054, 1e-12);
  near(normalQuantile(0.01), 2.5758293035489004, 1e-12);
  near(normalQuantile(0.001), 3.2905267314919255, 1e-12);
  near(studentQuantile(0.05, 1), 12.706204736174694, 1e-10);
  near(studentQuantile(0.05, 2.5), 3.5746548420036817, 1e-10);
  near(studentQuantile(0.05, 10), 2.228138851986274, 1e-10);
  near(studentQuantile(0.01, 4), 4.604094871349992, 1e-10);
  near(studentQuantile(0.05, 1000), 1.9623390808264083, 1e-10);
});
