import type { VehicleQuery } from "../contract/intelligence.ts";
import type { RefusedKinds } from "../contract/understanding.ts";
import { type EntityReading, type VehicleEntities, vehicleEntities } from "./entities.ts";
import { foldText, tokens } from "./text.ts";

/** Intents that go on from what was searched for. */
const REFINING = ["similar", "newer", "fewer_miles"];
/** Earlier customer messages that a refinement may build on; each is read up to 500 characters. */
const CARRIED_MESSAGES = 6;
const CARRIED_LENGTH = 500;
/** "Actually my wife wants an SUV" leaves the limits that were said before. */
const SWITCHING =
  /^\W*(?:(?:ok|no|oh|hm+|well)\W+)*(?:actually|nvm|never ?mind|wait|instead|rather|scratch that|mejor)\b/;
/** Words of a message that only adds one criterion. */
const BRIEF = 2;

/** Returns the query with earlier criteria. Only a refinement carries: criteria without a new model, number or kind of vehicle. */
export function carriedQuery(
  own: VehicleQuery,
  entities: VehicleEntities,
  earlier: readonly string[],
  { reading, names, text }: { reading: EntityReading; names: ReadonlySet<string>; text: string },
): VehicleQuery {
  const stated = Object.values(own).some((value) => value !== null);
  const refuses = Object.values(entities.refused).some((kinds) => kinds.length > 0);
  const refines =
    (stated || refuses || entities.order !== null || REFINING.some((one) => names.has(one))) &&
    (!entities.names_vehicle || isMakeAlone(own, text));
  if (!refines) return own;
  let query = own;
  for (const said of lastSaid(earlier).reverse()) {
    const before = earlierQuery(said, reading);
    query = merged(query.body_style === null ? before : withoutKind(before), query);
    // "SUV" and "Toyota" alone only add to what was said before them.
    const kind = before.model ?? before.body_style ?? before.make;
    const begins = !isBrief(said) && !SWITCHING.test(foldText(said));
    if (kind !== null && (before.model !== null || begins)) break;
  }
  // "What's the cheapest then" asks beyond the limit that left nothing.
  const beyond = entities.superlative && entities.order === "price" && own.price_max_cents === null;
  return beyond ? { ...query, price_max_cents: null } : query;
}

/** Another kind of vehicle keeps the limits and a make that stood alone, not the model. */
function withoutKind(query: VehicleQuery): VehicleQuery {
  const make = query.model === null && query.body_style === null ? query.make : null;
  return { ...query, make, model: null, trim: null, body_style: null };
}

/** What an earlier message asked for; "25k" alone was the most to spend. */
function earlierQuery(said: string, reading: EntityReading): VehicleQuery {
  const { query, numbers } = vehicleEntities(said, reading);
  const budget = isBrief(said) && query.price_min_cents === null ? numbers.bare_cents : null;
  return { ...query, price_max_cents: query.price_max_cents ?? budget };
}

/** "Toyota" after "looking for an SUV" narrows, and starts nothing new. */
function isMakeAlone(query: VehicleQuery, text: string): boolean {
  return query.make !== null && query.model === null && query.stock_number === null &&
    isBrief(text);
}

function isBrief(text: string): boolean {
  return tokens(foldText(text)).length <= BRIEF;
}

/** Returns what is not wanted: "not the red one" holds for what is shown next too, until red is asked for. */
export function carriedRefusals(
  { refused, query }: VehicleEntities,
  earlier: readonly string[],
  reading: EntityReading,
): RefusedKinds {
  const all = [...lastSaid(earlier).map((text) => vehicleEntities(text, reading).refused), refused];
  const kept = (kinds: (one: RefusedKinds) => string[], wanted: string | null) =>
    [...new Set(all.flatMap(kinds))].filter((kind) => kind !== wanted);
  return {
    colors: kept((one) => one.colors, query.color),
    makes: kept((one) => one.makes, query.make),
    models: kept((one) => one.models, query.model),
  };
}

/** Returns the last limit on the price, when the text raises it: what was out of reach is news then. */
export function raisedFrom(
  own: VehicleQuery,
  earlier: readonly string[],
  reading: EntityReading,
): number | null {
  if (own.price_max_cents === null) return null;
  for (const text of lastSaid(earlier).reverse()) {
    const { query, numbers } = vehicleEntities(text, reading);
    const before = query.price_max_cents ?? numbers.bare_cents;
    if (before !== null) return before < own.price_max_cents ? before : null;
  }
  return null;
}

function lastSaid(earlier: readonly string[]): string[] {
  return earlier.slice(-CARRIED_MESSAGES).map((text) => text.slice(0, CARRIED_LENGTH));
}

function merged(base: VehicleQuery, own: VehicleQuery): VehicleQuery {
  const stated = Object.entries(own).filter(([, value]) => value !== null);
  return { ...base, stock_number: null, vin_tail: null, ...Object.fromEntries(stated) };
}
