import assert from "node:assert/strict";
import { addCounts, countTests } from "./junit.ts";

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="7" failures="3" errors="0" time="0.161">
    <testsuite name="./a_test.ts" tests="6" disabled="1" errors="0" failures="3">
        <testcase name="a: ok &lt;x&gt;" classname="./a_test.ts" time="0.001" line="1" col="6">
        </testcase>
        <testcase name="a: fails" classname="./a_test.ts" time="0.001" line="2" col="6">
            <failure message="Uncaught Error: boom">Error: boom</failure>
        </testcase>
        <testcase name="a: ignored" classname="./a_test.ts" time="0.000" line="3" col="6">
            <skipped/>
        </testcase>
        <testcase name="a: filtered out" classname="./a_test.ts" line="1" col="34">
            <skipped/>
        </testcase>
        <testcase name="a: steps" classname="./a_test.ts" time="0.002" line="4" col="6">
            <failure message="1 test step failed">1 test step failed.</failure>
        </testcase>
        <testcase name="a: steps &gt; one" classname="./a_test.ts" time="0.000" line="4" col="46">
        </testcase>
        <testcase name="a: steps &gt; one &gt; deep" classname="./a_test.ts" time="0.000">
            <failure message="Uncaught Error: st">Error: st</failure>
        </testcase>
    </testsuite>
    <testsuite name="./b_test.ts" tests="2" disabled="0" errors="1" failures="0">
        <testcase name="b: 2 &gt; 1" classname="./b_test.ts" time="0.001" line="1" col="6">
        </testcase>
        <testcase name="b: cut off" classname="./b_test.ts" time="0.000" line="2" col="6">
            <error message="Cancelled"/>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("countTests() counts tests by outcome and leaves out their steps and what was filtered", () => {
  assert.deepEqual(countTests(REPORT), { passed: 2, failed: 3, skipped: 1 });
});

Deno.test("countTests() finds nothing in an empty report", () => {
  assert.deepEqual(countTests(""), { passed: 0, failed: 0, skipped: 0 });
});

Deno.test("addCounts() adds each outcome", () => {
  const counts = [{ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 }];
  assert.deepEqual(addCounts(counts), { passed: 11, failed: 22, skipped: 33 });
});
