import { doesNotMatch, equal, match } from "node:assert/strict";
import { deskOf } from "../testing/booking_desk.ts";
import { chat, replyTo } from "./intelligence_fixtures.ts";

/** Short texts as people type them: what stands there before them says what they mean. */
Deno.test("replyLocally: 'can i get it for 40' is an offer", async () => {
  const replies = await chat(["how much is the camry se", "can i get it for 22k flat"]);
  equal(replies[1]?.handover?.reason, "negotiation");
});

Deno.test("replyLocally: a weekday and a bare number are a day and an hour", async () => {
  const desk = deskOf({ free: ["2025-11-21T15:00:00.000Z", "2025-11-21T20:00:00.000Z"] });
  const replies = await chat(["can I see the camry se", "friday 10"], {}, desk);
  match(replies[1]?.text ?? "", /set for tomorrow at 10 AM/);
});

Deno.test("replyLocally: 'manual?' asks for the transmission", async () => {
  const replies = await chat(["is the camry se available", "manual?"]);
  match(replies[1]?.text ?? "", /automatic|transmission/i);
});

Deno.test("replyLocally: 'pics pls' asks for pictures", async () => {
  const replies = await chat(["is the camry se available", "pics pls"]);
  equal(replies[1]?.handover?.reason, "photos");
});

Deno.test("replyLocally: the price of brakes is a matter of service, whatever the car", async () => {
  const reply = await replyTo("how much for brakes on a 2018 explorer");
  doesNotMatch(reply.text, /Which vehicle/);
  equal(reply.intents.some((one) => one.name === "service"), true);
});

Deno.test("replyLocally: 'no social security' declines nothing when nothing was asked", async () => {
  const replies = await chat(["do you finance with itin", "no social security"]);
  doesNotMatch(replies[1]?.text ?? "", /if that changes/);
});

Deno.test("replyLocally: 'tks' thanks, also where a name was asked for", async () => {
  const desk = deskOf({ free: ["2025-11-21T15:00:00.000Z"] });
  const unnamed = { customer: { first_name: null, preferred_language: null } };
  const texts = ["can I see the camry se tomorrow at 10", "tks"];
  const replies = await chat(texts, unnamed, desk);
  doesNotMatch(replies[1]?.text ?? "", /Tks/);
});

Deno.test("replyLocally: '110k' behind the own car are its miles", async () => {
  const reply = await replyTo("trade in 2015 honda pilot 110k for the rav4 xle");
  match(JSON.stringify(reply.handover), /110,000/);
});

Deno.test("replyLocally: another question beside an open trade-in is answered", async () => {
  const replies = await chat(["want to trade my 2015 honda pilot", "which camry is cheapest"]);
  match(replies[1]?.text ?? "", /Camry/);
});

Deno.test("replyLocally: what somebody left at the store is a person's matter", async () => {
  const reply = await replyTo("hi this is Mike, I was just there and I left my phone");
  equal(reply.handover !== null, true);
});

Deno.test("replyLocally: 'color choices' asks for the colour", async () => {
  const replies = await chat(["is the camry se available", "color choices"]);
  match(replies[1]?.text ?? "", /black/i);
});
