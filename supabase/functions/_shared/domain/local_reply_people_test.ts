import { doesNotMatch, equal, match } from "node:assert/strict";
import { deskOf } from "../testing/booking_desk.ts";
import { chat, replyTo } from "./intelligence_fixtures.ts";
import { statedName } from "./stated_name.ts";

/** People: who they are, how they feel, and when they have made up their mind. */
const NAMES: readonly (readonly [text: string, awaited: boolean, name: string | null])[] = [
  ["my name is Dave and I bought a camry from you last month", false, "Dave"],
  ["This is Bob and Linda Harris", true, "Bob and Linda Harris"],
  ["Bob & Linda", true, "Bob & Linda"],
  ["Yes. Ellen Fisk", true, "Ellen Fisk"],
  ["sure, it's under Kim", true, "Kim"],
  ["me llamo carlos mendez", false, "Carlos Mendez"],
  ["Maria de la Cruz", true, "Maria de la Cruz"],
  ["hi this is Mike from Albany", false, "Mike"],
  ["this is Ana, is the rav4 there", false, "Ana"],
  ["Rob, Summit Plumbing", true, "Rob"],
  ["can we do wednesday", true, null],
  ["what about friday then", true, null],
  ["yes please", true, null],
  ["ok great", true, null],
  ["sounds good, thanks", true, null],
  ["yes and i want pics", true, null],
];
for (const [text, awaited, name] of NAMES) {
  Deno.test(`statedName: ${JSON.stringify(text)} names ${name ?? "nobody"}`, () => {
    equal(statedName(text, awaited), name);
  });
}

for (
  const text of [
    "wtf you guys sold the camry i was coming to see",
    "this is bs",
    "i drove 2 hrs for this",
  ]
) {
  Deno.test(`replyLocally: '${text}' is met with an apology and a person, not with cars`, async () => {
    const reply = await replyTo(text);
    equal(reply.handover?.reason, "complaint");
    doesNotMatch(reply.text, /\$/);
  });
}

Deno.test("replyLocally: 'another robot' is answered honestly", async () => {
  const reply = await replyTo("oh great another robot. just what i needed");
  match(reply.text, /AI/);
  equal(reply.handover, null);
});

for (const text of ["ok i'll take it", "deal", "we want to buy it"]) {
  Deno.test(`replyLocally: '${text}' tells the team of a buyer and asks for a day`, async () => {
    const reply = (await chat(["how much is the camry se", text]))[1];
    match(reply?.handover?.wants ?? "", /^Ready to buy the 2023 Camry SE \(stock T4450\)/);
    match(reply?.text ?? "", /\?$/);
  });
}

Deno.test("replyLocally: 'I'll take it' with a condition or a price is no purchase", async () => {
  const texts = [
    ["i'll take it for 22k", "negotiation"],
    ["i'll take it if you fix the bumper", "fact_missing"],
  ] as const;
  for (const [text, reason] of texts) {
    // Two threads, one after the other.
    // deno-lint-ignore no-await-in-loop
    const reply = (await chat(["how much is the camry se", text]))[1];
    equal(reply?.handover?.reason, reason);
    doesNotMatch(reply?.handover?.wants ?? "", /Ready to buy/);
  }
});

Deno.test("replyLocally: 'I'll take it' takes the time that was offered", async () => {
  const desk = deskOf({ free: ["2025-11-21T15:00:00.000Z"] });
  const texts = ["can I see the camry se tomorrow afternoon", "i'll take it"];
  const reply = (await chat(texts, {}, desk))[1];
  match(reply?.text ?? "", /set for tomorrow at 10 AM/);
});

Deno.test("replyLocally: another dealer's price and cash are the team's, beside the listed price", async () => {
  for (const text of ["another dealer has one for 24k", "what if i pay cash"]) {
    // Two threads, one after the other.
    // deno-lint-ignore no-await-in-loop
    const reply = (await chat(["how much is the camry se", text]))[1];
    equal(reply?.handover?.reason, "negotiation");
    match(reply?.text ?? "", /\$25,990/);
  }
});

Deno.test("replyLocally: who comes back with START is answered again", async () => {
  const gone = ["STOP", "wait, is it still there", "START"];
  const replies = await chat(["how much is the camry se", gone, [...gone, "do you still have it"]]);
  equal(replies[1]?.silent, true);
  match(replies[2]?.text ?? "", /Camry SE/);
});

Deno.test("replyLocally: 'do you have anything?' beside a search is that search", async () => {
  const reply = await replyTo("We need a minivan under 40k. Do you have anything?");
  equal(reply.handover, null);
});

Deno.test("replyLocally: somebody too young to drive alone is booked by nobody but a person", async () => {
  const desk = deskOf({ free: ["2025-11-22T16:00:00.000Z"] });
  const texts = ["im 15 can i test drive the camry se", "saturday at 11?"];
  const replies = await chat(texts, {}, desk);
  equal(desk.claims.length, 0);
  for (const reply of replies) {
    equal(reply.handover?.reason, "visit_request");
    match(reply.handover?.brings ?? "", /under 18/);
  }
});

Deno.test("replyLocally: 'can we do wednesday' after 'whose name?' is no name", async () => {
  const desk = deskOf({ free: ["2025-11-21T15:00:00.000Z", "2025-11-26T15:00:00.000Z"] });
  const unnamed = { customer: { first_name: null, preferred_language: null } };
  const texts = ["can I see the camry se tomorrow at 10", "can we do wednesday"];
  const replies = await chat(texts, unnamed, desk);
  equal(replies[1]?.customer_name, null);
  match(replies[1]?.text ?? "", /Wednesday/);
});

Deno.test("replyLocally: a name is taken also when times were offered in between", async () => {
  const desk = deskOf({ free: ["2025-11-21T15:00:00.000Z", "2025-11-21T18:00:00.000Z"] });
  const unnamed = { customer: { first_name: null, preferred_language: null } };
  const texts = ["can I see the camry se tomorrow at 10", "actually 11:30", "Priya"];
  const replies = await chat(texts, unnamed, desk);
  equal(replies[2]?.customer_name, "Priya");
  match(replies[2]?.text ?? "", /Priya\. .*\?$/);
});

Deno.test("replyLocally: a number after a word on the price is an offer", async () => {
  for (const text of ["what about 24", "ok 24500 final"]) {
    // Two threads, one after the other.
    // deno-lint-ignore no-await-in-loop
    const reply = (await chat(["can you do 23k on the camry se", text]))[1];
    equal(reply?.handover?.reason, "negotiation");
  }
});

Deno.test("replyLocally: 'can i come at 2 today' is a visit and no offer", async () => {
  const reply = await replyTo("can i come at 2 tomorrow to see the camry se");
  equal(reply.intents.some((one) => one.name === "negotiation"), false);
  equal(reply.visit?.time, "14:00");
});

Deno.test("replyLocally: 'knock off 2k' asks staff for a discount, not for a car at $2,000", async () => {
  const reply = (await chat(["how much is the camry se", "can you knock off 2k"]))[1];
  match(reply?.handover?.wants ?? "", /discount of \$2,000/);
});

Deno.test("replyLocally: a question behind a thank-you is heard", async () => {
  const reply =
    (await chat(["is the camry se available", "thanks! do i need to bring anything"]))[1];
  equal(reply?.handover?.reason, "fact_missing");
});

Deno.test("replyLocally: 'take my wrx as a trade' is a trade-in", async () => {
  const texts = ["how much is the camry se", "will you take my 2015 wrx as a trade, 80k miles"];
  equal((await chat(texts))[1]?.handover?.reason, "trade_in");
});

Deno.test("replyLocally: a question behind a greeting is heard", async () => {
  match((await replyTo("hi do u deliver?")).text, /60 miles/);
  match((await replyTo("hey good morning, do you deliver")).text, /60 miles/);
});
