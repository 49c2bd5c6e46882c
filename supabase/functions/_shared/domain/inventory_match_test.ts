import { deepEqual, equal } from "node:assert/strict";
import type { VehicleQuery } from "../contract/intelligence.ts";
import { EMPTY_QUERY } from "./entities.ts";
import { LOT } from "./intelligence_fixtures.ts";
import {
  bodyFamily,
  colorFamily,
  driveFamily,
  fuelFamily,
  matchVehicles,
} from "./inventory_match.ts";

const COLORS: readonly (readonly [string, string | null])[] = [
  ["Blueprint", "blue"],
  ["Cavalry Blue", "blue"],
  ["Magnetic Gray Metallic", "gray"],
  ["Celestial Silver Metallic", "gray"],
  ["Modern Steel Metallic", "gray"],
  ["Midnight Black Metallic", "black"],
  ["Wind Chill Pearl", "white"],
  ["Ice Cap", "white"],
  ["Ruby Flare Pearl", "red"],
  ["Supersonic Red", "red"],
  ["Army Green", "green"],
  ["Mystery", null],
];
for (const [color, family] of COLORS) {
  Deno.test(`colorFamily: ${color}`, () => equal(colorFamily(color), family));
}

Deno.test("families: body, fuel and drive in the words of feeds", () => {
  equal(bodyFamily("Sport Utility"), "suv");
  equal(bodyFamily("Crew Cab Pickup"), "truck");
  equal(bodyFamily("Minivan"), "van");
  equal(bodyFamily("4dr Car"), "sedan");
  equal(fuelFamily("Plug-In Hybrid"), "plugin");
  equal(fuelFamily("Gas/Electric Hybrid"), "hybrid");
  equal(driveFamily("4x4"), "awd");
  equal(driveFamily("Front-Wheel Drive"), "fwd");
});

const QUERIES: readonly (readonly [string, Partial<VehicleQuery>, readonly string[]])[] = [
  ["a model also means its hybrid", { model: "RAV4", year_min: 2023 }, ["T4417", "T4431"]],
  ["a model never means another model", { model: "Corolla" }, ["T4460"]],
  ["SE is not XSE", { model: "Camry", trim: "SE" }, ["T4450"]],
  ["sold units come last", { model: "RAV4", year_max: 2022 }, ["T4402", "T4388"]],
  ["retired units only by number", { model: "Odyssey" }, []],
  ["retired units by stock number", { stock_number: "u-1208" }, ["U1208"]],
  ["no price never meets a price limit", { model: "Tundra", price_max_cents: 9_900_000 }, []],
  ["VIN tail", { vin_tail: "104417" }, ["T4417"]],
  ["equipment in words", { text: "third row" }, ["T4480", "T4490", "T4481"]],
  ["ids are exact", { ids: ["vehicle-t4388"] }, ["T4388"]],
];
for (const [name, query, stocks] of QUERIES) {
  Deno.test(`matchVehicles: ${name}`, () => {
    const found = matchVehicles(LOT, { ...EMPTY_QUERY, ...query });
    deepEqual(found.map((one) => one.stock_number), stocks);
  });
}

Deno.test("matchVehicles: keeps to the limit", () => {
  equal(matchVehicles(LOT, { ...EMPTY_QUERY, limit: 4 }).length, 4);
});
