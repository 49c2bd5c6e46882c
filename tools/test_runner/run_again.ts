/** Gives the few files that failed in a full run a second run, when nothing else runs any more. */
import { addCounts } from "./junit.ts";
import type { TestGroup } from "./groups.ts";
import type { GroupResult } from "./run_group.ts";

/** More files than this are no disturbance: something is broken. */
const MOST_FILES = 3;

/** What a run came to after the second run of what had failed. */
export interface SecondRun {
  readonly results: readonly GroupResult[];
  /** The files that failed beside others and passed alone. */
  readonly unsteady: readonly string[];
}

/**
 * Runs the files that failed once more with `run`. A file that passes then counts as passed and is
 * named as unsteady; why it failed at first stays in its group's explanation.
 */
export async function runAgain(
  results: readonly GroupResult[],
  run: (group: TestGroup) => Promise<GroupResult>,
): Promise<SecondRun> {
  const failed = results.flatMap(({ failedFiles }) => failedFiles);
  if (failed.length === 0 || failed.length > MOST_FILES) return { results, unsteady: [] };
  const after: GroupResult[] = [];
  const unsteady: string[] = [];
  for (const result of results) {
    const again: GroupResult[] = [];
    for (const file of result.failedFiles) {
      const second = await run({ name: result.name, files: [file] });
      if (second.count.failed === 0) unsteady.push(file);
      again.push(second);
    }
    after.push(again.length === 0 ? result : merge(result, again));
  }
  return { results: after, unsteady };
}

/** The tests of the first run with the outcome of the second. */
function merge(first: GroupResult, again: readonly GroupResult[]): GroupResult {
  const { passed, failed, skipped } = first.count;
  const stillFailed = addCounts(again.map(({ count }) => count)).failed;
  return {
    name: first.name,
    count: { passed: Math.max(0, passed + failed - stillFailed), failed: stillFailed, skipped },
    failedFiles: again.flatMap(({ failedFiles }) => failedFiles),
    explanation: [first, ...again].map(({ explanation }) => explanation).filter(Boolean)
      .join("\n\n"),
  };
}
