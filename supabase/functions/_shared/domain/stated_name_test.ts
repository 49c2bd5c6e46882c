import { equal } from "node:assert/strict";
import { statedName } from "./stated_name.ts";

const FREE: readonly (readonly [string, string | null])[] = [
  ["my name is John", "John"],
  ["my name is john", "John"],
  ["I'm Maria Lopez", "Maria Lopez"],
  ["me llamo Ana", "Ana"],
  ["this is Dave, is it available", "Dave"],
  ["I'm looking for a truck", null],
  ["I'm not sure", null],
  ["it's too expensive", null],
  ["John", null],
  ["is it black", null],
  ["this is ridiculous", null],
  ["THIS IS RIDICULOUS", null],
  ["I'M DRIVING RIGHT NOW", null],
  ["MY NAME IS DAVE", "DAVE"],
];
const AWAITED: readonly (readonly [string, string | null])[] = [
  ["John", "John"],
  ["john smith", "John Smith"],
  ["It's Ana", "Ana"],
  ["no", null],
  ["not sure", null],
  ["tomorrow", null],
  ["12 Oak Street", null],
  ["555-0100", null],
];

for (const [text, expected] of FREE) {
  Deno.test(`statedName, unasked: ${JSON.stringify(text)}`, () => {
    equal(statedName(text, false), expected);
  });
}
for (const [text, expected] of AWAITED) {
  Deno.test(`statedName, asked: ${JSON.stringify(text)}`, () => {
    equal(statedName(text, true), expected);
  });
}
