import type {
  IntentFinding,
  ReplyContext,
  Sentiment,
  ThreadMessage,
  Urgency,
  VehicleQuery,
} from "../contract/intelligence.ts";
import type { MessageUnderstanding, Understanding } from "../contract/understanding.ts";
import { carriedQuery, carriedRefusals, raisedFrom } from "./carried_query.ts";
import { askedNow } from "./continuation.ts";
import { type EntityReading, type VehicleEntities, vehicleEntities } from "./entities.ts";
import { holidayDate } from "./business_hours.ts";
import { readIntents } from "./intent.ts";
import { languageOf, replyLanguage } from "./language.ts";
import { optOutIntent } from "./opt_out.ts";
import { statedName } from "./stated_name.ts";
import { sentimentOf, urgencyOf } from "./sentiment.ts";
import { foldText, MAX_TEXT_LENGTH, tokens } from "./text.ts";
import { earlierTexts, pendingMessages, threadMemory, tradeAnswers } from "./thread_memory.ts";
import { bareHour, type StatedTime, statedTime } from "./time_entities.ts";
import { type TradeIn, tradeIn } from "./trade_in.ts";
import { nameIndex } from "./vehicle_names.ts";
import { visitWish } from "./visit_wish.ts";
import { type LocalMoment, localMoment } from "./zoned_time.ts";

/** Earlier customer messages that may tell of the customer's own car. */
const CARRIED_MESSAGES = 6;
/** Messages of one burst that are understood one by one. */
const BURST_LIMIT = 10;
/** Where one question ends and the next begins. */
const QUESTION_SEAM =
  /(?<=[?!.])\s+|\s+(?:and|also|plus|y)\s+(?=(?:what|when|how|do|does|is|are|can|where|will|que|cuando|cuanto|como|donde|a que)\b)/i;
const ASKING =
  /\?$|^\W*(?:(?:so|and|but|ok|okay|then|also|well|y)\W+)*(?:what|when|how|do|does|is|are|can|could|where|will|which|any(?: other| more)?|que|como|donde)\b/;
/** "Do you have anything?" is asked by the search it stands beside. */
const VAGUE =
  /\b(?:have|got|find|know of|see|carry|tienen|hay)\b.{0,15}\b(?:anything|something|any|options|like that|that fits|algo)(?: like (?:that|this)| that fits| available| in stock| for (?:me|us)| asi)?\W*$|^\W*(?:is|would|does|can) (?:that|this) (?:be )?(?:possible|ok|okay|work|doable)\W*$/;
/** "Hi, do you deliver?" greets and asks. */
const GREETED =
  /^(?:\W*(?:hi|hello|hey|hiya|yo|good (?:morning|afternoon|evening)|hola|buen[oa]s(?: (?:dias|tardes|noches))?)\b(?: (?:there|guys|all|rylie|team))?){1,3}[\s,.!-]*/i;
/** Sentences of a burst that are looked at one by one. */
const SENTENCE_LIMIT = 8;

/** Returns what the pending messages say: language, intents, entities, tone. Reads no facts. */
export function understand(context: ReplyContext): Understanding {
  const pending = pendingMessages(context);
  const earlier = earlierTexts(context);
  const text = joinedText(pending);
  const now = localMoment(context.now, context.dealership.timezone);
  const reading = readingOf(context, text, earlier, now);
  const time = readTime(context, text, now);
  const entities = vehicleEntities(text, reading);
  const asked = askedNow(context, { text, entities, time, earlier, reading, now });
  const names = new Set(asked.intents.map((intent) => intent.name));
  const own = withBudget(entities, names);
  const messages = pending.slice(-BURST_LIMIT).map((message) =>
    understandMessage(
      message,
      reading.language,
      pending.length === 1 ? asked.intents : intentsOfOne(message.content, reading, now),
    )
  );
  const serviced = names.has("service") ||
    /(?<!shuttle |customer )\bservice\b|\bservicio\b/.test(foldText(text));
  const department = serviced ? "service" : "sales";
  return {
    ...toneOf(messages),
    language: reading.language,
    negative_streak: negativeStreak([...earlier, ...pending.map((one) => one.content)]),
    opt_out: strongestOptOut(pending),
    intents: asked.intents,
    details: asked.details,
    ...vehicleSide(entities),
    refused: carriedRefusals(entities, earlier, reading),
    own_query: own,
    query: carriedQuery(own, entities, earlier, { reading, names, text }),
    has_criteria: entities.has_criteria || own !== entities.query,
    visit: visitWish(context, time, { names, now, department, earlier }),
    department,
    visit_answer: asked.answer,
    name: nameOf(context, asked.intents),
    trade: names.has("trade_in") ? thisTrade(context, reading) : null,
    raised_from_cents: raisedFrom(own, earlier, reading),
    offer_cents: names.has("negotiation")
      ? entities.offer_cents ?? entities.numbers.bare_cents
      : null,
    payment_cents: entities.numbers.payment_cents,
    down_cents: entities.numbers.down_cents,
    open_questions: openQuestions(text, asked.intents, reading, now),
    messages,
  };
}

function vehicleSide(entities: VehicleEntities) {
  const { mentions, other_body_styles, other_colors, latent_query } = entities;
  const { names_vehicle, pick, ordinal, order, superlative } = entities;
  return {
    mentions,
    other_body_styles,
    other_colors,
    latent_query,
    names_vehicle,
    pick,
    ordinal,
    order,
    superlative,
  };
}

function readingOf(
  context: ReplyContext,
  text: string,
  earlier: readonly string[],
  now: LocalMoment,
): EntityReading {
  return {
    vocabulary: context.inventory_vocabulary,
    index: nameIndex(context.inventory_vocabulary),
    language: replyLanguage(text, earlier, context.customer.preferred_language),
    year_now: Number(now.date.slice(0, 4)),
  };
}

/** A name answers the question for it, also when something else came between. */
function nameOf(context: ReplyContext, intents: readonly IntentFinding[]): string | null {
  const { awaits_name, owes_name } = threadMemory(context);
  const later = owes_name && intents.length === 0;
  return pendingMessages(context)
    .map(({ content }) =>
      statedName(content, awaits_name || (later && /^\W*\p{Lu}\p{Ll}/u.test(content)))
    )
    .findLast((name) => name !== null) ?? null;
}

/** Returns whether a sentence is a question, with or without its mark. */
export function asksSomething(sentence: string): boolean {
  return ASKING.test(foldText(sentence));
}

/** Sentences no intent explains: all of them when nothing else is asked, else only questions. */
function openQuestions(
  text: string,
  intents: readonly IntentFinding[],
  reading: EntityReading,
  now: LocalMoment,
): string[] {
  if (intents.length === 0) return isSubstantial(text) ? [text] : [];
  const rest = text.replace(GREETED, "");
  if (intents.every((one) => one.name === "greeting") && asksSomething(rest)) {
    return isSubstantial(rest) && intentsOfOne(rest, reading, now).length === 0 ? [rest] : [];
  }
  const sentences = text.split(QUESTION_SEAM).slice(0, SENTENCE_LIMIT);
  if (sentences.length < 2) return [];
  return sentences.filter((sentence) => {
    if (!asksSomething(sentence) || !isSubstantial(sentence) || VAGUE.test(foldText(sentence))) {
      return false;
    }
    return intentsOfOne(sentence, reading, now).length === 0;
  }).slice(0, 2);
}

/** A few words of some language, not "asdf" and not an emoji. */
function isSubstantial(text: string): boolean {
  const words = tokens(foldText(text));
  const enough = words.length >= 3 || (words.length === 2 && text.trim().endsWith("?"));
  return enough && (languageOf(text) !== null || words.length >= 4);
}

function joinedText(pending: readonly ThreadMessage[]): string {
  return pending.map((one) => one.content.trim())
    .map((text) => text === "" || /[.?!]$/.test(text) ? text : `${text}.`)
    .join(" ").trim().slice(-MAX_TEXT_LENGTH);
}

function understandMessage(
  message: ThreadMessage,
  language: string,
  intents: IntentFinding[],
): MessageUnderstanding {
  return {
    message_id: message.id,
    language: languageOf(message.content)?.code ?? language,
    sentiment: sentimentOf(message.content),
    urgency: urgencyOf(message.content),
    intents,
  };
}

function intentsOfOne(text: string, reading: EntityReading, now: LocalMoment): IntentFinding[] {
  const time = statedTime(foldText(text), now);
  return readIntents(text, vehicleEntities(text, reading), time);
}

/** A bare number answers "what time?"; elsewhere it says nothing about a visit. */
function readTime(context: ReplyContext, text: string, now: LocalMoment): StatedTime {
  const folded = foldText(text);
  const stated = statedTime(folded, now);
  const date = stated.date ?? holidayDate(context, folded, now.date);
  const time = { ...stated, date };
  const asked = threadMemory(context).awaits_time;
  const bare = asked && time.minutes === null ? bareHour(folded) : null;
  return bare ? { ...time, minutes: bare.minutes, meridiem_guessed: bare.guessed } : time;
}

/** "30k" in a search is the most to spend; in a negotiation it is an offer. */
function withBudget(entities: VehicleEntities, names: ReadonlySet<string>): VehicleQuery {
  const { query, numbers } = entities;
  const budget = numbers.bare_cents;
  const free = query.price_max_cents === null && query.price_min_cents === null;
  const other = ["negotiation", "finance", "trade_in"].some((name) => names.has(name));
  return budget !== null && free && !other ? { ...query, price_max_cents: budget } : query;
}

/** The customer's car: in what they said before, and in their answer to a question about it. */
function thisTrade(context: ReplyContext, reading: EntityReading): TradeIn {
  const pending = pendingMessages(context);
  const isAnswer = threadMemory(context).awaits_trade;
  const answers = tradeAnswers(context).filter((one) => !pending.includes(one));
  const before = context.messages.filter((one) =>
    one.author === "customer" && !pending.includes(one) && !answers.includes(one)
  ).slice(-CARRIED_MESSAGES);
  return tradeIn(
    isAnswer ? before : [...before, ...pending],
    isAnswer ? [...answers, ...pending] : answers,
    reading.index,
  );
}

function toneOf(messages: readonly MessageUnderstanding[]): {
  sentiment: Sentiment;
  urgency: Urgency;
} {
  const tones = messages.map((message) => message.sentiment);
  const paces = messages.map((message) => message.urgency);
  const low = paces.includes("low") && !paces.includes("normal");
  return {
    sentiment: tones.includes("negative")
      ? "negative"
      : tones.includes("positive")
      ? "positive"
      : "neutral",
    urgency: paces.includes("high") ? "high" : low ? "low" : "normal",
  };
}

function strongestOptOut(pending: readonly ThreadMessage[]): Understanding["opt_out"] {
  const all = pending.map((message) => optOutIntent(message.content));
  return all.includes("certain") ? "certain" : all.includes("possible") ? "possible" : "none";
}

function negativeStreak(texts: readonly string[]): number {
  let streak = 0;
  for (let i = texts.length - 1; i >= 0; i--) {
    if (sentimentOf(texts[i] ?? "") !== "negative") return streak;
    streak++;
  }
  return streak;
}
