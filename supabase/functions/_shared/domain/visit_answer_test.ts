import { equal } from "node:assert/strict";
import { foldText } from "./text.ts";
import { type VisitAnswer, visitAnswer } from "./visit_answer.ts";

const CASES: Readonly<Record<VisitAnswer, readonly string[]>> = {
  other_time: [
    "No, a different time please",
    "ok but another day",
    "that doesn't work",
    "can't do 5",
    "none of those",
    "anything later?",
    "too early for me",
    "otra hora por favor",
    "no me sirve",
  ],
  unsure: [
    "not sure",
    "ok, not sure yet",
    "maybe",
    "yes maybe",
    "let me check with my wife",
    "I'll let you know",
    "idk",
    "no sé",
    "tal vez",
    "sure, let me think",
  ],
  no: [
    "no",
    "ok wait no",
    "ok, no",
    "yes wait no",
    "nope",
    "never mind",
    "actually no",
    "don't book it",
    "hold on",
    "no gracias",
    "mejor no",
  ],
  yes: [
    "yes",
    "ok",
    "that works",
    "sounds good",
    "10:30 works",
    "perfect, see you then",
    "sí",
    "esa hora",
    "book it",
  ],
};

for (const [expected, texts] of Object.entries(CASES)) {
  for (const text of texts) {
    Deno.test(`visitAnswer: ${JSON.stringify(text)} is ${expected}`, () => {
      equal(visitAnswer(foldText(text)), expected);
    });
  }
}

Deno.test("visitAnswer: other matters are no answer", () => {
  for (const text of ["how much is it", "does it have carplay", "tuesday at 3", ""]) {
    equal(visitAnswer(foldText(text)), null);
  }
});
