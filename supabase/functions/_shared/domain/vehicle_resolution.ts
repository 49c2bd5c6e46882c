import type { FactFinder, VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import type { Understanding } from "../contract/understanding.ts";
import { EMPTY_QUERY } from "./entities.ts";
import { matchesQuery } from "./inventory_match.ts";
import type { Scene } from "./reply_scene.ts";
import { listedVehicles, vehiclesById } from "./vehicle_lists.ts";
import { pickedVehicles } from "./vehicle_pick.ts";

/** Which vehicles the pending messages speak about. */
export interface Resolution {
  kind: "named" | "picked" | "focus" | "listed" | "unknown_number" | "none";
  vehicles: VehicleFact[];
}

/** Rows a search brings at most: a whole lot, so that "the cheapest" is the cheapest. */
const SEARCH_LIMIT = 500;

/** Returns which vehicles the customer means: named ones, one of a list, or the one in focus. */
export async function resolveVehicles(scene: Scene): Promise<Resolution> {
  const { understanding, facts } = scene;
  const { own_query, query } = understanding;
  if (own_query.stock_number !== null || own_query.vin_tail !== null) return await byNumber(scene);
  const listed = await listedVehicles(scene);
  const picked = await pickedVehicles(scene, listed);
  if (picked.length > 0) return { kind: "picked", vehicles: picked };
  if (understanding.names_vehicle) {
    return { kind: "named", vehicles: await searchAll(facts, namedQueries(understanding, query)) };
  }
  if (listed.length > 1 && scene.memory.listed_last) return { kind: "listed", vehicles: listed };
  const focusId = scene.memory.listed_last && listed.length === 1
    ? listed[0]?.id
    : scene.context.focus_vehicle_id ?? listed[0]?.id;
  const focus = focusId ? await vehiclesById(scene, [focusId]) : [];
  return focus.length > 0 ? { kind: "focus", vehicles: focus } : { kind: "none", vehicles: [] };
}

/** Returns one query for each model the customer names ("a RAV4 or a CR-V"), at most three. */
export function namedQueries(understanding: Understanding, query: VehicleQuery): VehicleQuery[] {
  const wanted = understanding.mentions.filter((one) =>
    one.role === "wanted" && one.model !== null
  );
  const models = [...new Map(wanted.map((one) => [one.model, one])).values()].slice(0, 3);
  if (models.length < 2 || query.model === null) return [query];
  return models.map(({ make, model, year }) => ({
    ...query,
    make,
    model,
    trim: null,
    year_min: year ?? (wanted[0]?.year ? null : query.year_min),
    year_max: year ?? (wanted[0]?.year ? null : query.year_max),
  }));
}

/** Returns what several queries find, taking turns so that each of them shows early. */
export async function searchAll(
  facts: FactFinder,
  queries: readonly VehicleQuery[],
): Promise<VehicleFact[]> {
  const found = await Promise.all(
    // One query, or up to three when several models or body styles are named.
    queries.map(async (query) => {
      const rows = await facts.searchVehicles({ ...query, limit: SEARCH_LIMIT });
      return rows.filter((row) => matchesQuery(row, query));
    }),
  );
  const longest = Math.max(0, ...found.map((rows) => rows.length));
  const turns = Array.from({ length: longest }, (_, i) => found.flatMap((rows) => rows[i] ?? []));
  return [...new Map(turns.flat().map((row) => [row.id, row])).values()];
}

async function byNumber(scene: Scene): Promise<Resolution> {
  const { stock_number, vin_tail } = scene.understanding.own_query;
  const query = { ...EMPTY_QUERY, stock_number, vin_tail, limit: 5 };
  const rows = (await scene.facts.searchVehicles(query)).filter((row) => matchesQuery(row, query));
  if (rows.length > 0) return { kind: "named", vehicles: rows };
  return { kind: "unknown_number", vehicles: [] };
}
