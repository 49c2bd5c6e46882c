import type { ReplyEvidence, VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import { EMPTY_QUERY } from "./entities.ts";
import { bodyFamily, isExactModel, matchesQuery } from "./inventory_match.ts";
import { type Part, part, type Scene, vehicleEvidence } from "./reply_scene.ts";
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
import { knownModel, nameIndex } from "./vehicle_names.ts";
import { byOrder, type Resolution, SEARCH_LIMIT } from "./vehicle_resolution.ts";

/** Vehicles one message lists. */
export const LIST_LENGTH = 3;

/** Returns how vehicles are named in this thread. */
export function namingOf(scene: Scene): Naming {
  return { language: scene.language, store: scene.context.dealership.name };
}

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
    return offerPart(scene, open, {
      one: "available_one",
      some: "available_some",
      many: "available_many",
    });
  }
  const first = resolution.vehicles[0];
  return first ? await unavailablePart(scene, first) : await searchPart(scene);
}

/** Answers a search with what fits, or says that nothing does and offers the nearest. */
export async function searchPart(scene: Scene): Promise<Part> {
  const { understanding } = scene;
  const query = understanding.query;
  const anything = Object.values(query).every((value) => value === null);
  if (anything && understanding.order === null) return part({ ask: "ask_body", confidence: 0.7 });
  const found = await search(scene, query);
  const open = ordered(
    scene,
    preferExact(found.filter((one) => one.status === "available"), query),
  );
  if (open.length > 0) {
    return offerPart(scene, open, { one: "found_one", some: "found_some", many: "found_many" });
  }
  const closed = found.find((one) => one.status === "pending") ??
    found.find((one) => one.status === "sold");
  const specific = query.model !== null || query.stock_number !== null || query.vin_tail !== null;
  if (closed && specific) return await unavailablePart(scene, closed);
  return await nothingPart(scene, query);
}

/** Answers "anything cheaper" against the vehicle or list the customer has in mind. */
export async function cheaperPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const known = resolution.vehicles.filter((one) => one.price_cents !== null);
  const first = known[0];
  if (!first) return await searchPart(scene);
  const lowest = Math.min(...known.map((one) => one.price_cents ?? Infinity));
  const query: VehicleQuery = {
    ...EMPTY_QUERY,
    ...kindOf(scene, first),
    price_max_cents: lowest - 1,
  };
  const found = (await search(scene, query)).filter((one) =>
    one.status === "available" && (one.price_cents ?? Infinity) < lowest
  ).sort((a, b) => (b.price_cents ?? 0) - (a.price_cents ?? 0));
  if (found.length === 0) {
    return part({ sentences: [scene.say("cheaper_none")], ask: "ask_change", confidence: 0.8 });
  }
  return listPart(scene, found.slice(0, LIST_LENGTH), "cheaper_some", "ask_near");
}

/** Answers "compare these": their facts side by side, then who wins on price and miles. */
export function comparePart(scene: Scene, vehicles: readonly VehicleFact[]): Part {
  const [a, b] = vehicles;
  if (!a || !b) return part({ ask: "ask_vehicle", confidence: 0.6 });
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
    ask: "ask_visit",
    evidence: [a, b].map((one, i) => vehicleEvidence(one, [...(words[i]?.fields ?? []), "status"])),
    vehicle_ids: [a.id, b.id],
  });
}

/** Says that a unit is sold, pending or gone, and what is close to it. */
export async function unavailablePart(scene: Scene, vehicle: VehicleFact): Promise<Part> {
  const near = (await scene.facts.alternativesFor(vehicle.id))
    .filter((one) => one.status === "available" && one.id !== vehicle.id).slice(0, LIST_LENGTH);
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
  key: TemplateKey,
  ask: TemplateKey | null,
): Part {
  const entries = entriesOf(scene, vehicles);
  return part({
    sentences: [
      scene.say(key, {
        list: entries.map((entry) => entry.words).join("; "),
        count: String(vehicles.length),
      }),
    ],
    ask,
    evidence: entries.map((entry) => entry.evidence),
    vehicle_ids: vehicles.map((one) => one.id),
  });
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
    few || isNarrow(scene) ? "ask_which" : "ask_narrow",
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
    const found = (await search(scene, relaxed)).filter((one) => one.status === "available");
    const near = ordered(scene, found).slice(0, LIST_LENGTH);
    if (near.length > 0) {
      const list = listPart(scene, near, "near", near.length === 1 ? "ask_near_one" : "ask_near");
      return { ...list, sentences: [said, ...list.sentences], confidence: 0.8 };
    }
  }
  return part({ sentences: [said], ask: "ask_change", confidence: 0.75 });
}

/** Wider searches, nearest wish first. */
function relaxations(scene: Scene, query: VehicleQuery): VehicleQuery[] {
  const known = query.model === null
    ? null
    : knownModel(query.model, nameIndex(scene.context.inventory_vocabulary));
  const body = query.body_style ?? known?.body ?? null;
  const price = query.price_max_cents;
  const wider = price === null ? null : Math.round(price * 1.15);
  const steps: Partial<VehicleQuery>[] = [
    { color: null },
    { color: null, trim: null, text: null },
    { color: null, trim: null, text: null, year_min: null, year_max: null, mileage_max: null },
    {
      color: null,
      trim: null,
      text: null,
      year_min: null,
      year_max: null,
      mileage_max: null,
      price_max_cents: wider,
    },
    { ...EMPTY_QUERY, body_style: body, price_max_cents: price, color: query.color },
    { ...EMPTY_QUERY, body_style: body, price_max_cents: wider },
  ];
  const seen = new Set([JSON.stringify(query)]);
  return steps.map((step) => ({ ...query, ...step })).filter((one) => {
    const sign = JSON.stringify(one);
    const empty = Object.values(one).every((value) => value === null);
    if (empty || seen.has(sign)) return false;
    seen.add(sign);
    return true;
  });
}

async function search(scene: Scene, query: VehicleQuery): Promise<VehicleFact[]> {
  const { facts, understanding } = scene;
  const bodies = query.body_style === understanding.query.body_style
    ? understanding.other_body_styles
    : [];
  const queries = [query, ...bodies.map((body_style) => ({ ...query, body_style }))];
  const found = await Promise.all(
    // One query, two for an ambiguous word.
    queries.map(async (one) => {
      const rows = await facts.searchVehicles({ ...one, limit: SEARCH_LIMIT });
      return rows.filter((row) => matchesQuery(row, one));
    }),
  );
  return found.flat();
}

/** "Corolla" means the Corolla when there is one, not the Corolla Hybrid. */
function preferExact(vehicles: readonly VehicleFact[], query: VehicleQuery): VehicleFact[] {
  const model = query.model;
  if (model === null) return [...vehicles];
  const exact = vehicles.filter((one) => isExactModel(one, model));
  return [...exact, ...vehicles.filter((one) => !isExactModel(one, model))];
}

function ordered(scene: Scene, vehicles: VehicleFact[]): VehicleFact[] {
  const order = scene.understanding.order;
  return order === null ? vehicles : [...vehicles].sort(byOrder(order));
}

function isNarrow(scene: Scene): boolean {
  const stated = Object.values(scene.understanding.query).filter((value) => value !== null);
  return stated.length > 2;
}

function kindOf(scene: Scene, vehicle: VehicleFact): Partial<VehicleQuery> {
  const body = bodyFamily(vehicle.body_style);
  const own = scene.understanding.own_query;
  if (own.body_style !== null || own.model !== null) return own;
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
