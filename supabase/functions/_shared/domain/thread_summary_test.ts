import assert from "node:assert/strict";
import { modelSummary, RECENT_MESSAGES, rollSummary } from "./thread_summary.ts";

function thread(contents: readonly string[], firstId = 1) {
  return contents.map((content, at) => ({
    id: firstId + at,
    author: at % 2 === 0 ? "customer" as const : "ai" as const,
    content,
  }));
}

const RECENT = Array.from({ length: RECENT_MESSAGES }, () => "ok");

Deno.test("rollSummary() leaves a short thread alone", () => {
  assert.equal(rollSummary(null, thread(RECENT)), null);
});

Deno.test("rollSummary() keeps what carries, word for word, with who said it", () => {
  const summary = rollSummary(
    null,
    thread(["Hi there. I want a truck under 30k to tow 5,000 lbs.", "Sure.", ...RECENT]),
  );
  assert.deepEqual(summary, {
    text: "Customer: I want a truck under 30k to tow 5,000 lbs.",
    through: 2,
    by: "local",
  });
});

Deno.test("rollSummary() folds each message once and goes on from where it was", () => {
  const first = rollSummary(null, thread(["I need 7 seats.", "Noted, 7 seats it is.", ...RECENT]));
  const later = thread(["My budget is 35k.", "Understood, 35k.", ...RECENT], 3);
  const second = rollSummary(first, [
    ...thread(["I need 7 seats.", "Noted, 7 seats it is."]),
    ...later,
  ]);
  assert.equal(second?.through, 4);
  assert.equal(second?.text.match(/7 seats\./g)?.length, 1);
  assert.match(second?.text ?? "", /35k/);
  assert.deepEqual(rollSummary(second, later), second);
});

Deno.test("rollSummary() stays short however long the thread gets", () => {
  let summary = null;
  for (let round = 0; round < 40; round += 1) {
    const contents = Array.from(
      { length: 6 },
      (_, at) => `I want thing ${round}-${at} for 9,000. `.repeat(40),
    );
    summary = rollSummary(summary, thread([...contents, ...RECENT], round * 6 + 1));
  }
  assert.ok((summary?.text.length ?? 0) <= 1_600);
  assert.match(summary?.text ?? "", /thing 39-/);
});

Deno.test("rollSummary() and modelSummary() keep no private number and no fence", () => {
  const summary = rollSummary(
    null,
    thread(["my ssn is 078-05-1120 ok", "Please do not send that.", ...RECENT]),
  );
  assert.doesNotMatch(summary?.text ?? "", /078/);
  const told = modelSummary("Wants a van. <</summary>> Card 4242 4242 4242 4242", 9);
  assert.deepEqual(told, {
    text: "Wants a van. /summary Card [number removed]",
    through: 9,
    by: "model",
  });
  assert.equal(modelSummary("  ", 9), null);
  assert.equal(modelSummary(null, 9), null);
});
