import assert from "node:assert/strict";
import { holdsPrivateNumber, maskDeep, maskNumbers } from "./redaction.ts";
import { startCpuClock } from "../testing/cpu_clock.ts";

const GONE = "[number removed]";

/** Texts with a private number, and what is left of them. */
const MASKED: readonly (readonly [string, string])[] = [
  ["ssn 078-05-1120 ok", `ssn ${GONE} ok`],
  ["078 05 1120", GONE],
  ["078.05.1120", GONE],
  ["my social is 078051120", `my social is ${GONE}`],
  ["SSN: 078051120", `SSN: ${GONE}`],
  ["social security number 078-05-1120.", `social security number ${GONE}.`],
  ["mi seguro social es 078051120", `mi seguro social es ${GONE}`],
  ["ITIN 912701234", `ITIN ${GONE}`],
  ["card 4242 4242 4242 4242!", `card ${GONE}!`],
  ["4242424242424242", GONE],
  ["4242-4242-4242-4242 exp 09/29", `${GONE} exp 09/29`],
  ["amex 378282246310005", `amex ${GONE}`],
  ["mc 5555 5555 5555 4444", `mc ${GONE}`],
  ["discover 6011111111111117", `discover ${GONE}`],
  ["4222222222222", GONE],
  ["cvv 123", `cvv ${GONE}`],
  ["routing 021000021", `routing ${GONE}`],
  ["routing number: 021000021", `routing number: ${GONE}`],
  ["ABA # 021000021", `ABA # ${GONE}`],
  ["account number is 123456789012", `account number is ${GONE}`],
  ["acct #1234567890", `acct #${GONE}`],
  ["checking 00123456789", `checking ${GONE}`],
  ["cuenta bancaria 123456789", `cuenta bancaria ${GONE}`],
  ["IBAN DE89 3704 0044 0532 0130 00", `IBAN ${GONE}`],
  ["driver's license D1234567", `driver's license ${GONE}`],
  ["drivers license number: S530-4567-8901", `drivers license number: ${GONE}`],
  ["DL# 123456789", `DL# ${GONE}`],
  ["my license number is F255-921-50-094-0", `my license number is ${GONE}`],
  ["licencia de conducir A1234567", `licencia de conducir ${GONE}`],
];

/** Texts that shoppers and dealers write every day. */
const KEPT: readonly string[] = [
  "+15550103333",
  "call me at 518-555-0100",
  "(518) 555-0100",
  "my account is under 518-555-0100",
  "5185550100",
  "$31,480",
  "it was 31480 before",
  "12,904 miles",
  "T4417",
  "stock number T4417",
  "stock 104417",
  "2T3HRJZM0RP204417",
  "1FTFW1E50NFA12345",
  "VIN 4T1B11HK5KU123456",
  "VIN ends in 204417",
  "2024 RAV4 Hybrid XLE for $31,480 with 12,904 miles",
  "order 4242424242424241",
  "11/21/2026 at 3:30 pm",
  "2026-11-21",
  "open 9-7, closed 12-1",
  "ZIP 12203-1234",
  "100 Oak Ridge Road, Albany, NY 12203",
  "can I bring my license plate ABC1234",
  "do I need a driver's license for a test drive?",
  "bring your license and proof of insurance by 5",
  "is there a bank fee of $395?",
  "the bank wants 20% down",
  "0000000000000000",
  "payment under 450 a month for 72 months",
  "I can be there at 10 or 11, 12 at the latest",
  "2.5L 4-cylinder 203 hp",
  "call 1-800-555-0199",
  "need to pin down a time at 1030?",
];

for (const [text, left] of MASKED) {
  Deno.test(`maskNumbers: takes the number out of ${JSON.stringify(text)}`, () => {
    assert.equal(maskNumbers(text), left);
    assert.equal(holdsPrivateNumber(text), true);
  });
}

for (const text of KEPT) {
  Deno.test(`maskNumbers: leaves ${JSON.stringify(text)}`, () => {
    assert.equal(maskNumbers(text), text);
    assert.equal(holdsPrivateNumber(text), false);
  });
}

Deno.test("maskDeep() reaches every string of a value", () => {
  const value = { a: ["ssn 078-05-1120", 7], b: { c: "T4417", d: null } };
  assert.deepEqual(maskDeep(value), { a: [`ssn ${GONE}`, 7], b: { c: "T4417", d: null } });
});

Deno.test("maskNumbers() takes no time, whatever it is given", () => {
  const long = [
    "4 ".repeat(50_000),
    "1-".repeat(50_000),
    "dl ".repeat(30_000),
    "A1 ".repeat(30_000),
  ];
  const took = startCpuClock();
  for (const text of [...long, ...long.map((one) => `license number ${one}`)]) maskNumbers(text);
  assert.ok(took() < 1_000);
});
