import assert from "node:assert/strict";
import { readProgress, type RunNotes } from "./progress.ts";

function read(text: string): RunNotes & { said: string[] } {
  const said: string[] = [];
  const reader = readProgress((line) => said.push(line), () => 0);
  for (const line of text.split("\n")) reader.take(line);
  return { said, ...reader.end() };
}

Deno.test("readProgress() says one line for each file and explains failures in full", () => {
  const { said, uncaught, failedFiles, explanation } = read(`running 2 tests from ./a_test.ts
a: works ...
------- output -------
a: lies ... FAILED (1ms)
----- output end -----
a: works ... ok (850µs)
  a step ... FAILED (1ms)
a: breaks ... FAILED (816µs)
running 1 test from ./b_test.ts
b: works ... ok (1ms)

 ERRORS 

a: breaks => ./a_test.ts:2:6
error: Error: boom

FAILED | 2 passed | 1 failed (161ms)

error: Test failed

Stack backtrace:
   0: <unknown>`);
  assert.deepEqual(said, [
    "FAILED    0.0 s  a_test.ts (1 of 2)",
    "        a: breaks",
    "ok    1   0.0 s  b_test.ts",
  ]);
  assert.equal(uncaught, 0);
  assert.deepEqual(failedFiles, ["a_test.ts"]);
  assert.equal(
    explanation,
    "ERRORS \n\na: breaks => ./a_test.ts:2:6\nerror: Error: boom\n\n" +
      "FAILED | 2 passed | 1 failed (161ms)",
  );
});

Deno.test("readProgress() counts modules that die outside any test", () => {
  const { said, uncaught, failedFiles } = read("Uncaught error from ./c_test.ts FAILED");
  assert.deepEqual(said, ["FAILED  c_test.ts (died outside any test)"]);
  assert.equal(uncaught, 1);
  assert.deepEqual(failedFiles, ["c_test.ts"]);
});

Deno.test("readProgress() keeps silent about files whose tests are all filtered out", () => {
  assert.deepEqual(read("running 0 tests from ./a_test.ts").said, []);
});

Deno.test("readProgress() explains a run without a list of failures by all that it printed", () => {
  assert.equal(read("error: Cannot find module").explanation, "error: Cannot find module");
});
