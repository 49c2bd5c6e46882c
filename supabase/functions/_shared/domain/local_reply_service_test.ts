import { doesNotMatch, equal, match } from "node:assert/strict";
import { deskOf } from "../testing/booking_desk.ts";
import { lastReply } from "../testing/last_reply.ts";

Deno.test("replyLocally: parts for a car are a matter of service, not a search for that car", async () => {
  const reply = await lastReply(["do you have brake pads for a 2015 camry"]);
  equal(reply.handover?.reason, "service");
  match(reply.handover?.brings ?? "", /2015 Toyota Camry/);
  doesNotMatch(reply.text, /\$|in stock/);
});

Deno.test("replyLocally: 'how much is it' after the work was named goes to the service desk", async () => {
  const reply = await lastReply(["need an oil change", "its a 2019 rav4", "how much is it"]);
  equal(reply.handover?.reason, "service");
  match(reply.handover?.wants ?? "", /oil change.*how much/);
  doesNotMatch(reply.text, /Which/);
});

Deno.test("replyLocally: 'can I bring it in Tuesday' after a check engine light books no test drive", async () => {
  const desk = deskOf({ free: ["2025-11-25T15:00:00.000Z"] });
  const reply = await lastReply([
    "my check engine light is on",
    "is it under warranty?",
    "can i bring it in tuesday",
  ], desk);
  doesNotMatch(reply.text, /10 AM/);
  equal(reply.handover?.reason, "service");
});

Deno.test("replyLocally: what covers cars on the lot is not said of the customer's own", async () => {
  const reply = await lastReply(["my check engine light is on", "it's under warranty right?"]);
  equal(reply.handover?.reason, "service");
  doesNotMatch(reply.text, /Certified/);
});

Deno.test("replyLocally: a car bought here is the customer's own", async () => {
  const reply = await lastReply([
    "i bought a camry from you last month, the check engine light is on",
  ]);
  equal(reply.handover?.reason, "service");
  doesNotMatch(reply.text, /\$/);
});

Deno.test("replyLocally: when the parts department is open is a question of hours", async () => {
  const reply = await lastReply(["are the parts dept open saturday"]);
  match(reply.text, /8 AM to 1 PM/);
  doesNotMatch(reply.text, /free/);
});

const WARRANTY: readonly (readonly [texts: readonly string[], says: RegExp])[] = [
  [["is the rav4 xle available", "what is the warranty on it"], /(?:is|'s) certified.*12-month/],
  [["is there a warranty"], /12-month/],
];
for (const [texts, says] of WARRANTY) {
  Deno.test(`replyLocally: warranty, ${texts.join(" / ")}`, async () => {
    match((await lastReply(texts)).text, says);
  });
}

Deno.test("replyLocally: 'how much for mine' asks for the value of the trade-in", async () => {
  const texts = ["want to trade my 2017 civic with 92k miles for a camry", "how much for mine?"];
  const reply = await lastReply(texts);
  equal(reply.handover?.reason, "trade_in");
  doesNotMatch(reply.text, /\$/);
});

Deno.test("replyLocally: the state of a trade-in reaches staff in the shopper's words", async () => {
  const reply = await lastReply(["trade my 2017 civic, 92k miles, small dent on the door"]);
  match(reply.handover?.brings ?? "", /2017 Honda Civic, 92,000 miles.*small dent/);
});

Deno.test("replyLocally: what a car for sale has is no wish for cars that have it", async () => {
  const reply = await lastReply([
    "I want to sell my 2014 honda pilot, 140k miles, leather, one owner",
  ]);
  equal(reply.handover?.reason, "trade_in");
  doesNotMatch(reply.text, /\$/);
});

Deno.test("replyLocally: 'I have a trade, 2016 Cherokee' names a trade-in beside the question", async () => {
  const text =
    "best out the door price on the camry se? I have a trade, 2016 Jeep Cherokee 88k miles.";
  const reply = await lastReply([text]);
  match(reply.handover?.wants ?? "", /out-the-door total on the 2023 Camry SE/);
  match(reply.handover?.brings ?? "", /2016 Jeep Cherokee, 88,000 miles/);
});

Deno.test("replyLocally: 'do you need the title' is no question about a listing", async () => {
  const reply = await lastReply(["is the camry se available", "do you need the title"]);
  equal(reply.handover?.reason, "fact_missing");
  doesNotMatch(reply.text, /history|listing/);
});
