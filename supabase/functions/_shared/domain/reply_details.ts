import type { VehicleFact } from "../contract/intelligence.ts";
import { detailNoun, detailWords, joinFacts } from "./detail_wording.ts";
import { formatCents } from "./money.ts";
import { listPart, namingOf, unavailablePart, unknownNumberPart } from "./reply_inventory.ts";
import { type Part, part, type Pass, type Scene, vehicleEvidence } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { joinWords } from "./text.ts";
import { NAME_FIELDS, vehicleName, type WordedFact } from "./vehicle_wording.ts";
import type { Resolution } from "./vehicle_resolution.ts";

const OVERVIEW_DETAILS = ["ext_color", "mileage", "engine", "drivetrain", "price_cents"];
const OVERVIEW_FEATURES = 3;
const DESCRIBED_LIMIT = 3;

/** Answers "how much is it" for one vehicle or each of a few. */
export async function pricePart(scene: Scene, resolution: Resolution): Promise<Part> {
  const early = await notAnswerable(scene, resolution);
  if (early) return early;
  const open = resolution.vehicles.filter((one) => one.status === "available").slice(
    0,
    DESCRIBED_LIMIT,
  );
  const first = open[0];
  if (!first) return part({ ask: "ask_vehicle", confidence: 0.6 });
  if (open.length > 1) return listPart(scene, open, "price_some", "ask_which");
  const name = vehicleName(first, namingOf(scene));
  const evidence = [vehicleEvidence(first, [...NAME_FIELDS, "price_cents", "status"])];
  if (first.price_cents === null) {
    return part({
      sentences: [scene.say("price_missing", { vehicle: name })],
      passes: [pricePass(name)],
      evidence,
      vehicle_ids: [first.id],
    });
  }
  const price = formatCents(first.price_cents);
  return part({
    sentences: [
      scene.say(isKnown(scene, first) ? "price_it" : "price_one", { vehicle: name, price }),
    ],
    ask: "ask_visit",
    evidence,
    vehicle_ids: [first.id],
    confidence: 0.92,
  });
}

/** Answers questions about columns and equipment; what the row does not say goes to the team. */
export async function detailsPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const early = await notAnswerable(scene, resolution);
  if (early) return early;
  const open = resolution.vehicles.filter((one) => one.status === "available");
  const first = open[0];
  if (!first) return part({ ask: "ask_vehicle", confidence: 0.6 });
  if (open.length > 1) {
    const said = severalDetails(scene, open.slice(0, DESCRIBED_LIMIT));
    // What none of a few lists is said so; what a person has to look up needs the one that is meant.
    const few = open.length <= DESCRIBED_LIMIT;
    const equipment = scene.understanding.details.every((one) => one.startsWith("feature:"));
    return few && (equipment || said.evidence.length > 0) ? pairDetails(scene, open) : said;
  }
  return oneDetails(scene, first, scene.understanding.details);
}

/** Answers "tell me more" with the row's main facts. */
export async function overviewPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const early = await notAnswerable(scene, resolution);
  if (early) return early;
  const open = resolution.vehicles.filter((one) => one.status === "available");
  const first = open[0];
  if (!first) return part({ ask: "ask_vehicle", confidence: 0.6 });
  if (open.length > 1) {
    return listPart(scene, open.slice(0, DESCRIBED_LIMIT), "found_some", "ask_which");
  }
  const facts = OVERVIEW_DETAILS.map((detail) => detailWords(first, detail, scene.language))
    .filter((fact) => fact !== null);
  const equipment = first.features.slice(0, OVERVIEW_FEATURES);
  if (equipment.length > 0) {
    const word = scene.language === "es" ? "trae" : "comes with";
    facts.push({ words: `${word} ${equipment.join(", ")}`, fields: ["features"] });
  }
  const plain = facts.map((fact) => ({ ...fact, words: asNoun(fact.words) }));
  return part({
    sentences: [
      scene.say("overview", {
        vehicle: vehicleName(first, namingOf(scene)),
        facts: plain.map((fact) => fact.words).join(", "),
      }),
    ],
    ask: "ask_visit",
    evidence: [vehicleEvidence(first, [...NAME_FIELDS, ...plain.flatMap((fact) => fact.fields)])],
    vehicle_ids: [first.id],
  });
}

/** Answers questions about one vehicle; what its row does not say goes to the team. */
export function oneDetails(scene: Scene, vehicle: VehicleFact, details: readonly string[]): Part {
  const { language } = scene;
  const name = vehicleName(vehicle, namingOf(scene));
  const asked = details.map((detail) => ({ detail, fact: detailWords(vehicle, detail, language) }));
  const known = asked.map((one) => one.fact).filter((fact) => fact !== null);
  const missing = asked.filter((one) => one.fact === null).map((one) => one.detail);
  const sentences: string[] = [];
  const facts = joinFacts(known, language);
  if (known.length > 0) {
    const key = factsKey(details, isKnown(scene, vehicle));
    const said = scene.say(key, { vehicle: name, facts: facts.words });
    sentences.push(said.replace(/\b([Ii])t is\b/, "$1t's"));
  }
  const passes: Pass[] = [];
  if (missing.length > 0) {
    sentences.push(missingSentence(scene, name, missing));
    passes.push(factPass(name, missing));
  }
  return part({
    sentences,
    passes,
    ask: missing.length > 0 ? null : "ask_visit",
    evidence: [vehicleEvidence(vehicle, [...NAME_FIELDS, ...facts.fields])],
    vehicle_ids: [vehicle.id],
    confidence: missing.length > 0 ? 0.75 : 0.92,
  });
}

function severalDetails(
  scene: Scene,
  vehicles: readonly VehicleFact[],
  details: readonly string[] = scene.understanding.details,
): Part {
  const { language } = scene;
  const worded = vehicles.map((vehicle) => ({
    vehicle,
    facts: details.map((detail) => detailWords(vehicle, detail, language))
      .filter((fact): fact is WordedFact => fact !== null),
  })).filter((one) => one.facts.length > 0);
  if (worded.length === 0) return part({ ask: "ask_vehicle", confidence: 0.6 });
  const list = worded.map(({ vehicle, facts }) =>
    `${vehicleName(vehicle, namingOf(scene))} ${joinFacts(facts, language).words}`
  ).join("; ");
  return part({
    sentences: [scene.say("facts_some", { list })],
    ask: "ask_which",
    evidence: worded.map(({ vehicle, facts }) =>
      vehicleEvidence(vehicle, [...NAME_FIELDS, ...joinFacts(facts, language).fields])
    ),
    vehicle_ids: worded.map(({ vehicle }) => vehicle.id),
  });
}

/** Answers "which has more room": what the listings say of each, and what neither says to the team. */
export function pairDetails(
  scene: Scene,
  vehicles: readonly VehicleFact[],
  details: readonly string[] = scene.understanding.details,
): Part {
  const said = severalDetails(scene, vehicles, details);
  const { language } = scene;
  const missing = details.filter((detail) =>
    vehicles.every((one) => detailWords(one, detail, language) === null)
  );
  if (missing.length === 0) return said;
  const naming = namingOf(scene);
  const and = language === "es" ? "y" : "and";
  const names = joinWords(vehicles.map((one) => vehicleName(one, naming)), and);
  return part({
    sentences: [...said.sentences, missingSentence(scene, names, missing)],
    passes: [factPass(names, missing)],
    evidence: [
      ...said.evidence,
      ...vehicles.map((one) => vehicleEvidence(one, NAME_FIELDS)),
    ],
    vehicle_ids: vehicles.map((one) => one.id),
    confidence: 0.75,
  });
}

/** "Does it have …" is answered with yes; "what colour" is not. */
function factsKey(details: readonly string[], isIt: boolean): TemplateKey {
  const yes = details.every((detail) => detail.startsWith("feature:"));
  if (isIt) return yes ? "facts_yes_it" : "facts_it";
  return yes ? "facts_yes" : "facts";
}

/** Unknown numbers, no vehicle at all, and units that cannot be bought are answered first. */
async function notAnswerable(scene: Scene, resolution: Resolution): Promise<Part | null> {
  if (resolution.kind === "unknown_number") return unknownNumberPart(scene);
  if (resolution.vehicles.some((one) => one.status === "available")) return null;
  const closed = resolution.vehicles[0];
  return closed ? await unavailablePart(scene, closed) : null;
}

/** The vehicle was just spoken about, so "it" is clear. */
function isKnown(scene: Scene, vehicle: VehicleFact): boolean {
  const { listed_ids, listed_last } = scene.memory;
  const namedNow = scene.understanding.names_vehicle;
  return listed_last && listed_ids.length === 1 && listed_ids[0] === vehicle.id && !namedNow;
}

function asNoun(words: string): string {
  return words.replace(/^(?:has|is|es color|es|tiene) (?:the )?/, "");
}

function pricePass(name: string): Pass {
  return {
    reason: "price_missing",
    line: "pass_price",
    topic: { en: "the price", es: "el precio" },
    wants: `Price of the ${name}`,
    blocked_by: "No price on the listing",
  };
}

function missingSentence(scene: Scene, vehicle: string, details: readonly string[]): string {
  const { language } = scene;
  const nouns = details.map((detail) => detailNoun(detail, language));
  return scene.say("missing_facts", {
    items: joinWords(nouns, language === "es" ? "y" : "or"),
    vehicle,
  });
}

function factPass(name: string, details: readonly string[]): Pass {
  const items = details.map((detail) => detailNoun(detail, "en"));
  return {
    reason: "fact_missing",
    line: "pass_fact",
    topic: {
      en: "the question on the listing",
      es: "la pregunta sobre la ficha",
    },
    wants: `To know about ${joinWords(items, "and")} on the ${name}`,
    blocked_by: "Not on the listing",
  };
}
