import { doesNotMatch, equal, match } from "node:assert/strict";
import { deskOf } from "../testing/booking_desk.ts";
import { lastReply } from "../testing/last_reply.ts";

/** It is Thursday 20 November 2025, a week before Thanksgiving. */
const HOURS: readonly (readonly [texts: readonly string[], says: RegExp])[] = [
  [["are you open black friday"], /9 AM to 8 PM/],
  [["are you open the day after thanksgiving"], /9 AM to 8 PM/],
  [["are you open the day before thanksgiving?"], /9 AM to 8 PM/],
  [["are you open on thanksgiving?", "and the day before"], /9 AM to 8 PM/],
  [["are you open on thanksgiving?", "what about black friday"], /9 AM to 8 PM/],
  [["are you open saturday", "what about service that day"], /8 AM to 1 PM/],
  [["are you open tomorrow?", "and service?"], /7:30 AM to 6 PM/],
  [["yall open xmas eve?"], /9 AM to 2 PM/],
  [["are you open on thanksgiving?", "n xmas eve?"], /9 AM to 2 PM/],
  [["is there anyone there right now"], /8 PM/],
];
for (const [texts, says] of HOURS) {
  Deno.test(`replyLocally: hours, ${texts.join(" / ")}`, async () => {
    const reply = await lastReply(texts);
    match(reply.text, says);
    equal(reply.handover, null);
  });
}

Deno.test("replyLocally: a holiday without hours says so to staff", async () => {
  const reply = await lastReply(["are you open on easter"]);
  match(reply.handover?.wants ?? "", /easter/);
  match(reply.handover?.blocked_by ?? "", /that holiday/);
});

Deno.test("replyLocally: 'next weekend' on a Thursday is the one after this, and asks for no budget", async () => {
  const desk = deskOf({ free: ["2025-11-29T15:00:00.000Z", "2025-11-22T15:00:00.000Z"] });
  const reply = await lastReply(["hi i want to come look at the tacoma next weekend"], desk);
  doesNotMatch(reply.text, /budget|price range/);
  match(reply.text, /10 AM/);
  doesNotMatch(reply.text, /tomorrow|Saturday, November 22/);
});

Deno.test("replyLocally: 'sunday' after 'next weekend' is the Sunday of that weekend", async () => {
  const desk = deskOf({ free: ["2025-11-29T15:00:00.000Z", "2025-11-30T17:00:00.000Z"] });
  const reply = await lastReply(["can i see the tacoma next weekend", "sunday around lunch"], desk);
  equal(reply.visit?.date, "2025-11-30");
});

Deno.test("replyLocally: 'cant make it' without its apostrophe books nothing", async () => {
  const desk = deskOf({ free: ["2025-11-21T20:00:00.000Z"] });
  await lastReply(["i have an appointment tomorrow at 3 but cant make it"], desk);
  equal(desk.claims.length, 0);
});

for (const text of ["sorry can we move it to 4", "can you push it back to 4pm"]) {
  Deno.test(`replyLocally: '${text}' moves the visit`, async () => {
    const desk = deskOf({ free: ["2025-11-21T15:00:00.000Z", "2025-11-21T21:00:00.000Z"] });
    const reply = await lastReply(["can i see the camry se tomorrow at 10", text], desk);
    match(reply.text, /tomorrow at 4 PM/);
  });
}

Deno.test("replyLocally: 'actually cancel it' cancels the visit", async () => {
  const desk = deskOf({ free: ["2025-11-21T15:00:00.000Z"] });
  const reply = await lastReply(
    ["can i see the camry se tomorrow at 10", "actually cancel it"],
    desk,
  );
  match(reply.text, /cancel/i);
  equal(desk.booked.every((one) => one.status === "cancelled"), true);
});

Deno.test("replyLocally: a day and a part of it beside a colour is a wish to come", async () => {
  const desk = deskOf({ free: ["2025-11-21T19:00:00.000Z"] });
  const reply = await lastReply(["do you have tacomas", "ok the blue one. tmrw afternoon"], desk);
  match(reply.text, /2 PM/);
});

Deno.test("replyLocally: 'weds after 5' is Wednesday", async () => {
  equal(
    (await lastReply(["can my dad come see the camry se weds after 5"])).visit?.date,
    "2025-11-26",
  );
});
