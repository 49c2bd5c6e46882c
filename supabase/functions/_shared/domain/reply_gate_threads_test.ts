import assert from "node:assert/strict";
import { deskOf } from "../testing/booking_desk.ts";
import { gateVerdicts } from "../testing/gate_thread.ts";
import { factFinder } from "./intelligence_fixtures.ts";

/** Long threads as shoppers write them; each answer has to pass the gate. */
const THREADS: readonly (readonly string[])[] = [
  ["do you have tacomas", "what about the older one", "and the other one?", "the cheaper of those"],
  ["got any cars between 29k and 30k", "not the red one", "anything newer", "under 28k then"],
  ["any sedans under 20k", "not honda", "whats the mpg", "ok i'll take it", "tomorrow at 10"],
  ["compare the rav4 xle and the cr-v", "which has more cargo space", "which one is cheaper"],
  [
    "looking for an suv",
    "toyota",
    "used",
    "28k",
    "under 20k miles",
    "the first one",
    "ok when can i come",
  ],
  ["any cars", "like under 8k", "damn. whats the cheapest then", "any under 100k miles"],
  [
    "is the rav4 xle available",
    "what is the warranty on it",
    "is it certified",
  ],
  ["is the camry se available", "what is the warranty on it", "do you need the title"],
  ["do you have brake pads for a 2015 camry", "how much", "are the parts dept open saturday"],
  [
    "my check engine light is on",
    "it's under warranty right?",
    "can i bring it in tuesday",
    "morning",
  ],
  ["need an oil change", "its a 2019 rav4", "how much is it", "how much", "what does it cost"],
  [
    "trade my 2017 civic, 92k miles, small dent",
    "how much for mine?",
    "how much for mine",
    "whats mine worth",
  ],
  [
    "my lease is up in march",
    "its a 2023 rav4 xle 31k miles",
    "i want another hybrid",
    "400 a month",
  ],
  ["can you do 23k on the camry se", "what about 24", "no? ok 24500 final", "25k", "deal"],
  ["wtf you guys sold the camry i was coming to see"],
  ["im 15 can i test drive the camry se", "saturday at 11?"],
  ["i have an appointment tomorrow at 3 but cant make it", "can we do tuesday", "any time after 4"],
  [
    "can I see the camry se tomorrow at 10",
    "Sue",
    "sorry can we move it to 3",
    "actually cancel it",
  ],
  ["can i see the tacoma next weekend", "sunday around lunch", "saturday then"],
  ["are you open on thanksgiving?", "what about black friday", "and the day before", "n xmas eve?"],
  ["are you open christmas eve", "and the day after", "what about service that day"],
  ["tienen tacomas", "la mas barata", "tiene muchas millas?", "no la azul", "algo mas nuevo?"],
  [
    "aceptan carro a cuenta? tengo un corolla 2014 con 130 mil millas",
    "cuanto me dan",
    "cuanto me dan",
  ],
  ["whats the apr", "and with 5k down?", "do you do leases", "whats the rate", "so no rate?"],
];
const FREE = ["15:00", "15:30", "17:00", "20:00", "22:00"].flatMap((utc) =>
  ["2025-11-21", "2025-11-25", "2025-11-29"].map((date) => `${date}T${utc}:00.000Z`)
);

for (const texts of THREADS) {
  Deno.test(`gate: passes each answer of ${JSON.stringify(texts)}`, async () => {
    assert.deepEqual(await gateVerdicts(texts, factFinder(), deskOf({ free: FREE })), []);
  });
}

/** Six weeks before the holidays, when their dates are far. */
for (const text of ["are you open christmas eve", "are you open the day after christmas eve"]) {
  Deno.test(`gate: passes the next opening after a far holiday, ${JSON.stringify(text)}`, async () => {
    assert.deepEqual(await gateVerdicts([text]), []);
  });
}
