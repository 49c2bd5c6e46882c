/** Adds up what a JUnit report of `deno test` says. */

/** How many tests ended in which way. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The count of nothing. */
export const NO_TESTS: TestCount = { passed: 0, failed: 0, skipped: 0 };

/** Adds counts. */
export function addCounts(counts: readonly TestCount[]): TestCount {
  return counts.reduce((sum, count) => ({
    passed: sum.passed + count.passed,
    failed: sum.failed + count.failed,
    skipped: sum.skipped + count.skipped,
  }), NO_TESTS);
}

/** Counts the tests of a report; the steps of a test belong to it and are not counted. */
export function countTests(xml: string): TestCount {
  const suites = xml.split("<testsuite ").slice(1);
  return addCounts(suites.map((suite) => {
    const cases = suite.split("<testcase ").slice(1);
    const names = new Set(cases.map(nameOf));
    const isStep = (name: string) =>
      name.split(" &gt; ").some((_, index, parts) =>
        index > 0 && names.has(parts.slice(0, index).join(" &gt; "))
      );
    return addCounts(cases.filter((text) => !isStep(nameOf(text))).map(countOne));
  }));
}

function nameOf(testcase: string): string {
  return /^name="([^"]*)"/.exec(testcase)?.[1] ?? "";
}

function countOne(testcase: string): TestCount {
  if (/<(failure|error)\b/.test(testcase)) return { ...NO_TESTS, failed: 1 };
  if (/<skipped\b/.test(testcase)) {
    // A test that the filter left out took no time; it is not counted.
    return / time="/.test(testcase) ? { ...NO_TESTS, skipped: 1 } : NO_TESTS;
  }
  return { ...NO_TESTS, passed: 1 };
}
