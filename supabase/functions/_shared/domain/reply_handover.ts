import type { HandoverReasonCode, ReplyHandover, VehicleFact } from "../contract/intelligence.ts";
import { formatCents } from "./money.ts";
import { LIST_LENGTH, listPart, namingOf } from "./reply_inventory.ts";
import {
  type Part,
  part,
  type Pass,
  pendingWords,
  type Scene,
  vehicleEvidence,
} from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { wishWords } from "./reply_visit.ts";
import { joinWords } from "./text.ts";
import { pendingMessages } from "./thread_memory.ts";
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

const OUT_THE_DOOR = /\bout[- ]the[- ]door\b|\botd\b/;

/** A person was asked for: passes it on, with the number to call. */
export function personPart(scene: Scene): Part {
  const wish = scene.understanding.visit;
  const call = scene.understanding.intents.find((one) =>
    /\bcall|ring|phone|llam/.test(one.evidence)
  );
  const asked = scene.understanding.intents.find((one) => one.name === "person")?.evidence ?? "";
  const named = asked === "" ? "" : ` ("${asked}")`;
  const when = wish ? ` at ${wishWords(wish)}` : "";
  return part({
    passes: [
      pass("asked_for_person", "pass_person", [
        "the request for a person",
        "la solicitud de una persona",
      ], {
        wants: call ? `A phone call${when}` : `To talk with a person${named}${when}`,
      }),
    ],
    confidence: 0.95,
  });
}

/** Payments, rates and credit: never quoted, always passed on. */
export function financePart(scene: Scene, resolution: Resolution): Part {
  const { payment_cents, down_cents } = scene.understanding;
  const target = payment_cents === null ? "" : `: ${formatCents(payment_cents)} a month`;
  return part({
    passes: [pass("finance", "pass_finance", ["financing", "el financiamiento"], {
      wants: `Financing${target}${onVehicle(scene, resolution)}`,
      brings: down_cents === null ? null : `${formatCents(down_cents)} down`,
      blocked_by: "Payments and rates come from the finance team",
    })],
    confidence: 0.9,
  });
}

/** A trade-in: asks what it is once, then passes it on. */
export function tradePart(scene: Scene): Part {
  const owned = scene.understanding.mentions.find((mention) => mention.role === "owned");
  const named = owned &&
    [owned.year, owned.make, owned.model].filter((one) => one !== null).join(" ");
  const asked = scene.memory.awaits_trade;
  const told = asked ? quoted(scene) : null;
  return part({
    passes: [pass("trade_in", "pass_trade", ["your trade-in", "su auto a cambio"], {
      wants: "A value for a trade-in",
      brings: named
        ? `Trade-in: ${named}`
        : told === null
        ? "A trade-in, not named yet"
        : `Trade-in: ${told}`,
      blocked_by: "Values come from the team",
    })],
    ask: named || asked ? null : "ask_trade",
    confidence: 0.9,
  });
}

/** An offer, a discount or a total: the listed price stands, the rest is the team's. */
export function negotiationPart(scene: Scene, resolution: Resolution): Part {
  const { offer_cents } = scene.understanding;
  const total = OUT_THE_DOOR.test(pendingWords(scene));
  const priced = resolution.vehicles.filter((one) =>
    one.status === "available" && one.price_cents !== null
  );
  const one = priced.length === 1 ? priced[0] : undefined;
  const offer = offer_cents === null ? null : formatCents(offer_cents);
  const line: TemplateKey = offer === null ? total ? "pass_total" : "pass_discount" : "pass_offer";
  const terms = total ? " out the door" : "";
  const listed = priced.length > 1
    ? listPart(scene, priced.slice(0, LIST_LENGTH), "price_some", null)
    : null;
  return part({
    sentences: one
      ? [scene.say("price_firm", { price: formatCents(one.price_cents ?? 0) })]
      : listed?.sentences ?? [],
    passes: [
      pass(
        "negotiation",
        line,
        offer ? ["your offer", "su oferta"] : ["the price question", "la pregunta del precio"],
        {
          wants: `${
            offer ? `Offers ${offer}${terms}` : total ? "An out-the-door total" : "A better price"
          }${onVehicle(scene, resolution)}`,
          blocked_by: "Only the team can change a price",
        },
      ),
    ],
    evidence: one ? [vehicleEvidence(one, ["price_cents", "status"])] : listed?.evidence ?? [],
    vehicle_ids: one ? [one.id] : listed?.vehicle_ids ?? [],
    confidence: 0.88,
  });
}

/** Work on the customer's own car: always for the service desk. */
export function servicePart(scene: Scene): Part {
  const { visit, intents, mentions } = scene.understanding;
  const what = intents.find((one) => one.name === "service")?.evidence ?? "service";
  const owned = mentions.find((mention) => mention.role === "owned");
  const car = owned &&
    [owned.year, owned.make, owned.model].filter((one) => one !== null).join(" ");
  return part({
    passes: [pass("service", "pass_service", ["the service request", "la solicitud de servicio"], {
      wants: `Service: ${what}${visit ? `, ${wishWords(visit)}` : ""}`,
      brings: car || null,
      blocked_by: "Service visits are booked by the service team",
    })],
    confidence: 0.88,
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

/** The customer's own words, for staff. */
function quoted(scene: Scene): string {
  const words = pendingMessages(scene.context).map((one) => one.content.trim()).join(" ");
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
  if (new Set(passes.map((one) => one.line)).size === 1) return scene.say(first.line);
  const topics = [...new Set(passes.map((one) => one.topic[scene.language]))];
  const and = scene.language === "es" ? "y" : "and";
  return scene.say("pass_several", { topics: joinWords(topics, and) });
}

function onVehicle(scene: Scene, resolution: Resolution, word = "on"): string {
  const open = resolution.vehicles.filter((one) => one.status === "available");
  const names = (open.length > 0 ? open : resolution.vehicles).slice(0, 2).map(
    (one: VehicleFact) => {
      const stock = one.stock_number ? ` (stock ${one.stock_number})` : "";
      return `${vehicleName(one, namingOf(scene))}${stock}`;
    },
  );
  return names.length > 0 ? ` ${word} the ${names.join(" and ")}` : "";
}
