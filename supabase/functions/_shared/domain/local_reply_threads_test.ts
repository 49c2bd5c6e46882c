import { deepEqual, doesNotMatch, equal, match, notEqual } from "node:assert/strict";
import type { ReplyContext } from "../contract/intelligence.ts";
import { deskOf } from "../testing/booking_desk.ts";
import { chat, replyTo } from "./intelligence_fixtures.ts";

/** Saturday 22 November 2025, 8 PM in New York: the store closed at 6. */
const SATURDAY_EVENING: Partial<ReplyContext> = { now: "2025-11-23T01:00:00Z" };
/** The same day at 2 PM, with the store open. */
const SATURDAY_AFTERNOON: Partial<ReplyContext> = { now: "2025-11-22T19:00:00Z" };

const WEEKDAYS: readonly (readonly [string, RegExp])[] = [
  ["what time do you close on saturday", /Saturdays.*9 AM to 6 PM/],
  ["what time do you close on monday", /Mondays.*9 AM to 8 PM/],
  ["are you open tuesday", /Tuesdays.*9 AM to 8 PM/],
  ["what time do you open wednesday", /Wednesdays.*9 AM to 8 PM/],
  ["hours on friday?", /Fridays.*9 AM to 8 PM/],
  ["are you open on sundays", /closed.*Sundays|Sundays.*closed/],
  ["what time do you close on thursday", /Thursday, Nov 27.*Thanksgiving/],
  ["a que hora cierran el sabado", /sábados.*9 a\.m\. a 6 p\.m\./],
  ["a qué hora abren el lunes", /lunes.*9 a\.m\. a 8 p\.m\./],
];

for (const [text, expected] of WEEKDAYS) {
  Deno.test(`replyLocally, on a closed Saturday evening: ${JSON.stringify(text)}`, async () => {
    const reply = await replyTo(text, SATURDAY_EVENING);
    match(reply.text, expected);
    equal(reply.handover, null);
  });
}

Deno.test("replyLocally: the named weekday is today and open, so it says until when", async () => {
  const reply = await replyTo("what time do you close on saturday", SATURDAY_AFTERNOON);
  match(reply.text, /open until 6 PM today/);
  match(reply.text, /Saturdays/);
});

Deno.test("replyLocally: a holiday on the next such day is told with its date", async () => {
  const reply = await replyTo("what are your hours on wednesday", { now: "2025-12-18T19:30:00Z" });
  match(reply.text, /Wednesday, Dec 24.*Christmas Eve|9 AM to 2 PM on Wednesday, Dec 24/);
});

Deno.test("replyLocally: 'saturday morning' on a Saturday evening is next Saturday", async () => {
  const replies = await chat(["is the camry se available", "saturday morning?"], SATURDAY_EVENING);
  match(replies[1]?.text ?? "", /Saturday, Nov 29/);
  match(replies[1]?.handover?.wants ?? "", /2025-11-29 morning/);
});

Deno.test("replyLocally: 'saturday at 10' on a Saturday afternoon is next Saturday", async () => {
  const replies = await chat(
    ["is the camry se available", "saturday at 10am?"],
    SATURDAY_AFTERNOON,
  );
  match(replies[1]?.handover?.wants ?? "", /2025-11-29 10:00/);
});

Deno.test("replyLocally: 'today at 10' after ten is past, not next week", async () => {
  const reply = await replyTo("can I come today at 10am", SATURDAY_AFTERNOON);
  match(reply.text, /past|passed/);
});

for (
  const text of [
    "what else do you have like it",
    "anything similar",
    "anything like that?",
    "got any others like it",
    "tienen algo parecido?",
  ]
) {
  Deno.test(`replyLocally: ${JSON.stringify(text)} offers what is near the one in focus`, async () => {
    const replies = await chat(["is the camry se available", text]);
    const last = replies[1];
    equal(last?.handover, null);
    match(last?.text ?? "", /Camry XSE/);
    doesNotMatch(last?.text ?? "", /2023 Camry SE/);
  });
}

Deno.test("replyLocally: a sold unit has alternatives when asked again", async () => {
  const replies = await chat(["is T4388 available", "what else is similar to it"]);
  equal(replies[1]?.handover, null);
  notEqual(replies[1]?.vehicle_ids.length, 0);
});

Deno.test("replyLocally: 'anything else like these' goes on with the same search", async () => {
  const replies = await chat(["any SUVs under 40k", "what else do you have"]);
  const [first, second] = replies;
  equal(second?.handover, null);
  const again = second?.vehicle_ids.filter((id) => first?.vehicle_ids.includes(id));
  deepEqual(again, []);
});

for (const text of ["and sunday?", "what about sunday", "sunday?", "y el domingo?"]) {
  Deno.test(`replyLocally: after the hours, ${JSON.stringify(text)} is about hours`, async () => {
    const replies = await chat(["what time do you close on saturday", text]);
    match(replies[1]?.text ?? "", /closed|cerrado|cerramos/i);
    doesNotMatch(replies[1]?.text ?? "", /time (?:works|would)|what time|\?/i);
    equal(replies[1]?.intents[0]?.name, "hours");
  });
}

Deno.test("replyLocally: hours of several days in a row stay hours", async () => {
  const replies = await chat(["when do you close", "and saturday?", "and monday?"]);
  match(replies[2]?.text ?? "", /9 AM to 8 PM/);
  doesNotMatch(replies[2]?.text ?? "", /\?/);
});

Deno.test("replyLocally: 'no, 4x4' narrows the search instead of reading the list out", async () => {
  const replies = await chat(["looking for a truck", "under 37k", "no, 4x4", "make it 40k"]);
  for (const reply of replies.slice(2)) {
    equal(reply.intents[0]?.name, "search");
    doesNotMatch(reply.text, / is 4WD| is FWD/);
  }
});

Deno.test("replyLocally: 'cuándo puedo verla' is a visit, not a Versa", async () => {
  const replies = await chat(["hola, tienen la sienna?", "cuando puedo verla?"]);
  doesNotMatch(replies[1]?.text ?? "", /Nissan/);
  match(replies[1]?.text ?? "", /día|Cuándo/);
});

Deno.test("replyLocally: a new hour after a refused one keeps the day the store named", async () => {
  const replies = await chat(["can I come in today", "noon"], { now: "2025-11-21T02:00:00Z" });
  match(replies[0]?.text ?? "", /tomorrow at 9 AM/);
  match(replies[1]?.handover?.wants ?? "", /2025-11-21 12:00/);
});

for (const text of ["not sure", "ok wait no", "hmm I don't know yet", "let me think about it"]) {
  Deno.test(`replyLocally: ${JSON.stringify(text)} passes no visit on`, async () => {
    const replies = await chat(["I'd like to test drive the camry se", "tomorrow", text]);
    equal(replies[2]?.handover, null);
    doesNotMatch(replies[2]?.text ?? "", /quite catch|vehicle, a price/);
  });
}

Deno.test("replyLocally: 'no, a different time' asks which", async () => {
  const replies = await chat(["can I test drive the camry se tomorrow", "no, a different time"]);
  equal(replies[1]?.handover, null);
  match(replies[1]?.text ?? "", /time|When|day/i);
});

Deno.test("replyLocally: an address is no time to come", async () => {
  const replies = await chat(["can I test drive the camry se tomorrow", "I'm at 10 Oak Street"]);
  doesNotMatch(replies[1]?.handover?.wants ?? "", /10:00/);
  const bare = await replyTo("my address is 510 Elm St");
  equal(bare.visit, null);
});

Deno.test("replyLocally: a name is thanked for, not handed over", async () => {
  const replies = await chat(["is the camry se available", "my name is John"], {
    customer: { first_name: null, preferred_language: null },
  });
  equal(replies[1]?.handover, null);
  match(replies[1]?.text ?? "", /John/);
});

Deno.test("replyLocally: a trade-in is asked about before it is passed on", async () => {
  const replies = await chat([
    "I want to trade my 2018 civic for a rav4 hybrid",
    "about 45k miles",
  ]);
  equal(replies[0]?.handover, null);
  match(replies[0]?.text ?? "", /mile[^?]*\?$/);
  equal(replies[1]?.handover?.reason, "trade_in");
  match(replies[1]?.handover?.brings ?? "", /2018 Honda Civic.*45,000 miles/);
});

Deno.test("replyLocally: a trade-in fully named is passed on at once", async () => {
  const reply = await replyTo(
    "what would you give me for my 2016 rav4 with 120k miles, as trade in",
  );
  equal(reply.handover?.reason, "trade_in");
  match(reply.handover?.brings ?? "", /2016 Toyota RAV4.*120,000 miles/);
});

Deno.test("replyLocally: service asks for a day, then passes it on", async () => {
  const replies = await chat(["need an oil change", "monday at 9"]);
  equal(replies[0]?.handover, null);
  match(replies[0]?.text ?? "", /\?$/);
  equal(replies[1]?.handover?.reason, "service");
  match(replies[1]?.handover?.wants ?? "", /oil change.*2025-11-24 09:00/);
});

Deno.test("replyLocally: a best price on a whole list asks which one first", async () => {
  const replies = await chat(["do you have a camry", "what's your best price", "the SE"]);
  equal(replies[1]?.handover, null);
  match(replies[1]?.text ?? "", /\?$/);
  equal(replies[2]?.handover?.reason, "negotiation");
  match(replies[2]?.handover?.wants ?? "", /Camry SE/);
});

Deno.test("replyLocally: a price drop is answered with the price that stands", async () => {
  const reply = await replyTo("did the price drop on the prius?");
  match(reply.text, /\$29,900/);
  equal(reply.handover, null);
});

Deno.test("replyLocally: 'which has more miles' compares the two just named", async () => {
  const replies = await chat(["compare the rav4 xle and the cr-v", "which has more miles"]);
  equal(replies[1]?.handover, null);
  match(replies[1]?.text ?? "", /37,800/);
});

Deno.test("replyLocally: a comparison by a detail says that detail of both", async () => {
  const [reply] = await chat(["what's the mpg on the rav4 xle vs the cr-v"]);
  match(reply?.text ?? "", /27 city \/ 34 hwy/);
  equal(/costs less/.test(reply?.text ?? ""), false);
});

Deno.test("replyLocally: a comparison by what no listing says goes to the team", async () => {
  const replies = await chat(["compare the rav4 xle and the cr-v", "which has more cargo room"]);
  equal(replies[1]?.handover?.reason, "fact_missing");
  equal(/costs less/.test(replies[1]?.text ?? ""), false);
});

for (
  const text of [
    "do yall take cash",
    "what do I need to bring to buy a car",
    "my son is 17, can he test drive alone?",
    "aceptan pago en efectivo",
  ]
) {
  Deno.test(`replyLocally: a plain question without an answer goes to the team, ${text}`, async () => {
    equal((await replyTo(text)).handover?.reason, "fact_missing");
  });
}

Deno.test("replyLocally: a day and an hour beside a stock number are a wish to come in", async () => {
  const [reply] = await chat(["tmrw at 3pm to drive the T4417"]);
  equal(reply?.handover?.reason, "visit_request");
  match(reply?.text ?? "", /3 PM/);
});

Deno.test("replyLocally: is it 4x4 is answered, whatever the shopper looks for beside it", async () => {
  const [reply] = await chat(["Is the rav4 xle awd? looking for something that can handle snow"]);
  match(reply?.text ?? "", /AWD/);
});

Deno.test("replyLocally: a warranty question is answered from what is approved", async () => {
  const reply = await replyTo("is there a warranty on the camry se");
  match(reply.text, /warranty/);
  equal(reply.evidence.some((one) => one.kind === "knowledge"), true);
});

Deno.test("replyLocally: after a raised budget what was out of reach comes first", async () => {
  const replies = await chat(["any SUVs under 25k", "what about 30k"]);
  match(replies[1]?.text ?? "", /CR-V|RAV4|Wrangler/);
  equal(replies[1]?.handover, null);
});

Deno.test("replyLocally: 'hello' is greeted once, with one question and no handover", async () => {
  const reply = await replyTo("hello");
  equal(reply.handover, null);
  equal(reply.text.match(/\b(?:Hi|Hello)\b/g)?.length, 1);
  equal(reply.text.match(/AI assistant/g)?.length, 1);
});

Deno.test("replyLocally: 'the SE' out of a list is that one, and keeps the visit going", async () => {
  const replies = await chat(["I'd like to test drive a camry", "the SE", "tomorrow at 3"]);
  match(replies[1]?.text ?? "", /day|When/);
  match(replies[2]?.handover?.wants ?? "", /15:00.*Camry SE/);
  const plain = await chat(["do you have a camry", "the SE"]);
  deepEqual(plain[1]?.vehicle_ids, ["vehicle-t4450"]);
});

Deno.test("replyLocally: 'anything else' goes on with the search", async () => {
  const replies = await chat(["any SUVs under 40k", "anything else"]);
  equal(replies[1]?.intents[0]?.name, "similar");
  notEqual(replies[1]?.vehicle_ids.length, 0);
});

Deno.test("replyLocally: the customer's later day wins over the one the store named before", async () => {
  const replies = await chat(["can I come in sunday", "wednesday", "5"]);
  match(replies[2]?.handover?.wants ?? "", /2025-11-26 17:00/);
});

const FAR_SATURDAY = ["14:00", "15:00", "16:30", "22:00"].map((utc) => `2025-11-29T${utc}:00.000Z`);

Deno.test("replyLocally: a bare time after offered times means the day of the offer", async () => {
  const desk = deskOf({ free: FAR_SATURDAY });
  const replies = await chat(
    ["can I test drive the camry se on nov 29", "5pm then"],
    SATURDAY_EVENING,
    desk,
  );
  match(replies[0]?.text ?? "", /Saturday, Nov 29 at/);
  deepEqual(desk.claims, ["2025-11-29T22:00:00.000Z"]);
  match(replies[1]?.text ?? "", /set for Saturday, Nov 29 at 5 PM/);
});

Deno.test("replyLocally: a bare time goes on about the wished day, however long it is refused", async () => {
  const replies = await chat(
    ["can I see the camry se on nov 29 at 9pm", "8pm?", "7pm", "8:30pm", "5pm then"],
    SATURDAY_EVENING,
  );
  match(replies[3]?.text ?? "", /Saturday, Nov 29.*outside|outside.*Saturday, Nov 29/);
  equal(replies[4]?.visit?.date, "2025-11-29");
  doesNotMatch(replies[4]?.text ?? "", /past|passed/);
});
