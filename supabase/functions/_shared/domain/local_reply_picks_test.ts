import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { lastReply } from "../testing/last_reply.ts";

Deno.test("replyLocally: 'the older one' is the older of those just listed", async () => {
  const reply = await lastReply(["do you have tacomas", "what about the older one"]);
  match(reply.text, /2019 Tacoma SR5/);
  doesNotMatch(reply.text, /2021/);
});

Deno.test("replyLocally: 'the cheaper of those' picks from the list and searches no further", async () => {
  const reply = await lastReply(["do you have a rav4 or cr-v", "the cheaper of those"]);
  deepEqual(reply.vehicle_ids, ["vehicle-u1201"]);
});

Deno.test("replyLocally: 'the other one' is the one not spoken of last", async () => {
  const reply = await lastReply([
    "do you have tacomas",
    "how many miles on the 2019",
    "and the other one?",
  ]);
  match(reply.text, /2021 Tacoma/);
});

Deno.test("replyLocally: a pick answers what was asked of several", async () => {
  const reply = await lastReply(["do you have tacomas", "any accidents on it?", "the newer one"]);
  match(reply.text, /history|accident/i);
  deepEqual(reply.vehicle_ids, ["vehicle-t4470"]);
});

Deno.test("replyLocally: 'the honda then' is the Honda of an earlier list", async () => {
  const texts = ["compare the rav4 xle and the cr-v", "how many miles on the rav4 xle"];
  const reply = await lastReply([...texts, "ok the honda then, when can i see it"]);
  deepEqual(reply.vehicle_ids, ["vehicle-u1201"]);
});

Deno.test("replyLocally: which is cheaper is asked of the last pair, also after a word on one", async () => {
  const texts = ["compare the rav4 xle and the cr-v", "how many miles on the rav4 xle"];
  match((await lastReply([...texts, "which one is cheaper"])).text, /CR-V EX costs less/);
});

Deno.test("replyLocally: a year alone picks all of that year", async () => {
  const reply = await lastReply(["compare the rav4 limited and the cr-v", "the 2021s"]);
  match(reply.text, /CR-V/);
});

for (const text of ["not the red one", "anything but red", "not red", "no el rojo"]) {
  Deno.test(`replyLocally: '${text}' leaves red ones out`, async () => {
    const reply = await lastReply(["got any cars between 29k and 30k", text]);
    deepEqual(reply.vehicle_ids, ["vehicle-t4452"]);
  });
}

for (const text of ["not honda", "no hondas", "not a civic please"]) {
  Deno.test(`replyLocally: '${text}' shows none`, async () => {
    const reply = await lastReply(["any sedans under 20k", text]);
    doesNotMatch(reply.text, /Honda|Civic/);
    match(reply.text, /Corolla/);
  });
}

Deno.test("replyLocally: what is not wanted stays away until it is asked for", async () => {
  const texts = ["any sedans under 20k", "not honda"];
  deepEqual((await lastReply([...texts, "what about under 19k"])).vehicle_ids, ["vehicle-t4460"]);
  match((await lastReply([...texts, "ok show me the honda civic"])).text, /Civic/);
});

Deno.test("replyLocally: 'anything newer' is newer than what was shown, or says there is none", async () => {
  match((await lastReply(["is the 2022 rav4 available", "anything newer"])).text, /202[3-6]/);
  const none = await lastReply(["do you have the 2024 rav4", "anything newer?"]);
  deepEqual(none.vehicle_ids, []);
  match(none.text, /different year/);
});

Deno.test("replyLocally: criteria given one by one add up", async () => {
  const reply = await lastReply(["looking for an suv", "toyota", "used", "28k", "under 20k miles"]);
  deepEqual(reply.vehicle_ids, ["vehicle-t4461"]);
});

Deno.test("replyLocally: 'whats the cheapest then' goes beyond the limit that left nothing", async () => {
  match(
    (await lastReply(["any cars", "like under 8k", "damn. whats the cheapest then"])).text,
    /\$17,400/,
  );
});

Deno.test("replyLocally: 'the 22 camry' names the year", async () => {
  deepEqual((await lastReply(["how much is the 22 camry"])).vehicle_ids, ["vehicle-t4451"]);
});

Deno.test("replyLocally: how long a car has stood on the lot is no question whether it is there", async () => {
  const reply = await lastReply(["is the camry se available", "how long has it been on the lot"]);
  equal(reply.handover?.reason, "fact_missing");
  doesNotMatch(reply.text, /still|available/);
});

Deno.test("replyLocally: the car of a lease that ends is the customer's own", async () => {
  const texts = ["my lease is up in march what can you do", "its a 2023 rav4 xle 31k miles"];
  const reply = await lastReply(texts);
  match(reply.handover?.brings ?? "", /2023 Toyota RAV4, 31,000 miles/);
});

Deno.test("replyLocally: 'too many miles' looks for fewer", async () => {
  const reply = await lastReply(["is the 2019 tacoma available", "that's too many miles"]);
  match(reply.text, /F-150|2021 Tacoma|Tundra/);
  doesNotMatch(reply.text, /2019 Tacoma/);
});

Deno.test("replyLocally: 'the cheapest rav4' of a list is one", async () => {
  deepEqual(
    (await lastReply(["do you have a rav4", "whats the cheapest awd one"])).vehicle_ids.length,
    1,
  );
});

Deno.test("replyLocally: what tows a camper of a stated weight is never guessed from equipment", async () => {
  const reply = await lastReply(["need a truck to tow a 9000lb camper"]);
  equal(reply.handover?.reason, "fact_missing");
  doesNotMatch(reply.text, /\$/);
});

Deno.test("replyLocally: a colour, a kind and a price given one by one hold together", async () => {
  deepEqual(
    (await lastReply(["red", "suv", "under 40"])).vehicle_ids.includes("vehicle-t4402"),
    false,
  );
  const toyota = await lastReply(["toyota", "suv", "under 25k"]);
  deepEqual(toyota.vehicle_ids, ["vehicle-t4461"]);
});
