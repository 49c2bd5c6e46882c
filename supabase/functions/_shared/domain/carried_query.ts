import type { VehicleQuery } from "../contract/intelligence.ts";
import type { RefusedKinds } from "../contract/understanding.ts";
import { type EntityReading, type VehicleEntities, vehicleEntities } from "./entities.ts";

/** Another kind of vehicle keeps the limits, not the model. */
const NO_KIND = { make: null, model: null, trim: null, body_style: null };
/** Intents that go on from what was searched for. */
const REFINING = ["similar", "newer"];
/** Earlier customer messages that a refinement may build on; each is read up to 500 characters. */
const CARRIED_MESSAGES = 6;
const CARRIED_LENGTH = 500;

/** Returns the query with earlier criteria. Only a refinement carries: criteria without a new model, number or kind of vehicle. */
export function carriedQuery(
  own: VehicleQuery,
  entities: VehicleEntities,
  earlier: readonly string[],
  { reading, names }: { reading: EntityReading; names: ReadonlySet<string> },
): VehicleQuery {
  const stated = Object.values(own).some((value) => value !== null);
  const refuses = Object.values(entities.refused).some((kinds) => kinds.length > 0);
  const refines =
    (stated || refuses || entities.order !== null || REFINING.some((one) => names.has(one))) &&
    !entities.names_vehicle;
  if (!refines) return own;
  let query = own;
  for (const text of earlier.slice(-CARRIED_MESSAGES).reverse()) {
    const before = vehicleEntities(text.slice(0, CARRIED_LENGTH), reading).query;
    const elsewhere = own.body_style !== null;
    query = merged(elsewhere ? { ...before, ...NO_KIND } : before, query);
    if (before.model !== null || before.make !== null || before.body_style !== null) return query;
  }
  return query;
}

/** Returns what is not wanted: "not the red one" holds for what is shown next too, until red is asked for. */
export function carriedRefusals(
  { refused, query }: VehicleEntities,
  earlier: readonly string[],
  reading: EntityReading,
): RefusedKinds {
  const all = earlier.slice(-CARRIED_MESSAGES)
    .map((text) => vehicleEntities(text.slice(0, CARRIED_LENGTH), reading).refused).concat(refused);
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
  for (const text of earlier.slice(-CARRIED_MESSAGES).reverse()) {
    const { query, numbers } = vehicleEntities(text.slice(0, CARRIED_LENGTH), reading);
    const before = query.price_max_cents ?? numbers.bare_cents;
    if (before !== null) return before < own.price_max_cents ? before : null;
  }
  return null;
}

function merged(base: VehicleQuery, own: VehicleQuery): VehicleQuery {
  const stated = Object.entries(own).filter(([, value]) => value !== null);
  return { ...base, stock_number: null, vin_tail: null, ...Object.fromEntries(stated) };
}
