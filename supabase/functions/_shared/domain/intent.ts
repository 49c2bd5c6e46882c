import type { IntentFinding } from "../contract/intelligence.ts";
import { type VehicleEntities, withoutOwned } from "./entities.ts";
import { isSearching } from "./detail_entities.ts";
import { INTENT_RULES } from "./intent_rules.ts";
import { foldText } from "./text.ts";
import type { StatedTime } from "./time_entities.ts";

/** What else is known about a text when its intents are read. */
export interface IntentSigns {
  entities: VehicleEntities;
  time: StatedTime;
  /** The folded text without what it says about the customer's own car. */
  wanted: string;
}

interface Placed extends IntentFinding {
  place: number;
}

const EVIDENCE_LENGTH = 60;

const SOMETHING = /\b(?:something|anything|algo) (?!else\b)\w+/;

/** "Sell my truck" looks for no truck. */
const OWN_KIND =
  /\b(?:my|our|mi|nuestra?) (?:car|truck|suv|van|vehicle|carro|coche|auto|camioneta)\b/;

/** What comes with a car from others is no search for one. */
const BESIDES = /\binsurance\b|\broadside\b|\bextended warrant/;

const OF_PRICE =
  /out[- ]the[- ]door|\botd\b|best (?:price|deal)|discount|lowest|negotia|off the price|price match/;

/** "Is the parts department open" asks for hours, not for service. */
const DESK = /^(?:the )?(?:service|parts) (?:department|dept|center|counter)$/;

/** Words that say nothing once a real question stands beside them. */
const POLITE = new Set(["greeting", "thanks", "goodbye", "affirm", "decline"]);

/** A stronger intent explains the words of a weaker one. */
const COVERS: Readonly<Record<string, readonly string[]>> = {
  injection: [
    "search",
    "availability",
    "negotiation",
    "price",
    "overview",
    "compare",
    "visit",
    "finance",
  ],
  privacy: ["phone", "search", "availability", "details", "person", "price", "visit"],
  wrong_number: ["phone", "person", "decline"],
  legal: ["complaint", "person"],
  visit_change: ["visit", "hours", "availability", "decline"],
  service: ["visit", "price", "availability", "trade_in", "details", "search"],
  finance: ["price", "negotiation", "cheaper"],
  negotiation: ["price", "cheaper", "search", "availability"],
  trade_in: ["details", "negotiation", "overview", "price"],
  visit: ["hours"],
  cheaper: ["price"],
  newer: ["search", "availability"],
  fewer_miles: ["search", "availability", "details"],
  buy: ["visit", "affirm", "search"],
  complaint: ["search", "overview", "availability"],
  compare: ["price", "cheaper", "overview", "search", "availability", "details"],
  photos: ["visit", "overview"],
  availability: ["search"],
  accident: ["details"],
  bought: ["search", "availability", "decline", "thanks"],
  person: ["phone"],
  call: ["person", "phone", "visit", "availability"],
  no_call: ["call", "person", "phone", "decline"],
  bot: ["person"],
  location: ["visit"],
  hold: ["availability"],
  price_drop: ["price", "negotiation", "cheaper", "search"],
};

/** Returns what a text wants when its entities and times are read already. */
export function readIntents(
  text: string,
  entities: VehicleEntities,
  time: StatedTime,
): IntentFinding[] {
  const wanted = withoutOwned(foldText(text), entities.mentions);
  return intentsOf(text, { entities, time, wanted });
}

/** Returns what a text wants, in the order it says so; empty when it shows nothing. */
export function intentsOf(text: string, signs: IntentSigns): IntentFinding[] {
  const folded = foldText(text);
  const found: Placed[] = [];
  for (const rule of INTENT_RULES) {
    const match = rule.pattern.exec(folded);
    if (!match || rule.unless?.test(folded)) continue;
    const evidence = match[0].trim().slice(0, EVIDENCE_LENGTH);
    found.push({ name: rule.name, confidence: rule.confidence, evidence, place: match.index });
  }
  addFromEntities(found, folded, signs);
  const desk = found.findIndex((one) => one.name === "service" && DESK.test(one.evidence));
  if (desk !== -1 && found.some((one) => one.name === "hours")) found.splice(desk, 1);
  const names = new Set(found.map((one) => one.name));
  const covered = new Set([...names].flatMap((name) => COVERS[name] ?? []));
  coverSimilar(covered, names, signs.entities);
  // "Best out-the-door price, and I have a trade" asks for both; "will you give me 5k for it" does not.
  if (found.some((one) => one.name === "negotiation" && OF_PRICE.test(one.evidence))) {
    covered.delete("negotiation");
  }
  // "Looking for an SUV under 25k, is the price negotiable" looks for one first.
  if (isSearching(signs.wanted) && !signs.entities.names_vehicle) covered.delete("search");
  const asks = found.some((one) => !POLITE.has(one.name));
  return found
    .filter((one) => !covered.has(one.name))
    .filter((one) => !asks || !POLITE.has(one.name))
    .sort((a, b) => a.place - b.place)
    .map(({ name, confidence, evidence }) => ({ name, confidence, evidence }));
}

/** "Anything like the RAV4" wants its neighbours; "what else in blue" is a search. */
function coverSimilar(
  covered: Set<string>,
  names: ReadonlySet<string>,
  entities: VehicleEntities,
): void {
  if (!names.has("similar")) return;
  const searches = entities.has_criteria && !entities.names_vehicle;
  for (const name of searches ? ["similar"] : ["search", "availability", "overview", "photos"]) {
    covered.add(name);
  }
}

/** Criteria and asked details are intents of their own; a time alone is a wish to visit. */
function addFromEntities(
  found: Placed[],
  folded: string,
  { entities, time, wanted }: IntentSigns,
): void {
  const names = new Set(found.map((one) => one.name));
  const end = folded.length;
  if (entities.details.length > 0 && !names.has("service")) {
    found.push({
      name: "details",
      confidence: 0.9,
      evidence: entities.details.join(" "),
      place: end,
    });
  }
  const asksOfOne = ["price", "details", "overview", "photos", "hold", "compare", "visit"]
    .some((name) => found.some((one) => one.name === name));
  const aboutOne = entities.details.length > 0 && entities.names_vehicle;
  const ownOnly = names.has("trade_in") && !entities.names_vehicle && OWN_KIND.test(folded);
  const isOther = BESIDES.test(folded) || entities.details.includes("towing");
  const searching = !ownOnly && !isOther &&
    ((isSearching(wanted) && !aboutOne) || !asksOfOne);
  if ((entities.ordinal ?? entities.pick) !== null && found.length === 0) {
    found.push({ name: "overview", confidence: 0.85, evidence: folded.slice(0, 60), place: end });
  }
  const refines = entities.order !== null && entities.pick === null && !names.has("cheaper") &&
    !names.has("newer") && !names.has("fewer_miles");
  const refuses = Object.values(entities.refused).some((kinds) => kinds.length > 0);
  if ((entities.has_criteria && searching) || refines || (refuses && found.length === 0)) {
    found.push({ name: "search", confidence: 0.85, evidence: folded.slice(0, 60), place: end });
  } else if (entities.numbers.bare_cents !== null && found.length === 0) {
    found.push({ name: "search", confidence: 0.7, evidence: folded.slice(0, 60), place: end });
  } else if (found.length === 0 && SOMETHING.test(folded)) {
    found.push({ name: "search", confidence: 0.6, evidence: folded.slice(0, 60), place: end });
  } else if (
    isSearching(wanted) && found.length === 0 &&
    /\b(?:cars?|vehicles?|inventory|autos?|carros?|coches?|something)\b/.test(folded)
  ) {
    found.push({ name: "search", confidence: 0.6, evidence: folded.slice(0, 60), place: end });
  }
  if (entities.numbers.payment_cents !== null && !names.has("finance")) {
    found.push({ name: "finance", confidence: 0.9, evidence: "payment", place: end });
  }
  addVisit(found, folded, { entities, time, wanted });
}

/** A day or time alone is a wish to come in, unless another intent explains it. */
function addVisit(found: Placed[], folded: string, { entities, time, wanted }: IntentSigns): void {
  const names = new Set(found.map((one) => one.name));
  const states = time.date !== null || time.minutes !== null || time.part_of_day !== null;
  const explained = [
    "visit",
    "hours",
    "visit_change",
    "service",
    "person",
    "call",
    "goodbye",
    "complaint",
    "thanks",
    "hold",
    "photos",
    "finance",
    "trade_in",
    "negotiation",
  ]
    .some((name) => names.has(name));
  const dated = /\bavailable (?:today|right now|now|tomorrow)\b/.test(folded);
  const announced = names.has("goodbye") && /\b(?:see (?:you|ya|u)|nos vemos)\b/.test(folded);
  // "Tomorrow at 3 to drive the T4417" wishes for a moment; a day beside criteria may be the search's.
  const isMoment = time.date !== null && (time.minutes ?? time.part_of_day) !== null &&
    !isSearching(wanted);
  if (
    states && !dated && (!explained || announced) && (isMoment || !entities.has_criteria) &&
    entities.details.length === 0
  ) {
    found.push({ name: "visit", confidence: 0.75, evidence: folded.slice(0, 60), place: 0 });
    const search = found.findIndex((one) => one.name === "search");
    if (isMoment && search !== -1) found.splice(search, 1);
  }
}
