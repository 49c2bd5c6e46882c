import type { FactFinder, VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import type { Understanding } from "../contract/understanding.ts";
import { EMPTY_QUERY } from "./entities.ts";
import { matchesQuery } from "./inventory_match.ts";
import { pendingWords, type Scene } from "./reply_scene.ts";
import { squash, tokens } from "./text.ts";

/** Which vehicles the pending messages speak about. */
export interface Resolution {
  kind: "named" | "picked" | "focus" | "listed" | "unknown_number" | "none";
  vehicles: VehicleFact[];
}

/** Rows a search brings at most: a whole lot, so that "the cheapest" is the cheapest. */
const SEARCH_LIMIT = 500;

/** "the blue one" is one of those just listed. */
const THE_ONE =
  /\b(?:the|that|el|la) (?:\w+ ){1,3}ones?\b|\b(?:el|la) (?:azul|roj[oa]|negr[oa]|blanc[oa]|gris|verde|usad[oa]|nuev[oa]|hibrid[oa])\W*$/;

/** Returns which vehicles the customer means: named ones, one of a list, or the one in focus. */
export async function resolveVehicles(scene: Scene): Promise<Resolution> {
  const { understanding, facts } = scene;
  const { own_query, query } = understanding;
  if (own_query.stock_number !== null || own_query.vin_tail !== null) return await byNumber(scene);
  const listed = await listedVehicles(scene);
  const picked = pick(scene, listed);
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

/** Returns rows by id, in the order of the ids; unknown ids are left out. */
export async function vehiclesById(scene: Scene, ids: readonly string[]): Promise<VehicleFact[]> {
  if (ids.length === 0) return [];
  const query: VehicleQuery = { ...EMPTY_QUERY, ids: [...ids], limit: ids.length };
  const rows = await scene.facts.searchVehicles(query);
  return ids.flatMap((id) => rows.filter((row) => row.id === id));
}

/** Returns the vehicles of the assistant's last list. */
export async function listedVehicles(scene: Scene): Promise<VehicleFact[]> {
  return await vehiclesById(scene, scene.memory.listed_ids.slice(0, 6));
}

async function byNumber(scene: Scene): Promise<Resolution> {
  const { stock_number, vin_tail } = scene.understanding.own_query;
  const query = { ...EMPTY_QUERY, stock_number, vin_tail, limit: 5 };
  const rows = (await scene.facts.searchVehicles(query)).filter((row) => matchesQuery(row, query));
  if (rows.length > 0) return { kind: "named", vehicles: rows };
  return { kind: "unknown_number", vehicles: [] };
}

/** "the second one", "the blue one", "the 2022", "the cheapest of those" out of a list. */
function pick(scene: Scene, listed: readonly VehicleFact[]): VehicleFact[] {
  const { ordinal, order, own_query, has_criteria } = scene.understanding;
  if (listed.length === 0) return [];
  if (ordinal !== null) {
    const chosen = ordinal === -1 ? listed[listed.length - 1] : listed[ordinal - 1];
    return chosen ? [chosen] : [];
  }
  const byTrim = trimPick(scene, listed);
  if (byTrim.length > 0) return byTrim;
  const looksElsewhere = scene.wants.has("search") || scene.wants.has("cheaper");
  if (looksElsewhere && !THE_ONE.test(pendingWords(scene))) return [];
  if (has_criteria) {
    const matching = listed.filter((one) => matchesQuery(one, own_query));
    const narrows = matching.length < listed.length || listed.length === 1;
    return narrows || looksElsewhere ? matching : [];
  }
  return order === null ? [] : [...listed].sort(byOrder(order)).slice(0, 1);
}

/** "the SE" of a list that holds one: a short answer that names a trim whole. */
function trimPick(scene: Scene, listed: readonly VehicleFact[]): VehicleFact[] {
  const words = tokens(pendingWords(scene)).map((token) => token.text);
  if (words.length > 4 || listed.length < 2) return [];
  const found = listed.filter((one) => {
    const trim = squash(one.trim ?? "");
    return trim !== "" &&
      (words.includes(trim) ||
        words.join("").replace(/^the/, "").replace(/(?:one|please)$/, "") === trim);
  });
  return found.length < listed.length ? found : [];
}

/** Returns how to sort vehicles by a wished order; unknown values come last. */
export function byOrder(
  order: "price" | "mileage" | "newest",
): (a: VehicleFact, b: VehicleFact) => number {
  return (a, b) => {
    if (order === "newest") return b.year - a.year;
    const field = order === "price" ? "price_cents" : "mileage";
    return (a[field] ?? Infinity) - (b[field] ?? Infinity);
  };
}
