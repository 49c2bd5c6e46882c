/** Time spans measured many times, and what is said of them. */

/** How a set of spans is spread, in milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
}

/** Returns the spread of the spans; zeros when there are none. */
export function spreadOf(spans: readonly number[]): Spread {
  const sorted = spans.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length };
}

/** Returns the milliseconds that `work` takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Spans of two kinds of work that took turns, so that a busy machine slows both alike. */
export interface Interleaved {
  readonly first: Spread;
  readonly second: Spread;
}

/** Runs two kinds of work in turns, each going first every other time. */
export async function interleave(
  rounds: number,
  first: (round: number) => Promise<number>,
  second: (round: number) => Promise<number>,
): Promise<Interleaved> {
  const spans: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) { // bound: rounds
    if (round % 2 === 0) {
      spans[0].push(await first(round));
      spans[1].push(await second(round));
    } else {
      spans[1].push(await second(round));
      spans[0].push(await first(round));
    }
  }
  return { first: spreadOf(spans[0]), second: spreadOf(spans[1]) };
}
