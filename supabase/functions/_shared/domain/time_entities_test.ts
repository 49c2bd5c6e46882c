import { deepEqual, equal } from "node:assert/strict";
import { foldText } from "./text.ts";
import { bareHour, statedTime } from "./time_entities.ts";
import { clockOf, localMoment } from "./zoned_time.ts";

/** Thursday 20 November 2025, 2:30 PM in New York. */
const NOW = localMoment("2025-11-20T19:30:00Z", "America/New_York");

const CASES: readonly (readonly [
  text: string,
  date: string | null,
  time: string | null,
  part: string | null,
])[] = [
  ["can I come in tomorrow at 5", "2025-11-21", "17:00", null],
  ["tomorrow at 5.", "2025-11-21", "17:00", null],
  ["tomorrow at 5:30pm", "2025-11-21", "17:30", null],
  ["day after tomorrow", "2025-11-22", null, null],
  ["saturday morning?", "2025-11-22", null, "morning"],
  ["sat at 10", "2025-11-22", "10:00", null],
  ["on sat", "2025-11-22", null, null],
  ["I sat in it", null, null, null],
  ["thursday", "2025-11-20", null, null],
  ["next friday", "2025-11-28", null, null],
  ["this friday", "2025-11-21", null, null],
  ["monday 10:30", "2025-11-24", "10:30", null],
  ["friday at noon", "2025-11-21", "12:00", null],
  ["between 2 and 4 tomorrow", "2025-11-21", "14:00", null],
  ["2-4pm on saturday", "2025-11-22", "14:00", null],
  ["tonight at 7", "2025-11-20", "19:00", "evening"],
  ["this afternoon", "2025-11-20", null, "afternoon"],
  ["in an hour", "2025-11-20", "15:30", null],
  ["in 45 minutes", "2025-11-20", "15:15", null],
  ["this weekend", "2025-11-22", null, null],
  ["dec 24 at 3pm", "2025-12-24", "15:00", null],
  ["saturday, nov 29 at 9 am", "2025-11-29", "09:00", null],
  ["el sabado 29 de noviembre a las 9 am", "2025-11-29", "09:00", null],
  ["thursday the 27th", "2025-11-27", null, null],
  ["saturday, nov 28", "2025-11-22", null, null],
  ["12/5", "2025-12-05", null, null],
  ["1/2 at 9am", "2026-01-02", "09:00", null],
  ["the 12th", "2025-12-12", null, null],
  ["the 31st", "2025-12-31", null, null],
  ["24/7", null, null, null],
  ["good morning", null, null, null],
  ["mañana a las 5", "2025-11-21", "17:00", null],
  ["el sábado por la mañana", "2025-11-22", null, "morning"],
  ["mañana por la mañana", "2025-11-21", null, "morning"],
  ["hoy a las 10 de la mañana", "2025-11-20", "10:00", "morning"],
  ["el 5 de diciembre", "2025-12-05", null, null],
  ["$450 a month", null, null, null],
  ["under 25k", null, null, null],
  ["at 25k", null, null, null],
  ["5 a month", null, null, null],
  ["tomorrow at 730", "2025-11-21", "19:30", null],
  ["can I come at 1015 on saturday", "2025-11-22", "10:15", null],
  ["tomorrow at 1900", "2025-11-21", "19:00", null],
  ["at 1900", null, "19:00", null],
  ["see you at 430", null, "16:30", null],
  ["eight pm", null, "20:00", null],
  ["tomorrow eight pm works", "2025-11-21", "20:00", null],
  ["around five tomorrow", "2025-11-21", "17:00", null],
  ["at five?", null, "17:00", null],
  ["half past five", null, "17:30", null],
  ["friday at quarter to six", "2025-11-21", "17:45", null],
  ["quarter past 4 on monday", "2025-11-24", "16:15", null],
  ["five thirty tomorrow", "2025-11-21", "17:30", null],
  ["ten o'clock saturday", "2025-11-22", "10:00", null],
  ["noonish tomorrow", "2025-11-21", "12:00", null],
  ["tomorrow 5ish", "2025-11-21", "17:00", null],
  ["a las siete y media", null, "19:30", null],
  ["mañana a las siete y media", "2025-11-21", "19:30", null],
  ["el sábado a las diez", "2025-11-22", "10:00", null],
  ["a la una mañana", "2025-11-21", "13:00", null],
  ["mañana a las 5 y cuarto", "2025-11-21", "17:15", null],
  ["el lunes a las seis menos cuarto", "2025-11-24", "17:45", null],
  ["mañana a las 1830", "2025-11-21", "18:30", null],
  // What only looks like a time.
  ["would you take it at 1500", null, null, null],
  ["is it still at 1900", null, null, null],
  ["it's listed at 2350 right", null, null, null],
  ["anything at 730 a month", null, null, null],
  ["tomorrow, the one at $730", "2025-11-21", null, null],
  ["is the price tomorrow still at 2150", "2025-11-21", null, null],
  ["after 2015 or newer", null, null, null],
  ["by 2019", null, null, null],
  ["around 1200 miles", null, null, null],
  ["stock 1730", null, null, null],
  ["do you have 730 stock at 1730", null, null, null],
  ["at one of your stores", null, null, null],
  ["by one owner", null, null, null],
  ["looking at two cars", null, null, null],
  ["seats eight", null, null, null],
  ["five thirty grand", null, null, null],
  ["at five thousand miles", null, null, null],
  ["tres filas de asientos", null, null, null],
  ["the 2024 at 30k miles", null, null, null],
];

for (const [text, date, time, part] of CASES) {
  Deno.test(`statedTime: ${text}`, () => {
    const found = statedTime(foldText(text), NOW);
    const clock = found.minutes === null ? null : clockOf(found.minutes);
    deepEqual([found.date, clock, found.part_of_day], [date, time, part]);
  });
}

Deno.test("bareHour: a number that answers 'what time?'", () => {
  equal(bareHour("5")?.minutes, 17 * 60);
  equal(bareHour("10:30")?.minutes, 630);
  equal(bareHour("730")?.minutes, 19 * 60 + 30);
  equal(bareHour("1900")?.minutes, 19 * 60);
  equal(bareHour("eight")?.minutes, 8 * 60);
  equal(bareHour("half past five")?.minutes, 17 * 60 + 30);
  equal(bareHour("a las siete y media")?.minutes, 19 * 60 + 30);
  equal(bareHour("blue"), null);
  equal(bareHour("i have 5 kids"), null);
});
