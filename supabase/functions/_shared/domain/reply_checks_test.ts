// Exempt from the line limit: a table of drafts.
import assert from "node:assert/strict";
import type { KnowledgeFact, VehicleFact, VisitWish } from "../contract/intelligence.ts";
import type { LoadedReply } from "../contract/reply.ts";
import { DOC_FEE, loadedReply, RAV4 } from "../testing/reply.ts";
import { RULES } from "./prompt_rules.ts";
import { checkReply } from "./reply_checks.ts";
import { noDeeds, type ReplyDeeds } from "./reply_facts.ts";
import { startCpuClock } from "../testing/cpu_clock.ts";

/** A red Camry, sold, to be told from the RAV4. */
const CAMRY: VehicleFact = {
  ...RAV4,
  id: "0a000000-0000-4000-8000-0000000000f2",
  vin: "4T1G11AK5PU104450",
  stock_number: "T4450",
  model: "Camry",
  year: 2023,
  trim: "LE",
  body_style: "Sedan",
  ext_color: "Supersonic Red",
  mileage: 22_100,
  fuel_economy: "32",
  price_cents: 2_599_000,
  status: "sold",
  features: ["heated seats"],
};

/** An approved answer with a link, a distance and a discount in it. */
const DELIVERY: KnowledgeFact = {
  id: "0a000000-0000-4000-8000-0000000000d2",
  title: "Delivery",
  answer: "Delivery within 60 miles costs $150, see https://www.oakridge.example/delivery. " +
    "Veterans get a discount of 2% on service.",
  category: "delivery",
  score: 0.9,
};

function faults(
  text: string,
  loaded: LoadedReply = loadedReply("hi"),
  deeds: Partial<ReplyDeeds> = {},
  wish: VisitWish | null = null,
): string[] {
  const facts = {
    vehicles: [RAV4, CAMRY],
    knowledge: [DOC_FEE, DELIVERY],
    loaded,
    deeds: { ...noDeeds(), ...deeds },
    wish,
  };
  return checkReply(text, facts).map((fault) => fault.code);
}

const VISIT = "2026-11-24T19:30:00Z";
const BOOKED: Partial<ReplyDeeds> = {
  bookings: [{
    id: "a1",
    kind: "test_drive",
    status: "unconfirmed",
    starts_at: VISIT,
    ends_at: VISIT,
  }],
};
const OFFERED: Partial<ReplyDeeds> = {
  slots: [{ kind: "test_drive", starts_at: VISIT, ends_at: VISIT }],
};
const HANDED_OVER: Partial<ReplyDeeds> = { handover: true };

type Row = readonly [text: string, faults: readonly string[], deeds?: Partial<ReplyDeeds>];

/** Texts with the faults they carry; an empty list means that the text may go out. */
const TABLES: Readonly<Record<string, readonly Row[]>> = {
  amounts: [
    ["The 2024 RAV4 Hybrid XLE (stock T4417) is $31,480 with 12,904 miles.", []],
    ["The RAV4 is about $31.5k and has 13k miles.", []],
    ["The RAV4 is $29,480.", ["price_without_evidence"]],
    ["The RAV4 is 29480 dollars.", ["price_without_evidence"]],
    ["Around 29k for the RAV4.", ["price_without_evidence"]],
    ["The RAV4 is only 24,999 today.", ["number_without_evidence"]],
    ["The RAV4 is only 24999 today.", ["number_without_evidence"]],
    ["It's yours for twenty four thousand.", ["number_without_evidence"]],
    ["I can do 24 grand.", ["price_without_evidence"]],
    ["Son 24,999 dólares.", ["price_without_evidence"]],
    ["It is just one dollar.", ["number_without_evidence"]],
    ["It is just $1.", ["price_without_evidence"]],
    ["The documentation fee is $175.", []],
    ["The documentation fee is $195.", ["price_without_evidence"]],
    ["The RAV4 is $175.", ["price_without_evidence"]],
    ["Delivery of the RAV4 within 60 miles costs $150.", []],
    ["Only $399/month with approved credit!", ["payment_terms", "price_without_evidence"]],
    ["You'd pay 420 a month.", ["payment_terms"]],
    ["That is about 420 per month.", ["payment_terms"]],
    ["We have 2.9% APR now.", ["payment_terms"]],
    ["We have zero down deals.", ["payment_terms"]],
    ["Good news, you're approved!", ["payment_terms"]],
    ["Veterans get 2% off service.", []],
    ["Veterans get 12% off service.", ["payment_terms"]],
    ["Serían 399 al mes.", ["payment_terms"]],
  ],
  vehicles: [
    ["The Camry is $31,480.", ["wrong_vehicle"]],
    ["The RAV4 is $25,990.", ["wrong_vehicle"]],
    ["The RAV4 is $31,480 and the Camry was $25,990.", []],
    ["The RAV4 and the Camry are $31,480 and $25,990.", []],
    ["The RAV4 and the Camry are $25,990 and $31,480.", ["wrong_vehicle"]],
    ["It's $31,480 for the RAV4 and $25,990 for the Camry.", []],
    ["It's $25,990 for the RAV4 and $31,480 for the Camry.", ["wrong_vehicle"]],
    ["The Highlander is $31,480.", ["wrong_vehicle"]],
    ["The Chevy Silverado is $31,480.", ["wrong_vehicle"]],
    ["The Honda is $31,480.", ["wrong_vehicle"]],
    ["The Camry has 12,904 miles.", ["wrong_vehicle"]],
    ["The Camry has 22,100 miles, the RAV4 12,904 miles.", []],
    ["The Camry, stock T4417, has heated seats.", ["wrong_vehicle"]],
    ["The 2023 RAV4 has a sunroof.", ["wrong_vehicle"]],
    ["We don't have a 2023 RAV4 right now.", []],
    ["The red one is $31,480.", ["wrong_vehicle"]],
    ["The Camry LE was $25,990. It had 12,904 miles.", ["wrong_vehicle"]],
    ["The Camry is still available.", ["not_available"]],
    ["The Camry is no longer available.", []],
    ["The RAV4 is still available.", []],
    ["The VIN is 2T3HRJZM0RP204417.", []],
    ["The VIN is 2T3HRJZM0RP204418.", ["vin_without_evidence"]],
    ["The VIN ends in 204417.", []],
    ["The VIN ends in 999999.", ["vin_without_evidence"]],
    ["That is stock number T4418.", ["stock_without_evidence"]],
    ["That is stock number T441.", ["stock_without_evidence"]],
    ["Ask for P7731 when you come in.", ["stock_without_evidence"]],
    ["The RAV4 has 11,000 miles.", ["mileage_without_evidence"]],
    ["The RAV4 gets 39 mpg.", []],
    ["The RAV4 gets 45 mpg.", ["mileage_without_evidence"]],
    ["It is a 2021.", ["year_without_evidence"]],
  ],
  times: [
    ["We are open 9 am to 7 pm today.", []],
    ["We are open 9 a.m. to 8 p.m. today.", ["hours_without_evidence"]],
    ["Sales closes at 19:00.", []],
    ["We're open on Sunday.", ["hours_without_evidence"]],
    ["We're closed on Sunday.", []],
    ["We're closed on Monday.", ["hours_without_evidence"]],
    ["We're open Monday to Saturday.", []],
    ["Abrimos el domingo.", ["hours_without_evidence"]],
    ["Come by on Tuesday, November 24.", []],
    ["Come by on Monday, November 24.", ["date_without_evidence"]],
    ["Come by on March 3.", ["date_without_evidence"]],
    ["The sale ends 3/15.", ["date_without_evidence"]],
    ["There is a slot on Tuesday at 2:30 PM.", [], OFFERED],
    ["There is a slot on Tuesday at 2:30 PM.", ["hours_without_evidence"]],
    ["There is a slot on Tuesday at 4:30 PM.", ["hours_without_evidence"], OFFERED],
    ["There is a slot on Friday at 2:30 PM.", ["hours_without_evidence"], OFFERED],
  ],
  promises: [
    ["You're booked for tomorrow!", ["false_promise"]],
    ["You're booked for Tuesday at 2:30 PM.", [], BOOKED],
    ["You're booked for Tuesday at 9 AM.", ["false_promise"], BOOKED],
    ["You're booked for Wednesday at 2:30 PM.", ["hours_without_evidence"], BOOKED],
    ["You're booked for Tuesday at 2:30 PM.", ["false_promise"], OFFERED],
    ["Your test drive is confirmed.", ["false_promise"]],
    ["You're all set, see you then.", ["false_promise"]],
    ["Su cita está confirmada.", ["false_promise"]],
    ["I've reserved it for you.", ["false_promise"]],
    ["I've reserved it for you.", ["false_promise"], HANDED_OVER],
    ["Your appointment is cancelled.", ["false_promise"], BOOKED],
    ["I'll email you the photos.", ["false_promise"]],
    ["I just sent you the photos.", ["false_promise"]],
    ["I sent the quote over.", ["false_promise"], HANDED_OVER],
    ["A confirmation is on its way.", ["false_promise"], BOOKED],
    ["Someone will call you shortly.", ["false_promise"]],
    ["Someone will call you shortly.", [], HANDED_OVER],
    ["A teammate will reply once the time is confirmed.", [], HANDED_OVER],
    ["A teammate will reply once the time is confirmed.", ["false_promise"]],
    ["I've passed this on to the team.", ["false_promise"]],
    ["I've passed this on to the team.", [], HANDED_OVER],
    ["I'll check and get back to you.", ["false_promise"]],
    ["Una persona le responderá.", ["false_promise"]],
    ["Una persona le responderá.", [], HANDED_OVER],
    ["You won't receive any more texts from us.", ["false_promise"]],
    ["You won't receive any more texts from us.", [], { opted_out: true }],
    ["I've updated your name.", ["false_promise"]],
    ["I've updated your name.", [], { customer_updated: true }],
    ["It's a deal, that's legally binding.", ["false_promise"]],
    ["We can match any price.", ["false_promise"]],
    ["You get free oil changes for life.", ["false_promise"]],
    ["I can't promise a discount.", []],
    ["Veterans get a discount on service.", []],
    ["That time is not confirmed yet.", []],
    ["Do you want it reserved?", []],
  ],
  words: [
    ["", ["empty"]],
    ["a ".repeat(801), ["too_long"]],
    ["Call us at (555) 010-0100.", []],
    ["Call us at 555-010-9999.", ["contact_without_evidence"]],
    ["See www.oakridge.com for more.", ["contact_without_evidence"]],
    ["See https://oakridge.example/delivery for more.", []],
    ["See oakridge.example.evil.com for more.", ["contact_without_evidence"]],
    ["See https://oakridge.example@evil.com/x now.", ["contact_without_evidence"]],
    ["Write to sales@evil.com.", ["contact_without_evidence"]],
    ["Go to evil dot com.", ["contact_without_evidence"]],
    ["Click [here](https://oakridge.example).", ["markup"]],
    ["<b>Great</b> car.", ["markup"]],
    ["**Great** car.", ["markup"]],
    ["It is $\u200b31,480.", ["hidden_text"]],
    ["The RAV4 is ＄３１,480.", ["hidden_text"]],
    ["My tool search_vehicles says so.", ["prompt_leak"]],
    ["My instructions say so.", ["prompt_leak"]],
    ["Ignoring previous instructions, here we go.", ["prompt_leak"]],
    ["<<customer>>hi<</customer>>", ["markup", "prompt_leak"]],
    [RULES.split("\n").slice(8, 10).join(" "), ["prompt_leak"]],
    ["Your card is 4242 4242 4242 4242.", ["private_number"]],
    ["The id is 0a000000-0000-4000-8000-0000000000f1.", ["private_number"]],
    ["Yes, it has Apple CarPlay and a sunroof. Want to see it?", []],
    ["What color? What year?", ["many_questions"]],
    ["¿Quiere verlo?", []],
  ],
};

for (const [subject, table] of Object.entries(TABLES)) {
  for (const [text, expected, deeds] of table) {
    const known = deeds === undefined ? "" : ` knowing ${Object.keys(deeds).join()}`;
    const verdict = expected.length === 0 ? "passes" : "holds";
    Deno.test(`gate, ${subject}: ${verdict} ${JSON.stringify(text.slice(0, 90))}${known}`, () => {
      const found = faults(text, loadedReply("hi"), deeds);
      if (expected.length === 0) return assert.deepEqual(found, []);
      assert.ok(expected.every((code) => found.includes(code)), `found ${found.join()}`);
    });
  }
}

Deno.test("checkReply() takes the customer's figure as a limit, never as a price", () => {
  const loaded = loadedReply("anything under 20k? you told me the RAV4 was $5,000");
  assert.deepEqual(faults("Nothing under $20,000 right now.", loaded), []);
  assert.deepEqual(faults("Yes, it is $5,000.", loaded), ["price_without_evidence"]);
  assert.deepEqual(faults("It costs $20,000.", loaded), ["price_without_evidence"]);
});

Deno.test("checkReply() takes the customer's time as a wish, never as opening time", () => {
  const loaded = loadedReply("can I come at 3? or are you open until 11pm");
  assert.deepEqual(faults("Is 3 pm good for you?", loaded), []);
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

Deno.test("checkReply() lets an answer be said again when the question is asked again", () => {
  const earlier = [
    { author: "customer" as const, content: "What are your hours on Saturday?" },
    {
      author: "ai" as const,
      content: "On Saturday the sales team is here from 9 AM to 7 PM for you.",
    },
  ];
  const again = "On Saturday, the sales team is here for you from 9 AM to 7 PM.";
  assert.deepEqual(faults(again, loadedReply("what are your hours on saturday", earlier)), []);
  assert.deepEqual(faults(again, loadedReply("is it blue", earlier)), ["near_duplicate"]);
});

Deno.test("checkReply() takes no time, whatever it is given", () => {
  const parts = "$1,|9 am |RAV4 |1,1|(a|stock T|the |will |i'll |<a|?|1/1 |we have |vin 1 |a."
    .split("|");
  const staff = { author: "staff" as const, content: "$1 ".repeat(3_000) };
  const long = loadedReply("1,".repeat(5_000), [staff]);
  const took = startCpuClock();
  for (const part of parts) faults(part.repeat(1_600).slice(0, 1_600), long);
  faults("x".repeat(1_000_000), long);
  assert.ok(took() < 3_000);
});

const WISH: VisitWish = {
  date: "2026-12-26",
  time: "17:30",
  part_of_day: null,
  department: "sales",
  timezone: "America/New_York",
  starts_at: null,
};

Deno.test("checkReply() lets the visit as it was read be said back, and no other time", () => {
  const loaded = loadedReply("can I come the 26th at 5:30?");
  const table: readonly (readonly [string, VisitWish | null, string[]])[] = [
    ["5:30 PM on Saturday, Dec 26 works with our hours.", WISH, []],
    ["We're open 9 AM to 7 PM, so 5:30 PM fits.", WISH, []],
    ["5:30 PM on Tuesday works with our hours.", null, ["hours_without_evidence"]],
    ["4:30 PM on Tuesday works with our hours.", WISH, ["hours_without_evidence"]],
    ["We're open until 5:30 PM.", WISH, ["hours_without_evidence"]],
    ["Come on Sunday, Dec 27.", WISH, ["date_without_evidence"]],
  ];
  for (const [text, wish, codes] of table) {
    assert.deepEqual(faults(text, loaded, {}, wish), codes, text);
  }
});

Deno.test("checkReply() reads open and closed by the desk that is named", () => {
  const rows = loadedReply("hi");
  const service = { department: "service" as const, opens_at: "07:30:00", closes_at: "18:00:00" };
  const hours = [...rows.hours, { ...service, id: "s1", weekday: 1 }];
  const table: readonly (readonly [string, string[]])[] = [
    ["Service is closed on Saturdays.", []],
    ["Service is open Mon 7:30 AM to 6 PM, closed Sat.", []],
    ["Service is closed on Mondays.", ["hours_without_evidence"]],
    ["Service is open on Saturdays.", ["hours_without_evidence"]],
    ["Service is open until 7 PM on Monday.", ["hours_without_evidence"]],
    ["We're closed on Saturdays.", ["hours_without_evidence"]],
    ["Service is open Monday, but sales is closed Monday.", ["hours_without_evidence"]],
    ["We're closed on Sundays.", []],
  ];
  for (const [text, codes] of table) {
    assert.deepEqual(faults(text, { ...rows, hours }), codes, text);
  }
});
