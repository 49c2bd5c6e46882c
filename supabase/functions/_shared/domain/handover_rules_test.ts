import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert";
import { EscalationTriggers, type HandoverRule } from "../contract/handover_rules.ts";
import { firedRule, type RuleSigns, ruleWords, withPersonPromised } from "./handover_rules.ts";

const CALM: RuleSigns = { texts: ["hi"], intents: [], confidence: 0.9, negative_streak: 0 };

const TABLE: readonly (readonly [HandoverRule, Partial<RuleSigns>, boolean])[] = [
  [{ kind: "words", words: ["lemon law"] }, { texts: ["What about the LEMON-LAW?"] }, true],
  [{ kind: "words", words: ["lease"] }, { texts: ["when is the release"] }, false],
  [{ kind: "words", words: ["niño"] }, { texts: ["tengo un nino"] }, true],
  [{ kind: "words", words: ["??"] }, { texts: ["what??"] }, false],
  [{ kind: "words", words: ["fleet", "b2b"] }, { texts: ["hello", "for our b2b team"] }, true],
  [{ kind: "intent", intent: "trade_in" }, { intents: ["price", "trade_in"] }, true],
  [{ kind: "intent", intent: "trade_in" }, { intents: ["price"] }, false],
  [{ kind: "confidence", below: 0.6 }, { confidence: 0.59 }, true],
  [{ kind: "confidence", below: 0.6 }, { confidence: 0.6 }, false],
  [{ kind: "confidence", below: 0.6 }, { confidence: null }, false],
  [{ kind: "unhappy", messages: 1 }, { negative_streak: 1 }, true],
  [{ kind: "unhappy", messages: 2 }, { negative_streak: 1 }, false],
];

Deno.test("firedRule() reads words, wishes, confidence and unhappy messages", () => {
  for (const [rule, signs, fires] of TABLE) {
    equal(firedRule([rule], { ...CALM, ...signs }) !== null, fires, JSON.stringify([rule, signs]));
  }
});

Deno.test("firedRule() names the first rule that fires", () => {
  const rules: HandoverRule[] = [
    { kind: "words", words: ["fleet"] },
    { kind: "unhappy", messages: 1 },
    { kind: "confidence", below: 0.95 },
  ];
  equal(firedRule(rules, { ...CALM, negative_streak: 1 })?.kind, "unhappy");
  equal(firedRule(rules, { ...CALM, confidence: 1 }), null);
});

Deno.test("withPersonPromised() keeps the answer, drops its question, and doubts alone give way", () => {
  const place = { language: "en", store: "Oak" };
  const words: HandoverRule = { kind: "words", words: ["fleet"] };
  equal(
    withPersonPromised("It is here. Want to see it?", words, place),
    "It is here. A person at Oak will reply to you here.",
  );
  equal(
    withPersonPromised("It is here.", { kind: "confidence", below: 1 }, place),
    "A person at Oak will reply to you here.",
  );
  equal(
    withPersonPromised("x".repeat(470), words, { ...place, language: "es" }),
    "Una persona de Oak le responderá aquí.",
  );
});

Deno.test("EscalationTriggers leaves out what it cannot read and keeps the rest", () => {
  const good = { kind: "unhappy", messages: 2 };
  const read = (value: unknown) => EscalationTriggers.parse(value).rules;
  deepEqual(read({ asks_for_person: true }), []);
  deepEqual(read(null), []);
  deepEqual(read({ rules: "x" }), []);
  deepEqual(read({ rules: [{ kind: "words", words: [] }, good, { kind: "else" }] }), [good]);
});

Deno.test("ruleWords() says what a colleague needs to know", () => {
  equal(ruleWords({ kind: "confidence", below: 0.6 }), "Rule: the AI was less than 60 % sure");
  equal(ruleWords({ kind: "intent", intent: "trade_in" }), "Rule: it is about trade in");
});
