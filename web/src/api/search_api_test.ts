import { equal } from "node:assert/strict";
import { vehicleFilter } from "./search_api.ts";

Deno.test("vehicleFilter() wants each word in any text of the unit, and a year as a number", () => {
  const filter = vehicleFilter("2024 blue rav4");
  equal(filter.startsWith("and(or(stock_number.ilike."), true);
  equal(filter.includes('ext_color.ilike."%2024%",year.eq.2024),or('), true);
  for (const word of ["blue", "rav4"]) {
    equal(filter.includes(`model.ilike."%${word}%"`), true);
    equal(filter.includes(`year.eq.${word}`), false);
  }
  equal(vehicleFilter("204417").startsWith('stock_number.ilike."%204417%",vin.ilike.'), true);
});

Deno.test("vehicleFilter() quotes what was typed, so that it cannot end the filter", () => {
  equal(vehicleFilter('a",vin.eq."b').includes('vin.ilike."%a ,vin.eq. b%"'), true);
});
