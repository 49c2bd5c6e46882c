import type { ReplyEvidence, VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import { isExactModel } from "./inventory_match.ts";
import { relaxations, searchInventory } from "./inventory_search.ts";
import { type Part, part, type Scene, type Slots, vehicleEvidence } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { squash } from "./text.ts";
import {
  NAME_FIELDS,
  type Naming,
  vehicleDetails,
  vehicleEntry,
  vehicleName,
  wantedWords,
} from "./vehicle_wording.ts";
import { byOrder } from "./vehicle_lists.ts";
import type { Resolution } from "./vehicle_resolution.ts";

/** Vehicles one message lists. */
export const LIST_LENGTH = 3;

/** Returns how vehicles are named in this thread. */
export function namingOf(scene: Scene): Naming {
  return { language: scene.language, store: scene.context.dealership.name };
}

const AVAILABLE: OfferKeys = {
  one: "available_one",
  some: "available_some",
  many: "available_many",
};
const FOUND: OfferKeys = { one: "found_one", some: "found_some", many: "found_many" };

const BEST = { price: "lowest_price", mileage: "lowest_miles", newest: "newest" } as const;

/** Answers "do you still have it" for vehicles the customer means. */
export async function availabilityPart(scene: Scene, resolution: Resolution): Promise<Part> {
  if (resolution.kind === "unknown_number") return unknownNumberPart(scene);
  if (resolution.kind === "none") {
    return scene.understanding.has_criteria
      ? await searchPart(scene)
      : part({ ask: "ask_vehicle", confidence: 0.6 });
  }
  const open = resolution.vehicles.filter((one) => one.status === "available");
  if (open.length > 0) {
    return offerPart(scene, open, AVAILABLE);
  }
  const first = resolution.vehicles[0];
  return first ? await unavailablePart(scene, first) : await searchPart(scene);
}

/** Answers a search with what fits, or says that nothing does and offers the nearest. */
export async function searchPart(
  scene: Scene,
  query: VehicleQuery = scene.understanding.query,
): Promise<Part> {
  const { understanding } = scene;
  const anything = Object.values(query).every((value) => value === null);
  if (anything && understanding.order === null) return part({ ask: "ask_body", confidence: 0.7 });
  const found = await searchInventory(scene, query);
  const open = ordered(
    scene,
    preferExact(found.filter((one) => one.status === "available"), query),
  );
  const raised = understanding.raised_from_cents;
  if (raised !== null) {
    open.sort((a, b) => Number(isWithin(a, raised)) - Number(isWithin(b, raised)));
  }
  const best = open[0];
  if (best && understanding.superlative && understanding.order !== null) {
    return bestPart(scene, best, understanding.order);
  }
  if (open.length > 0) return offerPart(scene, open, query.model === null ? FOUND : AVAILABLE);
  const closed = found.find((one) => one.status === "pending") ??
    found.find((one) => one.status === "sold");
  const specific = query.model !== null || query.stock_number !== null || query.vin_tail !== null;
  if (closed && specific) return await unavailablePart(scene, closed);
  return await nothingPart(scene, query);
}

/** After a raised budget the news comes first: what the old one left out. */
function isWithin(vehicle: VehicleFact, cents: number): boolean {
  return vehicle.price_cents !== null && vehicle.price_cents <= cents;
}

/** Says that a unit is sold, pending or gone, and what is close to it. */
export async function unavailablePart(scene: Scene, vehicle: VehicleFact): Promise<Part> {
  const near = (await scene.facts.alternativesFor(vehicle.id))
    .filter((one) => one.status === "available" && one.id !== vehicle.id).slice(
      0,
      nearLength(scene),
    );
  const sentences = [stateSentence(scene, vehicle)];
  const evidence = [vehicleEvidence(vehicle, [...NAME_FIELDS, "status"])];
  if (near.length === 0) {
    sentences.push(scene.say("no_alternatives"));
    return part({ sentences, evidence, vehicle_ids: [vehicle.id], ask: "ask_change" });
  }
  const list = listPart(
    scene,
    near,
    "alternatives",
    near.length === 1 ? "ask_near_one" : "ask_near",
  );
  return part({
    ...list,
    sentences: [...sentences, ...list.sentences],
    evidence: [...evidence, ...list.evidence],
  });
}

/** Returns the sentence that a unit cannot be bought, empty when it can. */
export function stateSentence(scene: Scene, vehicle: VehicleFact): string {
  const slots = { vehicle: vehicleName(vehicle, namingOf(scene)) };
  if (vehicle.status === "pending") return scene.say("pending", slots);
  return scene.say(vehicle.status === "sold" ? "sold" : "gone", slots);
}

/** Says that a stock number or VIN is unknown. */
export function unknownNumberPart(scene: Scene): Part {
  const vin = scene.understanding.own_query.vin_tail !== null;
  return part({
    sentences: [scene.say(vin ? "unknown_vin" : "unknown_stock")],
    ask: "ask_number",
    confidence: 0.8,
  });
}

/** Returns a part that lists vehicles under one sentence. */
export function listPart(
  scene: Scene,
  vehicles: readonly VehicleFact[],
  sentence: TemplateKey | { readonly key: TemplateKey; readonly slots: Slots },
  ask: TemplateKey | null,
): Part {
  const { key, slots } = typeof sentence === "string" ? { key: sentence, slots: {} } : sentence;
  const entries = entriesOf(scene, vehicles);
  return part({
    sentences: [
      scene.say(key, {
        ...slots,
        list: entries.map((entry) => entry.words).join("; "),
        count: String(vehicles.length),
      }),
    ],
    ask,
    evidence: entries.map((entry) => entry.evidence),
    vehicle_ids: vehicles.map((one) => one.id),
  });
}

/** Entries with their colour are longer, so fewer fit a text message. */
function nearLength(scene: Scene): number {
  return scene.understanding.query.color === null ? LIST_LENGTH : LIST_LENGTH - 1;
}

function entriesOf(scene: Scene, vehicles: readonly VehicleFact[]) {
  const naming = namingOf(scene);
  const names = vehicles.map((one) => vehicleName(one, naming));
  const alike = new Set(names).size < names.length;
  const withColor = alike || scene.understanding.query.color !== null;
  return vehicles.map((one): { words: string; evidence: ReplyEvidence } => {
    const entry = vehicleEntry(one, naming, withColor);
    return { words: entry.words, evidence: vehicleEvidence(one, [...entry.fields, "status"]) };
  });
}

interface OfferKeys {
  one: TemplateKey;
  some: TemplateKey;
  many: TemplateKey;
}

function bestPart(scene: Scene, vehicle: VehicleFact, order: keyof typeof BEST): Part {
  return offerPart(scene, [vehicle], { one: BEST[order], some: "found_some", many: "found_many" });
}

function offerPart(scene: Scene, vehicles: readonly VehicleFact[], keys: OfferKeys): Part {
  const first = vehicles[0];
  if (vehicles.length === 1 && first) {
    const naming = namingOf(scene);
    const details = vehicleDetails(first, naming);
    const slots = { vehicle: vehicleName(first, naming), details: details.words };
    return part({
      sentences: [scene.say(keys.one, slots)],
      ask: "ask_visit",
      evidence: [vehicleEvidence(first, [...NAME_FIELDS, ...details.fields, "status"])],
      vehicle_ids: [first.id],
    });
  }
  const few = vehicles.length <= LIST_LENGTH;
  return listPart(
    scene,
    vehicles.slice(0, LIST_LENGTH),
    few ? keys.some : keys.many,
    few ? "ask_which" : narrowingAsk(scene.understanding.query),
  );
}

async function nothingPart(scene: Scene, query: VehicleQuery): Promise<Part> {
  const naming = namingOf(scene);
  const makes = scene.context.inventory_vocabulary.makes.map(squash);
  const foreign = query.make !== null && !makes.includes(squash(query.make));
  const said = foreign
    ? scene.say("make_missing", { make: query.make ?? "" })
    : scene.say("none", { wanted: wantedWords(query, naming) });
  for (const relaxed of relaxations(scene, query)) {
    // At most six tries, each a wider search than the one before.
    // deno-lint-ignore no-await-in-loop
    const found = (await searchInventory(scene, relaxed)).filter((one) =>
      one.status === "available"
    );
    const near = ordered(scene, found).slice(0, nearLength(scene));
    if (near.length > 0) {
      const list = listPart(scene, near, "near", near.length === 1 ? "ask_near_one" : "ask_near");
      return { ...list, sentences: [said, ...list.sentences], confidence: 0.8 };
    }
  }
  return part({ sentences: [said], ask: "ask_change", confidence: 0.75 });
}

/** "Corolla" means the Corolla when there is one, not the Corolla Hybrid. */
function preferExact(vehicles: readonly VehicleFact[], query: VehicleQuery): VehicleFact[] {
  const model = query.model;
  const several = new Set(vehicles.map((one) => one.make)).size > 1;
  if (model === null || several) return [...vehicles];
  const exact = vehicles.filter((one) => isExactModel(one, model));
  return [...exact, ...vehicles.filter((one) => !isExactModel(one, model))];
}

function ordered(scene: Scene, vehicles: VehicleFact[]): VehicleFact[] {
  const order = scene.understanding.order;
  return order === null ? vehicles : [...vehicles].sort(byOrder(order));
}

/** Asks for what was not said yet. */
function narrowingAsk(query: VehicleQuery): TemplateKey {
  const stated = Object.values(query).filter((value) => value !== null);
  if (stated.length > 2) return "ask_which";
  const kind = query.model ?? query.body_style ?? query.text;
  if (kind === null) return "ask_body";
  return query.price_max_cents === null ? "ask_budget" : "ask_narrow";
}
