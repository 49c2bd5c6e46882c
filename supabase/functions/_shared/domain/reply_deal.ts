import type { VehicleFact } from "../contract/intelligence.ts";
import { formatCents } from "./money.ts";
import { onVehicle, pass, quoted } from "./reply_handover.ts";
import { LIST_LENGTH, listPart } from "./reply_inventory.ts";
import { pricePart } from "./reply_details.ts";
import { type Part, part, pendingWords, type Scene, vehicleEvidence } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { wishWords } from "./visit_wish.ts";
import { CONDITION, tradeWords } from "./trade_in.ts";
import type { Resolution } from "./vehicle_resolution.ts";

const OUT_THE_DOOR = /\bout[- ]the[- ]door\b|\botd\b/;
const OFF =
  /\b(?:knock|shave|drop|come down)(?: (?:it|off|another|me|by|the price))* \$?\d|\b(?:take|get)(?: (?:it|another|me|by|the price))* off \$?\d|\d[\d,.]*k? (?:off|less|discount)\b/;
const ELSEWHERE =
  /\bfound (?:\w+ ){1,8}(?:for|at) \$?\d|\banother (?:store|dealer|dealership|lot|place)\b/;
const TELL_ME =
  /\b(?:let me know|tell me|text me|notify me|keep me posted|alert me|av[ií]seme|digame)\b/;
const ASKS_VALUE = /\b(?:how much|what) (?:would|will|can|could)|\bcuanto (?:me )?(?:dan|darian)/;
/** Work that starts with a day; everything else goes to the service desk at once. */
const PLANNED =
  /oil chang|tire rotation|inspection|alignment|maintenance|\bservice\b|brake|new tires|tune|recall|cambio de aceite|mantenimiento|servicio|alineacion/;
const PRESSING =
  /won'?t start|broke|\b(?:sell|stock|carry|have) (?:\w+ ){0,3}(?:pads|rotors|tires|filters?)|mats|wiper|filter|fob|paint|light|noise|sound|leak|smoke|ready|done|parts|tow|stranded|urgent|hace|taller/;

const TRADE = ["your trade-in", "su auto a cambio"] as const;

/** A trade-in: asks for car and miles, once each, then passes on what is known. */
export function tradePart(scene: Scene): Part {
  const { trade } = scene.understanding;
  const { last_ask } = scene.memory;
  const named = trade !== null && (trade.model ?? trade.make) !== null;
  const asked = scene.memory.awaits_trade;
  const noted = asked && !ASKS_VALUE.test(pendingWords(scene)) ? [] : [scene.say("trade_noted")];
  if (!named && !asked) return part({ sentences: noted, ask: "ask_trade", confidence: 0.9 });
  // "How much would you give me?" answers nothing, so the question is put once more.
  const again = ASKS_VALUE.test(pendingWords(scene)) &&
    scene.memory.said.filter((one) => one.includes("?")).length < 3;
  if (named && trade.miles === null && (last_ask !== "ask_trade_miles" || again)) {
    return part({ sentences: noted, ask: "ask_trade_miles", confidence: 0.9 });
  }
  // What comes after the car was passed on is all that is new.
  const isMore = scene.memory.last_keys.includes("pass_trade") &&
    scene.understanding.mentions.length === 0;
  const asksValue = ASKS_VALUE.test(pendingWords(scene));
  const adds = isMore && !asksValue;
  const words = trade === null || isMore ? "" : tradeWords(trade);
  const isPlain = (named && !CONDITION.test(pendingWords(scene))) || asksValue;
  const told = isPlain && !adds
    ? words
    : [words, quoted(scene, CONDITION)].filter(Boolean).join(", ");
  return part({
    passes: [pass("trade_in", adds ? "pass_added" : "pass_trade", TRADE, {
      wants: "A value for a trade-in",
      brings: told === "" ? null : `Trade-in: ${told}`,
      blocked_by: "Values come from the team",
    })],
    confidence: 0.9,
  });
}

/** "I'll take it": the team hears at once, and the day is asked for. */
export function buyPart(scene: Scene, resolution: Resolution): Part {
  const open = resolution.vehicles.filter((one) => one.status === "available");
  const [first] = open;
  if (!first) return part({ ask: "ask_vehicle", confidence: 0.6 });
  if (open.length > 1) {
    return listPart(scene, open.slice(0, LIST_LENGTH), "found_some", "ask_which");
  }
  return part({
    passes: [pass("visit_request", "pass_buy", ["your purchase", "su compra"], {
      wants: `Ready to buy${onVehicle(scene, resolution, "")}`,
      blocked_by: "A person settles the purchase",
    })],
    ask: "ask_day",
    evidence: [vehicleEvidence(first, ["status"])],
    vehicle_ids: [first.id],
    confidence: 0.9,
  });
}

/** Work on the customer's own car: always for the service desk, with the day if it can wait for one. */
export function servicePart(scene: Scene): Part {
  const { visit, intents, mentions } = scene.understanding;
  const what = intents.find((one) => one.name === "service")?.evidence ?? "service";
  const asked = scene.memory.last_ask === "ask_service_day";
  const owned = mentions.find((mention) => mention.role === "owned") ?? mentions[0];
  const car = owned &&
    [owned.year, owned.make, owned.model].filter((one) => one !== null).join(" ");
  const words = pendingWords(scene);
  const canWait = PLANNED.test(what) && !PRESSING.test(words);
  const stated = (visit?.date ?? visit?.time ?? null) !== null;
  const onlyCar = asked && car && !scene.memory.last_keys.includes("service_car");
  // "How much is it?" after the work was named is for the desk to say.
  const isFollowUp = !words.includes(what) &&
    /\b(?:how much|price|cost|cuanto|warranty|garantia)\b/.test(words);
  if (canWait && !isFollowUp && !stated && (!asked || onlyCar)) {
    return part({
      sentences: [onlyCar ? scene.say("service_car", { car }) : scene.say("service_noted")],
      ask: "ask_service_day",
      confidence: 0.88,
    });
  }
  const answer = (asked || isFollowUp) && !stated ? ` ${quoted(scene)}` : "";
  return part({
    passes: [pass("service", "pass_service", ["the service request", "la solicitud de servicio"], {
      wants: `Service: ${what}${visit && stated ? `, ${wishWords(visit)}` : answer}`,
      brings: car || null,
      blocked_by: "Service visits are booked by the service team",
    })],
    confidence: 0.88,
  });
}

/** "Did the price drop?" is answered with the price that stands; a wish to be told goes to staff. */
export async function priceDropPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const price = await pricePart(scene, resolution);
  if (!TELL_ME.test(pendingWords(scene))) {
    return price.evidence.length === 0
      ? price
      : { ...price, sentences: [...price.sentences, scene.say("price_today")] };
  }
  return {
    ...price,
    passes: [
      ...price.passes,
      pass("negotiation", "pass_discount", ["the price question", "la pregunta del precio"], {
        wants: `To hear when the price drops${onVehicle(scene, resolution)}`,
        blocked_by: "Only the team can change a price",
      }),
    ],
  };
}

/** An offer, a discount or a total: the listed price stands, the rest is the team's. */
export function negotiationPart(scene: Scene, resolution: Resolution): Part {
  const { offer_cents } = scene.understanding;
  const total = OUT_THE_DOOR.test(pendingWords(scene));
  const priced = resolution.vehicles.filter((one) =>
    one.status === "available" && one.price_cents !== null
  );
  const one = priced.length === 1 ? priced[0] : undefined;
  const asked = scene.memory.last_ask === "ask_which_offer";
  if (offer_cents === null && priced.length > 1 && !asked) return whichPart(scene, priced);
  const stated = offer_cents === null ? null : formatCents(offer_cents);
  // "Knock off 2k" names the discount and no price.
  const less = stated !== null && OFF.test(pendingWords(scene));
  // What another store asks is no offer of theirs.
  const elsewhere = ELSEWHERE.test(pendingWords(scene));
  const offer = less || elsewhere ? null : stated;
  const line: TemplateKey = offer === null ? total ? "pass_total" : "pass_discount" : "pass_offer";
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
          wants: `${bargainWish(scene, stated, less)}${onVehicle(scene, resolution)}`,
          blocked_by: "Only the team can change a price",
        },
      ),
    ],
    evidence: one ? [vehicleEvidence(one, ["price_cents", "status"])] : listed?.evidence ?? [],
    vehicle_ids: one ? [one.id] : listed?.vehicle_ids ?? [],
    confidence: 0.88,
  });
}

/** How staff read what was asked of the price; `less` where the amount is a discount. */
function bargainWish(scene: Scene, stated: string | null, less: boolean): string {
  const words = pendingWords(scene);
  const total = OUT_THE_DOOR.test(words);
  if (stated !== null && ELSEWHERE.test(words)) return `Saw it elsewhere for ${stated}`;
  if (stated !== null && !less) return `Offers ${stated}${total ? " out the door" : ""}`;
  if (total) return "An out-the-door total";
  if (less) return `A discount of ${stated}`;
  return /\d/.test(words) && words.length <= 140
    ? `A better price, ${quoted(scene)},`
    : "A better price";
}

function whichPart(scene: Scene, vehicles: readonly VehicleFact[]): Part {
  const listed = listPart(scene, vehicles.slice(0, LIST_LENGTH), "price_some", "ask_which_offer");
  return { ...listed, confidence: 0.85 };
}
