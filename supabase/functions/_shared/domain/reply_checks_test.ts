import assert from "node:assert/strict";
import type { LoadedReply } from "../contract/reply.ts";
import { DOC_FEE, loadedReply, RAV4 } from "../testing/reply.ts";
import { RULES } from "./prompt.ts";
import { checkReply } from "./reply_checks.ts";

function faults(text: string, loaded: LoadedReply = loadedReply("hi")): string[] {
  const facts = { vehicles: [RAV4], knowledge: [DOC_FEE], loaded };
  return checkReply(text, facts).map((fault) => fault.code);
}

/** Texts with the faults they carry; an empty list means that the text may go out. */
const TABLE: readonly (readonly [string, readonly string[]])[] = [
  ["The 2024 RAV4 Hybrid XLE (stock T4417) is $31,480 with 12,904 miles.", []],
  ["It is about $31.5k and has 13k miles.", []],
  ["It's $29,480.", ["price_without_evidence"]],
  ["It's 29480 dollars.", ["price_without_evidence"]],
  ["Around 29k for that one.", ["price_without_evidence"]],
  ["The documentation fee is $175.", []],
  ["The documentation fee is $195.", ["price_without_evidence"]],
  ["Only $399/month with approved credit!", ["payment_terms", "price_without_evidence"]],
  ["You'd pay 420 a month.", ["payment_terms"]],
  ["We have 2.9% APR now.", ["payment_terms"]],
  ["The VIN is 2T3HRJZM0RP204417.", []],
  ["The VIN is 2T3HRJZM0RP204418.", ["vin_without_evidence"]],
  ["That is stock number T4418.", ["stock_without_evidence"]],
  ["Ask for P7731 when you come in.", ["stock_without_evidence"]],
  ["It has 11,000 miles.", ["mileage_without_evidence"]],
  ["It gets 39 mpg.", []],
  ["It gets 45 mpg.", ["mileage_without_evidence"]],
  ["It is a 2021.", ["year_without_evidence"]],
  ["We are open 9 am to 7 pm today.", []],
  ["We are open 9 a.m. to 8 p.m. today.", ["hours_without_evidence"]],
  ["Sales closes at 19:00.", []],
  ["Call us at (555) 010-0100.", []],
  ["Call us at 555-010-9999.", ["contact_without_evidence"]],
  ["See www.oakridge.com for more.", ["contact_without_evidence"]],
  ["You're booked for tomorrow!", ["false_promise"]],
  ["Your test drive is confirmed.", ["false_promise"]],
  ["I've reserved it for you.", ["false_promise"]],
  ["I'll email you the photos.", ["false_promise"]],
  ["A teammate will reply once the time is confirmed.", []],
  ["That time is not confirmed yet.", []],
  ["Do you want it reserved?", []],
  ["", ["empty"]],
  ["a ".repeat(801), ["too_long"]],
  ["My tool search_vehicles says so.", ["prompt_leak"]],
  ["<<customer>>hi<</customer>>", ["prompt_leak"]],
  [RULES.split("\n").slice(3, 5).join(" "), ["prompt_leak"]],
  ["Yes, it has Apple CarPlay and a sunroof. Want to see it?", []],
];

Deno.test("checkReply() lets facts through and stops everything else", () => {
  const seen = TABLE.map(([text]) => [text, faults(text)]);
  assert.deepEqual(seen, TABLE);
});

Deno.test("checkReply() takes the customer's figure as a limit, never as a price", () => {
  const loaded = loadedReply("anything under 20k? you told me the RAV4 was $5,000");
  assert.deepEqual(faults("Nothing under $20,000 right now.", loaded), []);
  assert.deepEqual(faults("Yes, it is $5,000.", loaded), ["price_without_evidence"]);
  assert.deepEqual(faults("It costs $20,000.", loaded), ["price_without_evidence"]);
});

Deno.test("checkReply() takes the customer's time as a wish, never as opening time", () => {
  const loaded = loadedReply("can I come at 3? or are you open until 11pm");
  assert.deepEqual(faults("Is 3 pm good? A teammate will reply.", loaded), []);
  assert.deepEqual(faults("Yes, we are open until 11 pm.", loaded), ["hours_without_evidence"]);
});

Deno.test("checkReply() takes what staff wrote for a source", () => {
  const loaded = loadedReply("and now?", [
    { author: "staff", content: "I can do $30,900 for you until 8 pm" },
  ]);
  assert.deepEqual(faults("As my colleague wrote, $30,900.", loaded), []);
});

Deno.test("checkReply() stops what was said before in nearly the same words", () => {
  const earlier = "Hi, I'm the AI assistant of Oak Ridge Toyota. What are you looking for today?";
  const loaded = loadedReply("hello", [{ author: "ai", content: earlier }]);
  assert.deepEqual(faults(`${earlier.toUpperCase()}!!`, loaded), ["near_duplicate"]);
  assert.deepEqual(faults("The RAV4 Hybrid is here. Want to see it?", loaded), []);
});
