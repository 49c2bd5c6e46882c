import { deepEqual, equal } from "node:assert/strict";
import {
  boundedDistance,
  foldText,
  hashText,
  joinWords,
  MAX_TEXT_LENGTH,
  squash,
  tokens,
} from "./text.ts";

Deno.test("foldText: accents, case, quotes and spaces", () => {
  equal(foldText("  ¿Cuánto   CUESTA?\n"), "¿cuanto cuesta?");
  equal(foldText("it\u2019s 9\u20135"), "it's 9-5");
  equal(foldText("ＳＴＯＰ"), "stop");
  equal(foldText("s\u200btop"), "stop");
});

Deno.test("foldText: reads no more than the limit", () => {
  equal(foldText("a".repeat(MAX_TEXT_LENGTH * 3)).length, MAX_TEXT_LENGTH);
});

Deno.test("squash: spacing and hyphens of names do not matter", () => {
  for (const name of ["F-150", "f 150", "F150"]) equal(squash(name), "f150");
});

Deno.test("tokens: words with their places", () => {
  deepEqual(tokens("is it's #t4417?").map((token) => token.text), ["is", "it's", "t4417"]);
  equal(tokens("a b")[1]?.start, 2);
});

Deno.test("boundedDistance: insertions, swaps and the limit", () => {
  equal(boundedDistance("camery", "camry", 1), 1);
  equal(boundedDistance("carmy", "camry", 1), 1);
  equal(boundedDistance("corrola", "corolla", 2), 2);
  equal(boundedDistance("tundra", "sienna", 1), 2);
  equal(boundedDistance("", "ab", 2), 2);
});

Deno.test("hashText: stable and spread", () => {
  equal(hashText("a"), hashText("a"));
  equal(new Set(["a", "b", "ab", "ba"].map(hashText)).size, 4);
});

Deno.test("joinWords: none, one, many", () => {
  equal(joinWords([], "and"), "");
  equal(joinWords(["a"], "and"), "a");
  equal(joinWords(["a", "b", "c"], "and"), "a, b and c");
});
