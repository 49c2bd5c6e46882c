import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { deskOf, type DeskOfTests, type DeskStart } from "../testing/booking_desk.ts";
import { chat } from "./intelligence_fixtures.ts";

/** Friday 21 November 2025 in New York, on the hour and the half; the test's now is Thursday. */
const FRIDAY = ["10:00", "10:30", "12:00", "15:00", "17:00"].map((clock) => {
  const [hour = "0", minute = "0"] = clock.split(":");
  return `2025-11-21T${String(Number(hour) + 5).padStart(2, "0")}:${minute}:00.000Z`;
});
const UNKNOWN = { customer: { first_name: null, preferred_language: null } };

function friday(changes: Partial<DeskStart> = {}): DeskOfTests {
  return deskOf({ free: FRIDAY, ...changes });
}

function starts(desk: DeskOfTests): string[] {
  return desk.booked.map((one) => one.starts_at);
}

Deno.test("booking: a free time that is named is claimed, then said", async () => {
  const desk = friday();
  const replies = await chat(
    ["is the camry se available", "can I come in tomorrow at 5"],
    {},
    desk,
  );
  match(replies[1]?.text ?? "", /set for tomorrow at 5 PM.*Camry SE/);
  equal(replies[1]?.handover, null);
  deepEqual(starts(desk), ["2025-11-21T22:00:00.000Z"]);
  deepEqual(replies[1]?.evidence.map((one) => one.kind), ["booking"]);
});

Deno.test("booking: asks day, offers real times, books the one picked, then asks the name", async () => {
  const desk = friday();
  const replies = await chat(
    ["I'd like to test drive the camry se", "tomorrow", "10:30 works", "John"],
    UNKNOWN,
    desk,
  );
  match(replies[0]?.text ?? "", /\?$/);
  match(replies[1]?.text ?? "", /tomorrow at 10 AM, 12 PM and 5 PM.*\?$/);
  match(replies[2]?.text ?? "", /set for tomorrow at 10:30 AM/);
  match(replies[2]?.text ?? "", /name/);
  match(replies[3]?.text ?? "", /John/);
  equal(replies[3]?.customer_name, "John");
  deepEqual(starts(desk), ["2025-11-21T15:30:00.000Z"]);
  for (const reply of replies) equal((reply.text.match(/\?/g) ?? []).length <= 1, true, reply.text);
});

Deno.test("booking: 'the second one' is the second time offered", async () => {
  const desk = friday();
  await chat(["can I test drive the camry se tomorrow", "the second one"], {}, desk);
  deepEqual(starts(desk), ["2025-11-21T17:00:00.000Z"]);
});

Deno.test("booking: a part of the day is offered from that part", async () => {
  const replies = await chat(["can I come tomorrow afternoon"], {}, friday());
  match(replies[0]?.text ?? "", /12 PM and 3 PM/);
  doesNotMatch(replies[0]?.text ?? "", /10 AM/);
});

for (
  const text of [
    "No, a different time please",
    "not sure",
    "ok wait no",
    "no",
    "maybe",
    "sure, let me check with my wife",
    "hmm idk",
    "I'm at 10 Oak Street",
    "no me sirve",
    "ok but none of those",
  ]
) {
  Deno.test(`booking: ${JSON.stringify(text)} claims nothing`, async () => {
    const desk = friday();
    const replies = await chat(["can I test drive the camry se tomorrow", text], {}, desk);
    deepEqual(desk.claims, []);
    doesNotMatch(replies[1]?.text ?? "", /set for/);
  });
}

Deno.test("booking: 'maybe 3?' is asked back and claimed only on a yes", async () => {
  const desk = friday();
  const replies = await chat(
    ["can I test drive the camry se tomorrow", "not sure, maybe 3", "yes"],
    {},
    desk,
  );
  match(replies[1]?.text ?? "", /3 PM is free.*\?$/);
  match(replies[2]?.text ?? "", /set for tomorrow at 3 PM/);
  deepEqual(desk.claims, ["2025-11-21T20:00:00.000Z"]);
});

Deno.test("booking: 'maybe 3' and then 'no' claims nothing", async () => {
  const desk = friday();
  await chat(["can I come tomorrow", "maybe 3", "no"], {}, desk);
  deepEqual(desk.claims, []);
});

Deno.test("booking: a bare yes to several times asks which", async () => {
  const desk = friday();
  const replies = await chat(["can I come tomorrow", "yes"], {}, desk);
  deepEqual(desk.claims, []);
  match(replies[1]?.text ?? "", /\?$/);
});

Deno.test("booking: a time somebody else took is said to be taken, with others", async () => {
  const desk = friday({ snatched: ["2025-11-21T22:00:00.000Z"] });
  const replies = await chat(["can I come in tomorrow", "5pm"], {}, desk);
  match(replies[1]?.text ?? "", /taken|took/);
  match(replies[1]?.text ?? "", /3 PM.*\?$/);
  deepEqual(starts(desk), []);
});

Deno.test("booking: a time that is not free brings the nearest ones", async () => {
  const desk = friday();
  const replies = await chat(["can I come in tomorrow at 4pm"], {}, desk);
  match(replies[0]?.text ?? "", /3 PM.*5 PM/);
  deepEqual(starts(desk), []);
});

Deno.test("booking: a full day brings the next day with room", async () => {
  const desk = deskOf({ free: ["2025-11-24T15:00:00.000Z"] });
  const replies = await chat(["can I test drive the camry se tomorrow", "10 works"], {}, desk);
  match(replies[0]?.text ?? "", /: Monday at 10 AM/);
  deepEqual(starts(desk), ["2025-11-24T15:00:00.000Z"]);
});

Deno.test("booking: another time after the booking moves it", async () => {
  const desk = friday();
  const replies = await chat(
    ["can I test drive the camry se tomorrow at 5", "actually make it 3"],
    {},
    desk,
  );
  match(replies[1]?.text ?? "", /set for tomorrow at 3 PM/);
  deepEqual(starts(desk), ["2025-11-21T20:00:00.000Z"]);
});

Deno.test("booking: moves a coming time over two turns", async () => {
  const desk = friday();
  await desk.bookSlot("test_drive", FRIDAY[0] ?? "", "k");
  const replies = await chat(["I need to reschedule my appointment", "tomorrow at noon"], {}, desk);
  match(replies[0]?.text ?? "", /\?$/);
  match(replies[1]?.text ?? "", /12 PM/);
  deepEqual(starts(desk), ["2025-11-21T17:00:00.000Z"]);
});

Deno.test("booking: cancels a coming time and says which", async () => {
  const desk = friday();
  await desk.bookSlot("test_drive", FRIDAY[0] ?? "", "k");
  const replies = await chat(["can I cancel my appointment"], {}, desk);
  match(replies[0]?.text ?? "", /tomorrow at 10 AM/);
  equal(replies[0]?.handover, null);
  deepEqual(starts(desk), []);
});

Deno.test("booking: without a coming time a change goes to a person", async () => {
  const replies = await chat(["can I cancel my appointment"], {}, friday());
  equal(replies[0]?.handover?.reason, "visit_change");
});

Deno.test("booking: a store without a calendar for it passes the wish on", async () => {
  const desk = friday({ kinds: ["service"] });
  const replies = await chat(["can I come in tomorrow at 5"], {}, desk);
  equal(replies[0]?.handover?.reason, "visit_request");
  doesNotMatch(replies[0]?.text ?? "", /set for/);
});

Deno.test("booking: service has a calendar of its own", async () => {
  const desk = friday({ kinds: ["service"] });
  const replies = await chat(["need an oil change", "tomorrow at 10"], {}, desk);
  match(replies[1]?.text ?? "", /set for tomorrow at 10 AM/);
  equal(desk.booked[0]?.kind, "service");
});

Deno.test("booking: in Spanish too", async () => {
  const desk = friday();
  const replies = await chat(["hola, puedo manejar el camry se mañana?", "a las 3"], {}, desk);
  match(replies[0]?.text ?? "", /libres/);
  match(replies[1]?.text ?? "", /mañana a las 3 p\.m\./);
  deepEqual(starts(desk), ["2025-11-21T20:00:00.000Z"]);
});

Deno.test("booking: a sold unit is told before any time is claimed", async () => {
  const desk = friday();
  const replies = await chat(["can I test drive T4388 tomorrow at 5"], {}, desk);
  match(replies[0]?.text ?? "", /sold/);
  deepEqual(desk.claims, []);
});

Deno.test("booking: another time after the name still moves it", async () => {
  const desk = friday();
  await chat(
    ["can I come in tomorrow", "the last one", "Ana Lopez", "actually make it 3"],
    UNKNOWN,
    desk,
  );
  deepEqual(starts(desk), ["2025-11-21T20:00:00.000Z"]);
});

Deno.test("booking: 'can we do 5 instead' moves it and is no offer of a price", async () => {
  const desk = friday();
  const texts = ["tomorrow at 3pm to drive the camry se", "can we do 5 instead"];
  const replies = await chat(texts, UNKNOWN, desk);
  match(replies[0]?.text ?? "", /3 PM.*name/i);
  doesNotMatch(replies[0]?.text ?? "", /What day/);
  match(replies[1]?.text ?? "", /5 PM/);
  equal(replies[1]?.handover, null);
});

Deno.test("booking: words about who comes leave the name to be asked for", async () => {
  const desk = friday();
  const texts = ["tomorrow at 3pm to drive the camry se", "its for me and my dad"];
  const replies = await chat(texts, UNKNOWN, desk);
  match(replies[1]?.text ?? "", /name/i);
  equal(replies[1]?.handover, null);
});
