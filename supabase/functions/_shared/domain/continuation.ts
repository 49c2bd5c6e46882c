import type { IntentFinding, ReplyContext } from "../contract/intelligence.ts";
import { isSearching } from "./detail_entities.ts";
import { type EntityReading, type VehicleEntities, vehicleEntities } from "./entities.ts";
import { readIntents } from "./intent.ts";
import { CONDITION } from "./trade_in.ts";
import { statedName } from "./stated_name.ts";
import { foldText, squash, tokens } from "./text.ts";
import { isAboutCall, type ThreadMemory, threadMemory } from "./thread_memory.ts";
import { relativeDay, type StatedTime, statedTime } from "./time_entities.ts";
import { type VisitAnswer, visitAnswer } from "./visit_answer.ts";
import type { LocalMoment } from "./zoned_time.ts";

/** The pending text with what was read from it so far. */
export interface Asked {
  text: string;
  entities: VehicleEntities;
  time: StatedTime;
  earlier: readonly string[];
  reading: EntityReading;
  now: LocalMoment;
}

/** What is asked now, after the thread has been taken into account. */
export interface AskedNow {
  intents: IntentFinding[];
  details: string[];
  answer: VisitAnswer | null;
}

const CARRIED_LENGTH = 500;
/** Messages back in which the service may have been named that is still spoken of. */
const SERVICE_TEXTS = 5;
/** Words of an answer to "which one do you mean?". */
const SHORT_ANSWER = 5;
/** Questions about one vehicle, which the vehicle's name completes. */
const ASKS_OF_ONE = new Set(
  "price details availability overview photos hold visit finance negotiation price_drop".split(" "),
);
/** Intents that only repeat what an answer to a question holds. */
const ANSWERING = new Set([
  "visit",
  "decline",
  "affirm",
  "search",
  "greeting",
  "goodbye",
  "thanks",
]);
const WHEN = /^\W*(?:ok |and )?(?:when|how soon|what time|cuando|a que hora)\W*$/;
const CALL_ANSWERS = new Set([...ANSWERING, "phone", "hours"]);
/** Questions that a time answers, whatever it is for. */
const SLOT_ASKS = new Set<string>(["ask_slot", "ask_confirm", "ask_other_time", "ask_time"]);
/** "It's a crew cab" goes on about the car that was asked for. */
const IT_IS = /^\W*(?:it'?s|it is|mine is|mine's|es) (?:an?|the|un|una)\b/;
/** Said of a price that only the team can change; a number next is an offer. */
const BARGAINED = ["price_firm", "pass_offer", "pass_discount"] as const;
const BARE_OFFER =
  /^\W*(?:(?:ok|okay|no|fine|alright|what about|how about|and|then|maybe|y|que tal)\W+)*\$?\d{2,3}(?:[.,]?\d{3})?k?(?: (?:flat|final|cash|even|firm|otd|out the door|then))*\W*$/;
const ALSO = /^\W*(?:and|what about|how about|y|que tal|ok and|also)\b/;
const ASKING = /^\W*(?:what|when|how|do|does|is|are|can|could|where|why|who|que|como)\b/;
const HOURS_SAID =
  /(?:we're|service is|service|are) (?:open|closed)|\babrimos\b|\babre\b|\bcerrado\b|doors open|open again/i;

/** What is asked now: by the pending text, or still by the question it completes. */
export function askedNow(context: ReplyContext, asked: Asked): AskedNow {
  const memory = threadMemory(context);
  const folded = foldText(asked.text);
  const answer = memory.awaits_time || memory.awaits_name ? visitAnswer(folded) : null;
  const read = readIntents(asked.text, asked.entities, asked.time);
  if (["ask_vehicle", "ask_number", "ask_which_offer"].includes(memory.last_ask ?? "")) {
    const isPick = memory.last_ask === "ask_which_offer" && !ASKING.test(folded) &&
      read.every((one) => one.name === "overview" || one.name === "search");
    const continued = continuedQuestion(asked, isPick);
    if (continued) return { ...continued, answer: null };
  }
  // "I'll take it" takes the time that was offered.
  const intents = memory.awaits_time ? read.filter((one) => one.name !== "buy") : read;
  const plain = { intents, details: asked.entities.details, answer };
  const only = intents.every((one) => ANSWERING.has(one.name));
  const one = (name: string, confidence = 0.85) => ({
    ...plain,
    intents: [{ name, confidence, evidence: folded.slice(0, 60) }],
    details: [],
  });
  const implied = impliedIntent(memory, asked, { intents, answer });
  if (implied !== null) return one(implied);
  if (memory.last_ask === "ask_service_day" && only) return serviceAgain(asked, answer) ?? plain;
  if (completesService(asked, memory.last_ask, only) || goesOnAbout(asked.entities, intents)) {
    const again = serviceAgain(asked, answer);
    if (again) return again;
  }
  const goesOn = relativeDay(folded) !== null && intents.every((one) => one.name === "service");
  if ((only || goesOn) && asksHoursAgain(context, asked, memory.awaits_time)) {
    return one("hours", 0.9);
  }
  if (memory.awaits_name && only && statedName(asked.text.replace(/\.$/, ""), true) !== null) {
    return { intents: [], details: [], answer: null };
  }
  if (intents.length === 0 && memory.listed_ids.length > 1 && namesTrim(context, folded)) {
    return one(memory.awaits_time ? "visit" : "overview");
  }
  const offered = memory.last_ask === "ask_slot" || memory.last_ask === "ask_confirm";
  if (offered && (asked.entities.ordinal !== null || (only && answer === "yes"))) {
    return one("visit");
  }
  if (only && answer !== null) return answered(plain, asked, one);
  const wasAsked = memory.last_ask !== null;
  if (wasAsked && intents.length === 0 && tokens(folded).length <= SHORT_ANSWER) {
    const said = visitAnswer(folded);
    if (said === "no") return one("decline");
    if (said === "unsure") return one("undecided");
  }
  return { ...plain, intents: withoutKnownVisit(intents, memory.last_keys) };
}

/** What a text means after the question or the word it follows. */
function impliedIntent(
  memory: ThreadMemory,
  asked: Asked,
  { intents, answer }: Pick<AskedNow, "intents" | "answer">,
): string | null {
  const names = new Set(intents.map((one) => one.name));
  const bargains = BARGAINED.some((key) => memory.recent_keys.includes(key));
  const offers = BARE_OFFER.test(foldText(asked.text)) && asked.time.minutes === null;
  if (bargains && offers) return "negotiation";
  const onCall = isAboutCall(memory);
  if (onCall && WHEN.test(foldText(asked.text))) return "hours";
  if (onCall && !asked.text.includes("?") && intents.every((one) => CALL_ANSWERS.has(one.name))) {
    return ["decline", "thanks", "goodbye", "affirm"].some((name) => names.has(name))
      ? null
      : "call";
  }
  const refuses = answer === "no" && SLOT_ASKS.has(memory.last_ask ?? "");
  const changes = intents.length > 0 && intents.every((one) => one.name === "visit_change");
  if (refuses && changes) return "decline";
  return memory.awaits_trade && answersTrade(asked, intents) ? "trade_in" : null;
}

/** A time, a pick or the car for it may answer a question about service; a name alone never does. */
function completesService(asked: Asked, ask: string | null, only: boolean): boolean {
  const { text, entities, time } = asked;
  const names_car = entities.mentions.length > 0 && !text.includes("?");
  if (ask === "ask_name") return only && names_car;
  const states = time.date !== null || time.minutes !== null || time.part_of_day !== null;
  const picks = entities.ordinal !== null || visitAnswer(foldText(text)) !== null;
  return SLOT_ASKS.has(ask ?? "") && (picks || (only && (states || names_car)));
}

/** "How much is it", "can I bring it in Tuesday", "is that under warranty" go on about the service. */
function goesOnAbout(entities: VehicleEntities, intents: readonly IntentFinding[]): boolean {
  if (entities.names_vehicle || intents.length === 0) return false;
  const warranty = entities.details.every((detail) => detail === "warranty");
  return warranty && intents.every((one) => ["price", "visit", "details"].includes(one.name));
}

/** "the SE", "XLE please": one of those just listed. */
function namesTrim(context: ReplyContext, folded: string): boolean {
  const words = folded.replace(/\b(?:the|one|please|that|el|la|de|por favor)\b/g, " ");
  const trims = context.inventory_vocabulary.trims.map(squash);
  return squash(words) !== "" && trims.includes(squash(words));
}

/** Refusals and doubts about a visit are no visit, whatever time they hold along. */
function answered(
  plain: AskedNow,
  { time }: Asked,
  one: (name: string, confidence?: number) => AskedNow,
): AskedNow {
  const states = time.date !== null || time.minutes !== null || time.part_of_day !== null;
  if (plain.answer === "other_time") return one("visit");
  if (plain.answer === "unsure") return states ? one("visit") : one("undecided");
  if (plain.answer === "no") return states ? one("visit") : one("decline");
  return plain;
}

/** "and sunday?" after an answer on hours asks for hours; after "what time suits you?" it answers. */
function asksHoursAgain(context: ReplyContext, { text, time }: Asked, awaits: boolean): boolean {
  const last = context.messages.findLast((one) => one.author === "ai")?.content ?? "";
  const folded = foldText(text);
  const names_day = time.date !== null || relativeDay(folded) !== null;
  if (!names_day || time.minutes !== null || !HOURS_SAID.test(last)) return false;
  if (tokens(folded).length > SHORT_ANSWER) return false;
  return !awaits || (ALSO.test(folded) && text.trim().replace(/\.$/, "").endsWith("?"));
}

/** "2016 RAV4, 120k miles" after a question about the trade-in describes the customer's own car. */
function answersTrade({ text, entities, time }: Asked, intents: readonly IntentFinding[]): boolean {
  if (text.includes("?") || isSearching(foldText(text)) || entities.superlative) return false;
  // "Saturday at 11" names a visit, "2016 RAV4, 120k" a car.
  if (entities.mentions.length === 0 && time.date !== null) return false;
  const stated = entities.mentions.length > 0 || /\d/.test(text);
  const silent = intents.length === 0 && threadlike(text);
  const tells = stated || CONDITION.test(foldText(text)) || IT_IS.test(foldText(text));
  return (tells && intents.every((one) => ["search", "details", "visit"].includes(one.name))) ||
    silent;
}

/** "no idea" still answers; "asdf" does not. */
function threadlike(text: string): boolean {
  return visitAnswer(foldText(text)) === "unsure" || /\b(?:no idea|ni idea)\b/.test(foldText(text));
}

/** A day or a time after a question about service still asks for that service. */
function serviceAgain(
  { earlier, reading, now }: Asked,
  answer: VisitAnswer | null,
): AskedNow | null {
  for (const text of earlier.slice(-SERVICE_TEXTS).reverse()) {
    const part = text.slice(0, CARRIED_LENGTH);
    const entities = vehicleEntities(part, reading);
    const intents = readIntents(part, entities, statedTime(foldText(part), now));
    const found = intents.find((one) => one.name === "service");
    if (found) return { intents: [found], details: [], answer };
    if (goesOnAbout(entities, intents)) continue;
    // "The second one" is an overview elsewhere; here it picked a time.
    if (intents.some((one) => !ANSWERING.has(one.name) && one.name !== "overview")) return null;
  }
  return null;
}

/** "The Camry", after "which vehicle do you mean?", still asks what was asked before. */
function continuedQuestion(
  { text: answer, earlier, entities: named, reading, now }: Asked,
  isPick: boolean,
): { intents: IntentFinding[]; details: string[] } | null {
  const folded = foldText(answer);
  const short = isPick && tokens(folded).length <= SHORT_ANSWER;
  // "Does it come in white?" names no vehicle and asks something of its own.
  if (ASKING.test(folded) && !ALSO.test(folded) && !named.names_vehicle) return null;
  if (named.superlative) return null;
  const picks = named.pick !== null || named.ordinal !== null;
  if ((!named.has_criteria && !short && !picks) || named.details.length > 0) return null;
  const text = (earlier[earlier.length - 1] ?? "").slice(0, CARRIED_LENGTH);
  const entities = vehicleEntities(text, reading);
  const intents = readIntents(text, entities, statedTime(foldText(text), now))
    .filter((one) => ASKS_OF_ONE.has(one.name));
  return intents.length > 0 ? { intents, details: entities.details } : null;
}

/** "See you tomorrow" after the visit was passed on is a goodbye, not a second wish. */
function withoutKnownVisit(
  intents: IntentFinding[],
  lastKeys: readonly string[],
): IntentFinding[] {
  const farewell = intents.some((one) =>
    /^(?:great|ok|perfect)?\W*see (?:you|ya|u)/.test(one.evidence)
  );
  const settled = lastKeys.includes("pass_visit") || lastKeys.includes("booked");
  if (!farewell || !settled) return intents;
  return intents.map((one) => one.name === "visit" ? { ...one, name: "goodbye" } : one);
}
