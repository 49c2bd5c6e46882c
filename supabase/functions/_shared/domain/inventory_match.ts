import type { VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import type { RefusedKinds } from "../contract/understanding.ts";
import { featuresIn } from "./feature_lexicon.ts";
import { foldText, squash, tokens } from "./text.ts";
import { BODY_WORDS, COLOR_WORDS } from "./vehicle_lexicon.ts";

const ASKED_COLORS = familyMap(([family, words]) => [family, words.asked]);
const NAMED_COLORS = familyMap(([family, words]) => [family, `${words.asked} ${words.named}`]);
const STATUS_RANK = { available: 0, pending: 1, sold: 2, retired: 3 } as const;

/** Model words that name a version of the same car: "RAV4" asks for a "RAV4 Hybrid" as well. */
const VERSION_WORDS = new Set(
  "hybrid prime plug-in plugin phev ev energi hev sedan hatchback unlimited 1500 2500 crew cab"
    .split(" "),
);

/** Returns the colour family of a customer's colour word, null when it is none. */
export function colorFamilyOfWord(word: string): string | null {
  return ASKED_COLORS.get(word) ?? null;
}

/** Returns the colour family of a paint name: "Blueprint" is blue, "Magnetic Gray" is gray. */
export function colorFamily(color: string | null): string | null {
  const words = tokens(foldText(color ?? "")).map((token) => token.text);
  const plain = words.map((word) => ASKED_COLORS.get(word)).find((family) => family);
  return plain ?? words.map((word) => NAMED_COLORS.get(word)).find((family) => family) ?? null;
}

/** Returns the body family of a feed's body style: "Sport Utility" is suv. */
export function bodyFamily(body: string | null): string | null {
  const padded = ` ${tokens(foldText(body ?? "")).map((token) => token.text).join(" ")} `;
  const found = Object.entries(BODY_WORDS)
    .find(([, phrases]) => phrases.split("|").some((phrase) => padded.includes(` ${phrase} `)));
  return found?.[0] ?? null;
}

/** Returns hybrid, plugin, electric, diesel or gas, whatever the feed's words. */
export function fuelFamily(fuel: string | null): string | null {
  const folded = foldText(fuel ?? "");
  if (/plug|phev/.test(folded)) return "plugin";
  if (/hybrid|hibrid|hev/.test(folded)) return "hybrid";
  if (/electr|\bev\b|\bbev\b/.test(folded)) return "electric";
  if (/diesel/.test(folded)) return "diesel";
  return /gas|flex|petrol|unleaded/.test(folded) ? "gas" : null;
}

/** Returns awd, fwd or rwd; four-wheel drive counts as awd. */
export function driveFamily(drivetrain: string | null): string | null {
  const folded = foldText(drivetrain ?? "");
  if (/\bawd\b|\b4wd\b|4x4|all[- ]wheel|four[- ]wheel|4[- ]wheel|4matic|quattro/.test(folded)) {
    return "awd";
  }
  if (/\bfwd\b|front[- ]wheel|\b2wd\b/.test(folded)) return "fwd";
  return /\brwd\b|rear[- ]wheel/.test(folded) ? "rwd" : null;
}

/** Returns whether a vehicle meets every criterion of a query; families count, null means any. */
export function matchesQuery(vehicle: VehicleFact, query: VehicleQuery): boolean {
  return matchesIdentity(vehicle, query) && matchesKind(vehicle, query) &&
    matchesNumbers(vehicle, query) && matchesText(vehicle, query.text);
}

/** Returns whether a vehicle is of a kind the customer does not want. */
export function isRefusedKind(vehicle: VehicleFact, refused: RefusedKinds): boolean {
  return refused.colors.includes(colorFamily(vehicle.ext_color) ?? "") ||
    refused.makes.includes(vehicle.make) || refused.models.includes(vehicle.model);
}

/** Returns the vehicles that meet a query, best first, at most `limit`. */
export function matchVehicles(
  vehicles: readonly VehicleFact[],
  query: VehicleQuery,
): VehicleFact[] {
  const wished = query.stock_number !== null || query.vin_tail !== null || query.ids !== null;
  return vehicles
    .filter((one) => (wished || one.status !== "retired") && matchesQuery(one, query))
    .sort((a, b) => rank(a, query) - rank(b, query) || (b.year - a.year))
    .slice(0, query.limit ?? vehicles.length);
}

/** Returns whether the row's model is exactly the asked one, not merely a version of it. */
export function isExactModel(vehicle: VehicleFact, model: string): boolean {
  return squash(vehicle.model) === squash(model);
}

function matchesIdentity(vehicle: VehicleFact, query: VehicleQuery): boolean {
  if (query.ids !== null && !query.ids.includes(vehicle.id)) return false;
  if (query.stock_number !== null) {
    if (squash(vehicle.stock_number ?? "") !== squash(query.stock_number)) return false;
  }
  if (query.vin_tail !== null) {
    if (!squash(vehicle.vin ?? "").endsWith(squash(query.vin_tail))) return false;
  }
  if (query.make !== null && squash(vehicle.make) !== squash(query.make)) return false;
  if (query.trim !== null && !isTrim(vehicle.trim, query.trim)) return false;
  return query.model === null || isModel(vehicle, query.model);
}

/** "XLE" is meant by "XLE Premium" too, "SE" is not meant by "XSE". */
function isTrim(own: string | null, asked: string): boolean {
  const words = tokens(foldText(own ?? "")).map((token) => token.text);
  const same = squash(own ?? "") === squash(asked);
  return same || tokens(foldText(asked)).every((token) => words.includes(token.text));
}

function isModel(vehicle: VehicleFact, model: string): boolean {
  if (isExactModel(vehicle, model)) return true;
  if (squash(`${vehicle.model}${vehicle.trim ?? ""}`) === squash(model)) return true;
  const own = foldText(vehicle.model).split(" ");
  for (let i = 1; i < own.length; i++) {
    const rest = own.slice(i);
    const base = squash(own.slice(0, i).join(""));
    if (base === squash(model) && rest.every((word) => VERSION_WORDS.has(word))) return true;
  }
  return false;
}

function matchesKind(vehicle: VehicleFact, query: VehicleQuery): boolean {
  const { color, body_style, fuel_type, drivetrain, condition } = query;
  if (condition !== null && vehicle.condition !== condition) return false;
  if (color !== null && colorFamily(vehicle.ext_color) !== (colorFamily(color) ?? color)) {
    return false;
  }
  if (body_style !== null && !isFamily(bodyFamily(vehicle.body_style), bodyFamily(body_style))) {
    return false;
  }
  if (fuel_type !== null && !isFuel(vehicle, fuelFamily(fuel_type))) return false;
  return drivetrain === null ||
    isFamily(driveFamily(vehicle.drivetrain), driveFamily(drivetrain));
}

function isFamily(own: string | null, asked: string | null): boolean {
  return asked === null || own === asked;
}

/** A plug-in hybrid is a hybrid to a shopper who says "hybrid". */
function isFuel(vehicle: VehicleFact, asked: string | null): boolean {
  const own = fuelFamily(vehicle.fuel_type) ?? fuelFamily(vehicle.model);
  return asked === null || own === asked || (asked === "hybrid" && own === "plugin");
}

function matchesNumbers(vehicle: VehicleFact, query: VehicleQuery): boolean {
  const { year, price_cents, mileage } = vehicle;
  return (query.year_min === null || year >= query.year_min) &&
    (query.year_max === null || year <= query.year_max) &&
    (query.price_min_cents === null || (price_cents ?? -1) >= query.price_min_cents) &&
    (query.price_max_cents === null || (price_cents ?? Infinity) <= query.price_max_cents) &&
    (query.mileage_max === null || (mileage ?? Infinity) <= query.mileage_max);
}

/** Equipment words match by meaning, all others by appearing somewhere in the row. */
function matchesText(vehicle: VehicleFact, text: string | null): boolean {
  if (text === null || text.trim() === "") return true;
  const folded = foldText(text);
  const row = foldText(
    [
      vehicle.year,
      vehicle.make,
      vehicle.model,
      vehicle.trim,
      vehicle.ext_color,
      vehicle.engine,
      vehicle.drivetrain,
      vehicle.fuel_type,
      vehicle.stock_number,
      vehicle.certified ? "certified" : "",
      ...vehicle.features,
      vehicle.description,
    ].join(" "),
  );
  const asked = featuresIn(folded);
  if (asked.length > 0) return asked.every((one) => one.pattern.test(row));
  return tokens(folded).every((token) => row.includes(token.text));
}

function rank(vehicle: VehicleFact, query: VehicleQuery): number {
  const exact = query.model === null || isExactModel(vehicle, query.model) ? 0 : 1;
  const shade = query.color && foldText(vehicle.ext_color ?? "").includes(foldText(query.color));
  return STATUS_RANK[vehicle.status] * 4 + exact * 2 + (shade ? 0 : 1);
}

function familyMap(
  words: (entry: [string, { asked: string; named: string }]) => [string, string],
): Map<string, string> {
  return new Map(
    Object.entries(COLOR_WORDS).map(words).flatMap(([family, list]) =>
      list.split(" ").filter((word) => word !== "").map((word) => [word, family] as const)
    ),
  );
}
