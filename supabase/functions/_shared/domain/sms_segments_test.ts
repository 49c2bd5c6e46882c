import { equal } from "node:assert/strict";
import { countSegments, normaliseForSms } from "./sms_segments.ts";

const CAR = "\u{1f697}";
const QUOTE = "\u2019";

const VECTORS: readonly (readonly [string, string, number])[] = [
  ["nothing", "", 0],
  ["160 plain", "a".repeat(160), 1],
  ["161 plain", "a".repeat(161), 2],
  ["306 plain", "a".repeat(306), 2],
  ["307 plain", "a".repeat(307), 3],
  ["80 euro signs", "€".repeat(80), 1],
  ["81 euro signs", "€".repeat(81), 2],
  ["escape pair on the seam", "a".repeat(152) + "€" + "a".repeat(152), 3],
  ["escape pair after the seam", "a".repeat(153) + "€" + "a".repeat(151), 2],
  ["curly quote and 69", QUOTE + "a".repeat(69), 1],
  ["curly quote and 70", QUOTE + "a".repeat(70), 2],
  ["35 cars", CAR.repeat(35), 1],
  ["36 cars", CAR.repeat(36), 2],
  ["67 cars", CAR.repeat(67), 3],
  ["surrogate pair on the seam", "a".repeat(66) + CAR + "a".repeat(66), 3],
  ["back-tick is foreign", "`" + "a".repeat(70), 2],
];

for (const [name, text, segments] of VECTORS) {
  Deno.test(`countSegments: ${name}`, () => equal(countSegments(text).segments, segments));
}

Deno.test("countSegments: names encoding and units", () => {
  equal(countSegments("a€").units, 3);
  equal(countSegments("a€").encoding, "gsm7");
  equal(countSegments("mañana").encoding, "gsm7");
  equal(countSegments("sábado").encoding, "ucs2");
});

Deno.test("normaliseForSms: typographic signs become plain, letters stay", () => {
  const text = "\u201cIt\u2019s here\u201d\u00a0\u2014 9\u20136\u2026 sábado";
  equal(normaliseForSms(text), '"It\'s here" - 9-6... sábado');
  equal(countSegments(normaliseForSms(QUOTE + "a".repeat(70))).segments, 1);
});
