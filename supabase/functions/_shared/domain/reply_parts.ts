import { courtesyPart } from "./reply_courtesy.ts";
import { detailsPart, overviewPart, pricePart } from "./reply_details.ts";
import {
  financePart,
  gravePart,
  negotiationPart,
  pass,
  personPart,
  requestPart,
  servicePart,
  tradePart,
  visitChangePart,
} from "./reply_handover.ts";
import { cheaperPart, comparedVehicles, comparePart } from "./reply_compare.ts";
import { availabilityPart, searchPart } from "./reply_inventory.ts";
import { generalPart, withGeneral, withKnowledge } from "./reply_knowledge.ts";
import { type Part, part, pendingWords, type Scene } from "./reply_scene.ts";
import { botPart, hoursPart, locationPart, phonePart } from "./reply_store.ts";
import { visitPart } from "./reply_visit.ts";
import { type Resolution, resolveVehicles } from "./vehicle_resolution.ts";

/** Matters that are answered alone: a sales pitch beside them would be tactless. */
const ALONE = ["legal", "abuse", "bereavement", "wrong_number"];
/** Said first, whatever else follows. */
const FIRST = ["complaint", "accident", "injection", "bot"];
const MOST_PARTS = 4;
const ABOUT_IT = /\b(?:it|it's|that|this|eso|ese|esa)\b/;

/** Returns what the reply consists of, in the order to say it; "silent" when nothing is due. */
export async function partsOf(scene: Scene): Promise<Part[] | "silent"> {
  const names = scene.understanding.intents.map((intent) => intent.name);
  const alone = ALONE.find((name) => names.includes(name));
  if (alone) return [gravePart(scene, alone) ?? part({})];
  if (names.length === 1) {
    const courtesy = courtesyPart(scene, names[0] ?? "");
    if (courtesy !== null) return courtesy === "silent" ? "silent" : [courtesy];
  }
  const courteous = onlyCourtesy(scene, names);
  if (courteous) return courteous;
  const parts = await answeredParts(scene, inOrder(names));
  if (parts.length > 0) return parts;
  const upset = names.length === 0 && scene.understanding.sentiment === "negative";
  return [upset ? gravePart(scene, "complaint") ?? part({}) : unclearPart(scene)];
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
  for (const question of scene.understanding.open_questions) {
    // At most two open questions.
    // deno-lint-ignore no-await-in-loop
    parts.push(await generalPart(scene, question));
  }
  return parts;
}

const NEEDS_VEHICLE = new Set(
  "availability search price details overview cheaper compare visit negotiation finance photos hold injection"
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
      return await pricePart(scene, resolution);
    case "details":
      return await detailsOrSearch(scene, resolution);
    case "overview":
      return await overviewPart(scene, resolution);
    case "cheaper":
      return await cheaperPart(scene, resolution);
    case "compare":
      return comparePart(scene, await comparedVehicles(scene, resolution));
    case "visit":
      return await visitPart(scene, resolution);
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
    case "service":
      return await withKnowledge(scene, servicePart(scene));
    case "trade_in":
      return await withKnowledge(scene, tradePart(scene));
    case "visit_change":
      return visitChangePart(scene);
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

/** "7 seater" with no vehicle in mind looks for one. */
async function detailsOrSearch(scene: Scene, resolution: Resolution): Promise<Part> {
  const { latent_query } = scene.understanding;
  const latent = latent_query.text ?? latent_query.drivetrain ?? latent_query.fuel_type;
  return resolution.kind === "none" && latent !== null && !ABOUT_IT.test(pendingWords(scene))
    ? await searchPart(scene, latent_query)
    : await withGeneral(scene, await detailsPart(scene, resolution));
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

/** Tact first; a person cares for it unless the message asks something that can be answered. */
function accidentPart(scene: Scene): Part | null {
  const grave = gravePart(scene, "accident");
  const other = [...scene.wants].some((name) => name !== "accident" && name !== "details");
  return grave && other ? { ...grave, passes: [] } : grave;
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

/** One clarifying question; when that was asked already, a person takes a look. */
function unclearPart(scene: Scene): Part {
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

/** "Thanks, bye" is one courtesy; the weightiest of them is answered. */
function onlyCourtesy(scene: Scene, names: readonly string[]): Part[] | "silent" | null {
  const order = ["bought", "decline", "goodbye", "thanks", "affirm", "greeting"];
  if (names.length === 0 || !names.every((name) => order.includes(name))) return null;
  const chosen = order.find((name) => names.includes(name)) ?? "greeting";
  const courtesy = courtesyPart(scene, chosen);
  return courtesy === null ? null : courtesy === "silent" ? "silent" : [courtesy];
}

function inOrder(names: readonly string[]): string[] {
  const first = FIRST.filter((name) => names.includes(name));
  return [...new Set([...first, ...names])];
}
