import { deepEqual, equal } from "node:assert/strict";
import { longestMessage, textLength } from "./text_length.ts";

const car = "🚗";

Deno.test("textLength() counts parts as the network does", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["a".repeat(306), 2],
    ["a".repeat(307), 3],
    ["€".repeat(80), 1],
    ["€".repeat(81), 2],
    ["a".repeat(152) + "€" + "a".repeat(152), 3],
    ["a".repeat(153) + "€" + "a".repeat(151), 2],
    [car.repeat(35), 1],
    [car.repeat(36), 2],
    [car.repeat(67), 3],
    ["a".repeat(66) + car + "a".repeat(66), 3],
  ];
  for (const [text, parts] of cases) {
    equal(textLength(text).parts, parts, `${text.slice(0, 8)}… (${text.length})`);
  }
});

Deno.test("textLength() of nothing is no text", () => {
  deepEqual(textLength(""), { used: 0, room: 160, parts: 0 });
});

Deno.test("textLength() takes typographic quotes for plain ones", () => {
  equal(textLength("It’s " + "a".repeat(155)).parts, 1);
});

Deno.test("textLength() knows that one foreign character halves the room", () => {
  deepEqual(textLength("名前"), { used: 2, room: 70, parts: 1 });
});

Deno.test("longestMessage() lets mails and notes be long, texts and chat lines not", () => {
  deepEqual(([null, "email", "sms", "web"] as const).map(longestMessage), [
    10_000,
    10_000,
    1_600,
    1_600,
  ]);
});
