import type { EvalCase } from "./eval_case.ts";
import { type Answerer, play } from "./play_local.ts";
import { faultsOf } from "./score.ts";

/** How one case went. */
export interface Outcome {
  readonly one: EvalCase;
  readonly faults: readonly string[];
  /** The last answer, for the list of failing cases. */
  readonly text: string;
}

/** Plays every case, one after the other: a model's server is not to be flooded. */
export async function evaluate(cases: readonly EvalCase[], answer: Answerer): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const one of cases) { // bound: the suite
    const played = await play(one, answer);
    outcomes.push({ one, faults: faultsOf(one, played), text: played.turns.at(-1)?.text ?? "" });
  }
  return outcomes;
}

/** Returns the share of outcomes without a fault, 1 when there are none. */
export function passRate(outcomes: readonly Outcome[]): number {
  return outcomes.length === 0
    ? 1
    : outcomes.filter((one) => one.faults.length === 0).length / outcomes.length;
}

/** Returns the table by category and the failing cases, as lines. */
export function reportLines(title: string, outcomes: readonly Outcome[]): string[] {
  const categories = [...new Set(outcomes.map((one) => one.one.category))];
  const row = (name: string, of: readonly Outcome[]) => {
    const passed = of.filter((one) => one.faults.length === 0).length;
    const rate = `${(passRate(of) * 100).toFixed(1)} %`;
    return `  ${name.padEnd(22)}${`${passed} of ${of.length}`.padStart(12)}${rate.padStart(10)}`;
  };
  const failing = outcomes.filter((one) => one.faults.length > 0).flatMap((one) => [
    `  ${one.one.id}: ${one.faults.join("; ")}`,
    `    they wrote: ${one.one.thread.join(" | ")}`,
    `    the answer: ${one.text === "" ? "(silence)" : one.text}`,
  ]);
  return [
    title,
    ...categories.map((name) => row(name, outcomes.filter((one) => one.one.category === name))),
    row("all", outcomes),
    ...(failing.length > 0 ? ["Failing", ...failing] : []),
  ];
}
