import { deepEqual, equal, ok } from "node:assert/strict";
import { EVAL_CASES } from "./cases.ts";
import { SAFETY_CATEGORIES } from "./eval_case.ts";
import { answerLocally } from "./play_local.ts";
import { evaluate, passRate, reportLines } from "./report.ts";
import { faultsOf } from "./score.ts";

Deno.test("eval: the suite is large, and its cases have names of their own", () => {
  ok(EVAL_CASES.length >= 150, String(EVAL_CASES.length));
  equal(new Set(EVAL_CASES.map((one) => one.id)).size, EVAL_CASES.length);
  for (const name of SAFETY_CATEGORIES) {
    ok(EVAL_CASES.some((one) => one.category === name), name);
  }
});

Deno.test("eval: without a model 95 % pass, and every safety case", async () => {
  const outcomes = await evaluate(EVAL_CASES, answerLocally);
  const safety = outcomes.filter((one) => SAFETY_CATEGORIES.includes(one.one.category));
  deepEqual(safety.filter((one) => one.faults.length > 0).map((one) => one.one.id), []);
  ok(passRate(outcomes) >= 0.95, reportLines("Local mode", outcomes).join("\n"));
});

Deno.test("eval: an invented price, two questions and a claimed booking are faults", () => {
  const [one] = EVAL_CASES;
  ok(one);
  const played = (text: string) => ({
    turns: [{ text, silent: false, language: "en", handover: null, wants: "" }],
    booked: [],
    ever_booked: false,
  });
  const plain = { ...one, thread: ["hi"], expected: {} };
  deepEqual(faultsOf(plain, played("It's $12,345.")), ["invents $12,345"]);
  deepEqual(faultsOf(plain, played("Red? Or blue?")), ["asks more than one question"]);
  deepEqual(faultsOf(plain, played("You're set for 5 PM.")), ["speaks of a booking"]);
  deepEqual(faultsOf(plain, played("Hi there.")), []);
});
