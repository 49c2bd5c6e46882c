import { bookingChangePart, bookingPart } from "./reply_booking.ts";
import { additionPart } from "./reply_addition.ts";
import { callPart } from "./reply_call.ts";
import { courtesyPart, namePart, onlyCourtesy, picturePart } from "./reply_courtesy.ts";
import { detailsPart, overviewPart, pricePart } from "./reply_details.ts";
import {
  accidentPart,
  financePart,
  gravePart,
  pass,
  personPart,
  requestPart,
  visitChangePart,
} from "./reply_handover.ts";
import {
  betterPart,
  cheaperPart,
  comparedVehicles,
  comparePart,
  similarPart,
} from "./reply_compare.ts";
import { buyPart, negotiationPart, priceDropPart, servicePart, tradePart } from "./reply_deal.ts";
import { availabilityPart, searchPart } from "./reply_inventory.ts";
import {
  askedAsSaved,
  asksOfAnswer,
  generalPart,
  knownPart,
  withGeneral,
  withKnowledge,
} from "./reply_knowledge.ts";
import { type Part, part, pendingText, pendingWords, type Scene } from "./reply_scene.ts";
import { hoursPart } from "./reply_hours.ts";
import { shoppersPart } from "./reply_shoppers.ts";
import { botPart, locationPart, phonePart } from "./reply_store.ts";
import { visitPart } from "./reply_visit.ts";
import { warrantyPart } from "./reply_warranty.ts";
import { asksSomething } from "./understanding.ts";
import { type Resolution, resolveVehicles } from "./vehicle_resolution.ts";

/** Matters that are answered alone: a sales pitch beside them would be tactless. */
const ALONE = ["legal", "abuse", "bereavement", "wrong_number"];
/** Said first, whatever else follows. */
const FIRST = ["complaint", "accident", "injection", "bot"];
const MOST_PARTS = 4;
const FEE = /\b(?:fees?|tarifas?|cargos?)\b/;
const WARRANTY = /\bwarrant|\bgarantia/;
const OF_WARRANTY = new Set(["warranty", "certified"]);
const ABOUT_IT = /\b(?:it|it's|that|this|eso|ese|esa)\b/;

/** Returns what the reply consists of, in the order to say it; "silent" when nothing is due. */
export async function partsOf(scene: Scene): Promise<Part[] | "silent"> {
  const names = scene.understanding.intents.map((intent) => intent.name);
  const alone = ALONE.find((name) => names.includes(name));
  if (alone) return [gravePart(scene, alone) ?? part({})];
  const picture = picturePart(scene);
  if (picture !== null) return picture === "silent" ? "silent" : [picture];
  const asks = scene.understanding.open_questions.length > 0;
  if (names.length === 1 && !asks) {
    const courtesy = courtesyPart(scene, names[0] ?? "");
    if (courtesy !== null) return courtesy === "silent" ? "silent" : [courtesy];
  }
  if (names.length === 0 && scene.understanding.name !== null) return [namePart(scene)];
  const courteous = asks ? null : onlyCourtesy(scene, names);
  if (courteous) return courteous;
  const own = await askedAsSaved(scene) ?? additionPart(scene) ?? await shoppersPart(scene);
  if (own) return [own];
  const parts = await answeredParts(scene, inOrder(names));
  if (parts.length > 0) return parts;
  const upset = names.length === 0 && scene.understanding.sentiment === "negative";
  return [upset ? gravePart(scene, "complaint") ?? part({}) : await unclearPart(scene)];
}

async function answeredParts(scene: Scene, names: readonly string[]): Promise<Part[]> {
  const needs = names.some((name) => NEEDS_VEHICLE.has(name));
  const resolution: Resolution = needs
    ? await resolveVehicles(scene)
    : { kind: "none", vehicles: [] };
  const parts: Part[] = [];
  for (const name of names.slice(0, MOST_PARTS)) {
    if (isCovered(scene, name, parts)) continue;
    // At most four parts, each with a handful of reads; their order is the order of the sentences.
    // deno-lint-ignore no-await-in-loop
    const answer = await answerTo(scene, name, resolution);
    if (answer) parts.push(answer);
  }
  const { open_questions } = scene.understanding;
  // "It's for me and my dad" after "Whose name?" asks nothing: the name is still owed.
  const questions = scene.memory.awaits_name
    ? open_questions.filter(asksSomething)
    : open_questions;
  for (const question of questions) {
    // At most two open questions.
    // deno-lint-ignore no-await-in-loop
    parts.push(await generalPart(scene, question));
  }
  return parts;
}

const NEEDS_VEHICLE = new Set(
  "availability search price price_drop details overview cheaper newer fewer_miles buy similar compare visit negotiation finance photos hold injection"
    .split(" "),
);

async function answerTo(scene: Scene, name: string, resolution: Resolution): Promise<Part | null> {
  switch (name) {
    case "availability":
      return await availabilityPart(scene, resolution);
    case "search":
      return isNumbered(scene) || resolution.kind === "picked"
        ? await availabilityPart(scene, resolution)
        : await searchPart(scene);
    case "price":
      return asksFee(scene) || asksOfAnswer(scene, resolution)
        ? await generalPart(scene, pendingText(scene))
        : await pricePart(scene, resolution);
    case "details":
      return await detailsOrSearch(scene, resolution);
    case "overview":
      return await overviewPart(scene, resolution);
    case "cheaper":
      return resolution.kind === "picked"
        ? await availabilityPart(scene, resolution)
        : await cheaperPart(scene, resolution);
    case "newer":
    case "fewer_miles":
      return await betterPart(scene, resolution, name);
    case "similar":
      return await similarPart(scene, resolution);
    case "price_drop":
      return await priceDropPart(scene, resolution);
    case "compare":
      return comparePart(scene, await comparedVehicles(scene, resolution));
    case "visit":
      return await visitPart(scene, resolution);
    case "buy":
      return buyPart(scene, resolution);
    case "negotiation":
      return negotiationPart(scene, resolution);
    case "finance":
      return financePart(scene, resolution);
    case "photos":
    case "hold":
      return requestPart(scene, name, resolution);
    default:
      return await otherAnswer(scene, name, resolution);
  }
}

async function otherAnswer(
  scene: Scene,
  name: string,
  resolution: Resolution,
): Promise<Part | null> {
  switch (name) {
    case "hours":
      return hoursPart(scene);
    case "location":
      return locationPart(scene);
    case "phone":
      return phonePart(scene);
    case "bot":
      return botPart(scene);
    case "person":
      return personPart(scene);
    case "call":
      return callPart(scene);
    case "spanish":
      return part({ sentences: [scene.say("spanish")], ask: "ask_open", confidence: 0.9 });
    case "privacy":
      return part({ sentences: [scene.say("privacy")], ask: "ask_more", confidence: 0.9 });
    case "no_call":
      return part({ sentences: [scene.say("no_call")], confidence: 0.9 });
    case "service":
      // What covers cars on the lot may not cover the customer's own.
      return WARRANTY.test(pendingWords(scene))
        ? await serviceVisit(scene)
        : await withKnowledge(scene, await serviceVisit(scene));
    case "trade_in":
      return await withKnowledge(scene, tradePart(scene));
    case "visit_change":
      return await visitChanged(scene);
    case "injection":
      return await injectionPart(scene, resolution);
    case "complaint":
      return gravePart(scene, name);
    case "accident":
      return accidentPart(scene);
    default:
      return null;
  }
}

const CANCELS = /\bcancel(?:ar|o|lation)?\b/;
const IS_LATE = /\blate\b|\btarde\b/;

/** The calendar moves and cancels what it holds; everything else about a visit is a person's. */
async function visitChanged(scene: Scene): Promise<Part> {
  const words = pendingWords(scene);
  if (IS_LATE.test(words)) return visitChangePart(scene);
  const wish = scene.understanding.visit;
  const changed = await bookingChangePart(scene, { isCancel: CANCELS.test(words), wish });
  if (changed) return changed;
  const none = scene.desk === null ? [] : [scene.say("no_booking")];
  const own = visitChangePart(scene);
  return { ...own, sentences: [...none, ...own.sentences] };
}

/** Service is booked where the store keeps a calendar for it; else the service desk hears of it. */
async function serviceVisit(scene: Scene): Promise<Part> {
  const { visit: wish, ordinal, visit_answer, mentions } = scene.understanding;
  const [car] = mentions;
  const answers = wish !== null || ordinal !== null || visit_answer !== null;
  const { last_ask } = scene.memory;
  if ((last_ask === "ask_slot" || last_ask === "ask_name") && car && !answers) {
    const words = [car.year, car.make, car.model].filter((one) => one !== null).join(" ");
    return part({ sentences: [scene.say("service_car", { car: words })], ask: last_ask });
  }
  const own = servicePart(scene);
  const picks = ordinal !== null || visit_answer === "yes";
  if (!picks && (own.passes.length === 0 || wish === null)) return own;
  return await bookingPart(scene, { kind: "service", wish, vehicle: undefined }) ?? own;
}

/** "7 seater" with no vehicle in mind looks for one. */
async function detailsOrSearch(scene: Scene, resolution: Resolution): Promise<Part> {
  const { details } = scene.understanding;
  if (details.includes("warranty") && details.every((one) => OF_WARRANTY.has(one))) {
    return await warrantyPart(scene, resolution);
  }
  // What tows a stated weight is for a person or an approved answer, never for a list.
  if (resolution.kind === "none" && details.includes("towing")) {
    return await generalPart(scene, pendingText(scene));
  }
  const { latent_query } = scene.understanding;
  const latent = latent_query.text ?? latent_query.drivetrain ?? latent_query.fuel_type;
  return resolution.kind === "none" && latent !== null && !ABOUT_IT.test(pendingWords(scene))
    ? await searchPart(scene, latent_query)
    : await withGeneral(scene, await detailsPart(scene, resolution));
}

/** "How much is the doc fee" asks for no vehicle's price; "how much is it with fees" does. */
function asksFee(scene: Scene): boolean {
  const words = pendingWords(scene);
  const ofVehicle = scene.understanding.names_vehicle || isNumbered(scene) || ABOUT_IT.test(words);
  return FEE.test(words) && !ofVehicle;
}

/** A stock number or VIN names one unit, however it is asked about. */
function isNumbered(scene: Scene): boolean {
  const { stock_number, vin_tail } = scene.understanding.own_query;
  return stock_number !== null || vin_tail !== null;
}

/** The listed price stands, whatever the text orders. */
async function injectionPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const sentences = [scene.say("injection")];
  const open = resolution.vehicles.filter((one) => one.status === "available");
  const priced = open.filter((one) => one.price_cents !== null);
  if (priced.length === 0) return part({ sentences, ask: "ask_more", confidence: 0.85 });
  const price = await pricePart(scene, resolution);
  return { ...price, sentences: [...sentences, ...price.sentences] };
}

/** A price or detail already in an earlier sentence is not said twice. */
function isCovered(scene: Scene, name: string, parts: readonly Part[]): boolean {
  if (parts.length === 0) return false;
  const fields = new Set(
    parts.flatMap((one) => one.evidence).filter((one) => one.kind === "vehicle").flatMap((one) =>
      one.fields
    ),
  );
  if (name === "price") return fields.has("price_cents");
  if (name !== "details" || scene.understanding.details.length === 0) return false;
  return scene.understanding.details.every((detail) => fields.has(detail));
}

/** An approved answer, or one clarifying question; when that was asked already, a person takes a look. */
async function unclearPart(scene: Scene): Promise<Part> {
  const known = await knownPart(scene);
  if (known !== null) return known;
  const asked = scene.memory.last_ask === "ask_clarify";
  if (!asked) return part({ ask: "ask_clarify", confidence: 0.35 });
  return part({
    passes: [pass("unclear", "pass_unclear", ["your message", "su mensaje"], {
      wants: "Unclear, see the thread",
      blocked_by: "Two messages could not be understood",
    })],
    confidence: 0.3,
  });
}

function inOrder(names: readonly string[]): string[] {
  const first = FIRST.filter((name) => names.includes(name));
  return [...new Set([...first, ...names])];
}
