import { deepEqual, equal } from "node:assert/strict";
import { type NumberCriteria, numberCriteria, offeredCents } from "./number_entities.ts";
import { foldText } from "./text.ts";

const CASES: readonly (readonly [string, Partial<NumberCriteria>])[] = [
  ["SUVs under 30k with less than 40k miles", { price_max_cents: 3_000_000, mileage_max: 40_000 }],
  ["under 25", { price_max_cents: 2_500_000 }],
  ["30k", { bare_cents: 3_000_000 }],
  ["less than $25,000", { price_max_cents: 2_500_000 }],
  ["$25k or less", { price_max_cents: 2_500_000 }],
  ["between 20 and 30k", { price_min_cents: 2_000_000, price_max_cents: 3_000_000 }],
  ["20-25k", { price_min_cents: 2_000_000, price_max_cents: 2_500_000 }],
  ["around 25k", { price_min_cents: 2_125_000, price_max_cents: 2_750_000 }],
  ["my budget is 28", { price_max_cents: 2_800_000 }],
  ["over 20k", { price_min_cents: 2_000_000 }],
  ["menos de 30 mil", { price_max_cents: 3_000_000 }],
  ["con menos de 40 mil millas", { mileage_max: 40_000 }],
  ["under 40 miles", { mileage_max: 40_000 }],
  ["$450 a month", { payment_cents: 45_000 }],
  ["450/mo", { payment_cents: 45_000 }],
  ["payments around 400", { payment_cents: 40_000 }],
  ["400 al mes", { payment_cents: 40_000 }],
  ["with 3k down", { down_cents: 300_000 }],
  ["put down 2500", { down_cents: 250_000 }],
  ["2022 or newer", { year_min: 2022 }],
  ["2020+", { year_min: 2020 }],
  ["newer than 2019", { year_min: 2020 }],
  ["older than 2019", { year_max: 2018 }],
  ["2019-2022", { year_min: 2019, year_max: 2022 }],
  ["between 2019 and 2021", { year_min: 2019, year_max: 2021 }],
  ["'22 or newer", { year_min: 2022 }],
  ["2024", { year_min: 2024, year_max: 2024 }],
  ["2000 miles", { mileage_max: 2000 }],
  ["20 miles away", {}],
  ["tomorrow at 5", {}],
  ["up to 8 people", {}],
  ["under 5 minutes", {}],
  ["more than 25 mpg", {}],
  ["sell it for $1", {}],
  ["stock t4417", {}],
];

const EMPTY: NumberCriteria = {
  price_min_cents: null,
  price_max_cents: null,
  mileage_max: null,
  year_min: null,
  year_max: null,
  payment_cents: null,
  down_cents: null,
  bare_cents: null,
};

for (const [text, expected] of CASES) {
  Deno.test(`numberCriteria: ${text}`, () => {
    deepEqual(numberCriteria(foldText(text), 2025), { ...EMPTY, ...expected });
  });
}

const OFFERS: readonly (readonly [string, number | null])[] = [
  ["can you do 28 out the door", 2_800_000],
  ["would you take 25,500", 2_550_000],
  ["i'll give you $24k cash", 2_400_000],
  ["acepta 34 mil?", 3_400_000],
  ["sell it for $1", null],
  ["can you do 5 pm", null],
  ["is it still available", null],
];

for (const [text, expected] of OFFERS) {
  Deno.test(`offeredCents: ${text}`, () => equal(offeredCents(foldText(text)), expected));
}
