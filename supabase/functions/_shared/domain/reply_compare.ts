import type { VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import { EMPTY_QUERY } from "./entities.ts";
import { bodyFamily } from "./inventory_match.ts";
import { searchInventory } from "./inventory_search.ts";
import { pairDetails } from "./reply_details.ts";
import { LIST_LENGTH, listPart, namingOf, searchPart, stateSentence } from "./reply_inventory.ts";
import { type Part, part, pendingWords, type Scene, vehicleEvidence } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { vehicleEntry, vehicleName } from "./vehicle_wording.ts";
import { byOrder, lastSeveral, listedVehicles } from "./vehicle_lists.ts";
import type { Resolution } from "./vehicle_resolution.ts";

/** Answers "anything cheaper" against the vehicle or list the customer has in mind. */
export async function cheaperPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const known = resolution.vehicles.filter((one) => one.price_cents !== null);
  const first = known[0];
  if (!first) return await searchPart(scene);
  const lowest = Math.min(...known.map((one) => one.price_cents ?? Infinity));
  const price_max_cents = lowest - 1;
  const carried = { ...scene.understanding.query, price_max_cents };
  const alike = { ...EMPTY_QUERY, ...kindOf(first), price_max_cents };
  const cheaper = async (query: VehicleQuery): Promise<VehicleFact[]> =>
    (await searchInventory(scene, query))
      .filter((one) => one.status === "available" && (one.price_cents ?? Infinity) < lowest)
      .sort((a, b) => (b.price_cents ?? 0) - (a.price_cents ?? 0));
  const exact = await cheaper(carried);
  const found = exact.length > 0 ? exact : await cheaper(alike);
  if (found.length === 0) {
    return part({ sentences: [scene.say("cheaper_none")], ask: "ask_change", confidence: 0.8 });
  }
  return nearPart(scene, found, "cheaper_some");
}

function nearPart(scene: Scene, found: readonly VehicleFact[], key: TemplateKey): Part {
  const shown = found.slice(0, LIST_LENGTH);
  return listPart(scene, shown, key, shown.length === 1 ? "ask_near_one" : "ask_near");
}

/** Answers "anything newer" and "with less miles" against what the customer has in mind. */
export async function betterPart(
  scene: Scene,
  resolution: Resolution,
  measure: "newer" | "fewer_miles",
): Promise<Part> {
  const [first] = resolution.vehicles;
  if (!first) return await searchPart(scene);
  const years = resolution.vehicles.map((one) => one.year);
  const miles = resolution.vehicles.map((one) => one.mileage ?? Infinity);
  const limit = measure === "newer"
    ? { year_min: Math.max(...years) + 1, year_max: null }
    : { mileage_max: Math.max(0, Math.min(1_000_000, ...miles) - 1) };
  const { query } = scene.understanding;
  const { price_max_cents, text } = query;
  const kinds = [query, { ...EMPTY_QUERY, ...kindOf(first), price_max_cents, text }];
  for (const kind of kinds) {
    // What was searched for first, then the kind of car within the same means.
    // deno-lint-ignore no-await-in-loop
    const found = (await searchInventory(scene, { ...kind, ...limit }))
      .filter((one) => one.status === "available");
    if (found.length > 0) {
      return nearPart(scene, found, "near");
    }
  }
  return part({ sentences: [scene.say("more_none")], ask: "ask_change", confidence: 0.8 });
}

/** Answers "anything like it": neighbours of one vehicle, or the rest of what the list came from. */
export async function similarPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const { query } = scene.understanding;
  const [first] = resolution.vehicles;
  const seen = new Set(scene.context.messages.flatMap((one) => one.vehicle_ids));
  const isOpen = (one: VehicleFact) => one.status === "available" && !seen.has(one.id);
  const searched = Object.values(query).some((value) => value !== null);
  if (resolution.vehicles.length > 1 && searched) {
    const more = (await searchInventory(scene, query)).filter(isOpen);
    if (more.length > 0) {
      return listPart(scene, more.slice(0, LIST_LENGTH), "more_some", "ask_which");
    }
  }
  if (!first) {
    return searched ? await searchPart(scene) : part({ ask: "ask_body", confidence: 0.7 });
  }
  const near = (await scene.facts.alternativesFor(first.id))
    .filter((one) => one.status === "available" && one.id !== first.id);
  const fresh = near.filter(isOpen);
  if (resolution.vehicles.length > 1 && fresh.length === 0) {
    return part({ sentences: [scene.say("more_none")], ask: "ask_change", confidence: 0.8 });
  }
  const shown = (fresh.length > 0 ? fresh : near).slice(0, LIST_LENGTH);
  if (shown.length === 0) {
    return part({ sentences: [scene.say("no_alternatives")], ask: "ask_change", confidence: 0.8 });
  }
  return listPart(scene, shown, "alternatives", shown.length === 1 ? "ask_near_one" : "ask_near");
}

/** What a comparison weighs anyway. */
const WEIGHED = new Set(["mileage", "price_cents", "drivetrain"]);

/** Answers "compare these": their facts side by side, then who wins on price and miles. */
export function comparePart(scene: Scene, vehicles: readonly VehicleFact[]): Part {
  const [a, b] = vehicles;
  if (!a || !b) return part({ ask: "ask_vehicle", confidence: 0.6 });
  const asked = scene.understanding.details.filter((detail) => !WEIGHED.has(detail));
  if (asked.length > 0) return pairDetails(scene, [a, b], asked);
  const naming = namingOf(scene);
  const words = [a, b].map((one) => {
    const entry = vehicleEntry(one, naming, false);
    const drive = one.drivetrain === null ? "" : `, ${one.drivetrain}`;
    return { words: entry.words + drive, fields: [...entry.fields, "drivetrain"] };
  });
  const sentences = [
    scene.say("compare", { first: words[0]?.words ?? "", second: words[1]?.words ?? "" }),
  ];
  const result = comparison(scene, a, b);
  if (result !== null) sentences.push(scene.say("compare_result", { result }));
  const lost = [a, b].filter((one) => one.status !== "available");
  return part({
    sentences: [...sentences, ...lost.map((one) => stateSentence(scene, one))],
    ask: "ask_which",
    evidence: [a, b].map((one, i) => vehicleEvidence(one, [...(words[i]?.fields ?? []), "status"])),
    vehicle_ids: [a.id, b.id],
  });
}

/** Returns the vehicles to compare: two models named, or those of the last list. */
export async function comparedVehicles(
  scene: Scene,
  resolution: Resolution,
): Promise<VehicleFact[]> {
  const { mentions, ordinal } = scene.understanding;
  const models = mentions.filter((mention) => mention.role === "wanted");
  const last = await listedVehicles(scene);
  const listed = last.length > 1 ? last : await lastSeveral(scene);
  if (models.length < 2) {
    if (ordinal === null && listed.length >= 2) return byQuestion(scene, listed);
    const others = listed.filter((one) => one.id !== resolution.vehicles[0]?.id);
    return [...resolution.vehicles.slice(0, 1), ...others];
  }
  const found = await Promise.all(
    // The first two models named.
    models.slice(0, 2).map(async ({ make, model, year }) => {
      const known = listed.find((one) =>
        one.model === model && (year === null || one.year === year)
      );
      if (known) return known;
      const query = { ...EMPTY_QUERY, make, model, year_min: year, year_max: year, limit: 10 };
      const rows = await scene.facts.searchVehicles(query);
      return rows.find((row) => row.status === "available") ?? rows[0];
    }),
  );
  return found.filter((one) => one !== undefined);
}

/** "Which is cheaper" of a longer list compares those that come first by that measure. */
function byQuestion(scene: Scene, listed: readonly VehicleFact[]): VehicleFact[] {
  const words = pendingWords(scene);
  if (/\bcheaper\b|\bbarat/.test(words)) return [...listed].sort(byOrder("price"));
  if (/\bmiles\b|\bmillas\b/.test(words)) return [...listed].sort(byOrder("mileage"));
  return /\bnewer\b|\bmas nuev/.test(words) ? [...listed].sort(byOrder("newest")) : [...listed];
}

function kindOf(vehicle: VehicleFact): Partial<VehicleQuery> {
  const body = bodyFamily(vehicle.body_style);
  return body === null ? { model: vehicle.model } : { body_style: body };
}

function comparison(scene: Scene, a: VehicleFact, b: VehicleFact): string | null {
  const es = scene.language === "es";
  const naming = namingOf(scene);
  const name = (one: VehicleFact) => vehicleName(one, naming);
  const lower = lowerOf(a, b, "price_cents");
  const fewer = lowerOf(a, b, "mileage");
  if (lower === null && fewer === null) return null;
  if (lower !== null && lower === fewer) {
    return es
      ? `el ${name(lower)} cuesta menos y tiene menos millas`
      : `the ${name(lower)} costs less and has fewer miles`;
  }
  const price = lower && (es ? `el ${name(lower)} cuesta menos` : `the ${name(lower)} costs less`);
  const miles = fewer &&
    (es ? `el ${name(fewer)} tiene menos millas` : `the ${name(fewer)} has fewer miles`);
  return [price, miles].filter((one) => one !== null).join(", ");
}

function lowerOf(a: VehicleFact, b: VehicleFact, field: "price_cents" | "mileage") {
  const [x, y] = [a[field], b[field]];
  if (x === null || y === null || x === y) return null;
  return x < y ? a : b;
}
