import type { HandoverReasonCode, ReplyHandover, VehicleFact } from "../contract/intelligence.ts";
import { formatCents } from "./money.ts";
import { namingOf } from "./reply_inventory.ts";
import { type Part, part, type Pass, pendingWords, type Scene } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { wishWords } from "./visit_wish.ts";
import { sentencesFor } from "./template_catalogue.ts";
import { foldText, joinWords } from "./text.ts";
import { pendingMessages, timesSaid } from "./thread_memory.ts";
import { vehicleName } from "./vehicle_wording.ts";
import type { Resolution } from "./vehicle_resolution.ts";

/** Matters that outrank others when several are passed at once. */
const RANK: readonly HandoverReasonCode[] = [
  "legal",
  "abuse",
  "bereavement",
  "opt_out_unsure",
  "complaint",
  "wrong_number",
  "asked_for_person",
  "call_request",
  "accident",
  "visit_change",
  "negotiation",
  "visit_request",
  "finance",
  "trade_in",
  "hold_request",
  "service",
  "photos",
  "price_missing",
  "fact_missing",
  "hours_missing",
  "other_language",
  "unclear",
];

/** A person was asked for: passes it on. */
export function personPart(scene: Scene): Part {
  const wish = scene.understanding.visit;
  const asked = scene.understanding.intents.find((one) => one.name === "person")?.evidence ?? "";
  const named = asked === "" ? "" : ` ("${asked}")`;
  const when = wish ? ` at ${wishWords(wish)}` : "";
  return part({
    passes: [
      pass("asked_for_person", "pass_person", [
        "the request for a person",
        "la solicitud de una persona",
      ], {
        wants: `To talk with a person${named}${when}`,
      }),
    ],
    confidence: 0.95,
  });
}

const FINANCING = ["financing", "el financiamiento"] as const;
/** What the finance team wants to read in the customer's own words. */
const CREDIT =
  /\b(?:credit|score|fico|bk|bankrupt\w*|repo|itin|co-?sign\w*|pre-?approved|\d{2} ?(?:months?|mos))\b/;

/** Payments, rates and credit: never quoted, always passed on. */
export function financePart(scene: Scene, resolution: Resolution): Part {
  const { payment_cents, down_cents } = scene.understanding;
  const target = payment_cents === null ? "" : `: ${formatCents(payment_cents)} a month`;
  const brings = [
    down_cents === null ? null : `${formatCents(down_cents)} down`,
    CREDIT.test(pendingWords(scene)) ? quoted(scene, CREDIT) : null,
  ].filter((one) => one !== null);
  // "5k down" after the team was told of financing only adds to it.
  const adds = scene.memory.recent_keys.includes("pass_finance") && brings.length > 0 &&
    target === "" && !pendingWords(scene).includes("?");
  return part({
    passes: [pass("finance", adds ? "pass_added" : "pass_finance", FINANCING, {
      wants: adds ? null : `Financing${target}${onVehicle(scene, resolution)}`,
      brings: brings.length === 0 ? null : brings.join(", "),
      blocked_by: "Payments and rates come from the finance team",
    })],
    confidence: 0.9,
  });
}

/** Photos and holds concern one vehicle; without one the reply asks which. */
export function requestPart(scene: Scene, kind: "photos" | "hold", resolution: Resolution): Part {
  if (resolution.vehicles.length === 0) return part({ ask: "ask_vehicle", confidence: 0.6 });
  const hold = kind === "hold";
  return part({
    passes: [pass(
      hold ? "hold_request" : "photos",
      hold ? "pass_hold" : "pass_photos",
      hold ? ["the hold", "el apartado"] : ["the photos", "las fotos"],
      {
        wants: hold
          ? `A hold${onVehicle(scene, resolution)}`
          : `Photos${onVehicle(scene, resolution, "of")}`,
        blocked_by: hold ? "Holds go through the team" : "Photos come from the team",
      },
    )],
    vehicle_ids: resolution.vehicles.slice(0, 3).map((one) => one.id),
    confidence: 0.88,
  });
}

/** A visit to cancel, move or be late for. */
export function visitChangePart(scene: Scene): Part {
  return part({
    passes: [pass("visit_change", "pass_change", ["the change", "el cambio"], {
      wants: `Change of a visit: ${quoted(scene)}`,
    })],
    confidence: 0.9,
  });
}

/** Returns the customer's own words for staff; of a long text the sentences about the matter. */
export function quoted(scene: Scene, about: RegExp = /(?:)/): string {
  const said = pendingMessages(scene.context).map((one) => one.content.trim()).join(" ");
  const told = said.split(/(?<=[.!?])\s+/).filter((one) => about.test(foldText(one))).join(" ");
  const words = told === "" ? said : told;
  return `"${words.slice(0, 140)}"`;
}

interface Grave {
  reason: HandoverReasonCode;
  opening: TemplateKey;
  line: TemplateKey;
  wants: string;
}

const GRAVE: Readonly<Record<string, Grave>> = {
  legal: {
    reason: "legal",
    opening: "legal",
    line: "pass_complaint",
    wants: "Speaks of legal steps",
  },
  abuse: { reason: "abuse", opening: "calm", line: "pass_calm", wants: "Upset, uses strong words" },
  bereavement: {
    reason: "bereavement",
    opening: "sorry_loss",
    line: "pass_care",
    wants: "Has lost someone; personal care",
  },
  wrong_number: {
    reason: "wrong_number",
    opening: "wrong_number",
    line: "pass_records",
    wants: "Says this is a wrong number",
  },
  complaint: {
    reason: "complaint",
    opening: "sorry_complaint",
    line: "pass_complaint",
    wants: "Complains about the experience",
  },
  accident: {
    reason: "accident",
    opening: "sorry_accident",
    line: "pass_care",
    wants: "Had an accident",
  },
};

/** Returns the calm answer to a grave matter; null for any other intent. */
export function gravePart(scene: Scene, intent: string): Part | null {
  const grave = Object.hasOwn(GRAVE, intent) ? GRAVE[intent] : undefined;
  if (!grave) return null;
  return part({
    sentences: [scene.say(grave.opening)],
    passes: [pass(grave.reason, grave.line, ["this", "esto"], { wants: grave.wants })],
    confidence: 0.92,
    closes: grave.reason === "wrong_number",
  });
}

/** Tact first; a person cares for it unless the message asks something that can be answered. */
export function accidentPart(scene: Scene): Part | null {
  const grave = gravePart(scene, "accident");
  const other = [...scene.wants].some((name) => name !== "accident" && name !== "details");
  return grave && other ? { ...grave, passes: [] } : grave;
}

/** Returns a matter that goes to the team. */
export function pass(
  reason: HandoverReasonCode,
  line: TemplateKey,
  [en, es]: readonly [string, string],
  facts: Pick<Pass, "wants" | "brings" | "blocked_by">,
): Pass {
  return { reason, line, topic: { en, es }, ...facts };
}

/** Returns one handover for all matters of a reply, null when there are none. */
export function mergedHandover(passes: readonly Pass[]): ReplyHandover | null {
  const sorted = [...passes].sort((a, b) => RANK.indexOf(a.reason) - RANK.indexOf(b.reason));
  const first = sorted[0];
  if (!first) return null;
  const joined = (values: readonly (string | null | undefined)[]): string | null => {
    const stated = [...new Set(values)].filter((one): one is string => Boolean(one));
    return stated.length > 0 ? stated.join("; ") : null;
  };
  return {
    reason: first.reason,
    wants: joined(sorted.map((one) => one.wants)),
    brings: joined(sorted.map((one) => one.brings)),
    blocked_by: joined(sorted.map((one) => one.blocked_by)),
  };
}

/** Returns the sentence that tells the customer what goes to the team. */
export function passSentence(scene: Scene, passes: readonly Pass[]): string | null {
  const first = passes[0];
  if (!first) return null;
  if (new Set(passes.map((one) => one.line)).size === 1) return scene.say(freshLine(scene, first));
  const topics = [...new Set(passes.map((one) => one.topic[scene.language]))];
  const and = scene.language === "es" ? "y" : "and";
  return scene.say("pass_several", { topics: joinWords(topics, and) });
}

/** What was said in all its wordings is said in general ones. */
function freshLine(scene: Scene, { line }: Pass): TemplateKey {
  const wordings = sentencesFor(line, scene.language, scene.context.channel ?? "sms");
  const worn = wordings.every((one) => timesSaid(one, scene.memory.said) > 0);
  return worn ? "pass_general" : line;
}

/** Returns which vehicle a matter is about, for staff: " on the 2024 RAV4 (stock T4417)". */
export function onVehicle(scene: Scene, resolution: Resolution, word = "on"): string {
  const open = resolution.vehicles.filter((one) => one.status === "available");
  const names = (open.length > 0 ? open : resolution.vehicles).slice(0, 2).map(
    (one: VehicleFact) => {
      const stock = one.stock_number ? ` (stock ${one.stock_number})` : "";
      return `${vehicleName(one, namingOf(scene))}${stock}`;
    },
  );
  const on = word === "" ? "" : ` ${word}`;
  return names.length > 0 ? `${on} the ${names.join(" and ")}` : "";
}
