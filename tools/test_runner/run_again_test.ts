import assert from "node:assert/strict";
import { runAgain } from "./run_again.ts";
import type { GroupResult } from "./run_group.ts";

function ran(name: string, passed: number, failedFiles: readonly string[] = []): GroupResult {
  const explanation = failedFiles.length > 0 ? `${name} broke` : "";
  const count = { passed, failed: failedFiles.length, skipped: 1 };
  return { name, count, explanation, failedFiles };
}

/** Runs again on what files pass at the second time; notes what was run. */
async function again(results: readonly GroupResult[], passing: readonly string[]) {
  const asked: string[] = [];
  const after = await runAgain(results, ({ name, files }) => {
    asked.push(`${name}: ${files.join(" ")}`);
    const still = files.filter((file) => !passing.includes(file));
    return Promise.resolve(ran(name, files.length - still.length, still));
  });
  return { ...after, asked };
}

Deno.test("runAgain() runs nothing where nothing failed", async () => {
  const results = [ran("db", 5), ran("e2e", 7)];
  assert.deepEqual(await again(results, []), { results, unsteady: [], asked: [] });
});

Deno.test("runAgain() counts a file that passes alone, names it and keeps why it failed", async () => {
  const { results, unsteady, asked } = await again([ran("db", 5), ran("e2e", 7, ["a", "b"])], [
    "a",
  ]);
  assert.deepEqual(asked, ["e2e: a", "e2e: b"]);
  assert.deepEqual(unsteady, ["a"]);
  assert.deepEqual(results[0], ran("db", 5));
  assert.deepEqual(results[1]?.count, { passed: 8, failed: 1, skipped: 1 });
  assert.deepEqual(results[1]?.failedFiles, ["b"]);
  assert.match(results[1]?.explanation ?? "", /e2e broke/);
});

Deno.test("runAgain() leaves a run alone in which much failed", async () => {
  const results = [ran("db", 5, ["a", "b"]), ran("e2e", 7, ["c", "d"])];
  assert.deepEqual(await again(results, ["a", "b", "c", "d"]), {
    results,
    unsteady: [],
    asked: [],
  });
});

Deno.test("runAgain() leaves a child that crashed failed: it names no file", async () => {
  const crashed = { ...ran("e2e", 7), count: { passed: 7, failed: 1, skipped: 0 } };
  const { results, asked } = await again([crashed, ran("db", 3, ["a"])], ["a"]);
  assert.deepEqual(asked, ["db: a"]);
  assert.equal(results[0]?.count.failed, 1);
});
