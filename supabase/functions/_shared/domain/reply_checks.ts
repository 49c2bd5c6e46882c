import { RULES } from "./prompt.ts";
import {
  type Amount,
  amountsIn,
  customerTexts,
  customerTimes,
  numbersIn,
  type ReplyFacts,
  sourceTexts,
  sourceTimes,
  timesIn,
} from "./reply_facts.ts";
import { localMoment } from "./zoned_time.ts";

/** Why a draft must not be sent. */
export interface ReplyFault {
  readonly code: ReplyFaultCode;
  /** What to tell the model. */
  readonly reason: string;
}

/** The kinds of fault the gate looks for. */
export type ReplyFaultCode =
  | "empty"
  | "too_long"
  | "price_without_evidence"
  | "payment_terms"
  | "vin_without_evidence"
  | "stock_without_evidence"
  | "mileage_without_evidence"
  | "year_without_evidence"
  | "hours_without_evidence"
  | "contact_without_evidence"
  | "prompt_leak"
  | "near_duplicate"
  | "false_promise";

/** The longest text Twilio takes. */
export const MAX_REPLY_LENGTH = 1600;
const SHINGLE_WORDS = 8;
const DUPLICATE_SHARE = 0.9;

type Check = (text: string, facts: ReplyFacts) => ReplyFault | null;

const CHECKS: readonly Check[] = [
  length,
  paymentTerms,
  prices,
  vehicleNumbers,
  mileages,
  years,
  openingTimes,
  contacts,
  promptLeak,
  falsePromise,
  nearDuplicate,
];

/** Every fault of a draft; none means that it may be sent. */
export function checkReply(text: string, facts: ReplyFacts): ReplyFault[] {
  return CHECKS.map((check) => check(text, facts)).filter((fault) => fault !== null);
}

function length(text: string): ReplyFault | null {
  if (text.trim() === "") return { code: "empty", reason: "it was empty" };
  if (text.length <= MAX_REPLY_LENGTH) return null;
  return { code: "too_long", reason: `it was longer than ${MAX_REPLY_LENGTH} characters` };
}

/** Payments, rates and percentages may only be quoted from an approved answer. */
function paymentTerms(text: string, facts: ReplyFacts): ReplyFault | null {
  const pattern =
    /\d[\d.,]*\s?%|\$?\s?\d[\d.,]*\s?(?:\/\s?(?:mo(?:nth)?|mes)\b|(?:per|a|each|al|por)\s(?:month|mes)\b|monthly|mensual)|\bAPR\b/gi;
  const approved = facts.knowledge.map((entry) => squeeze(entry.answer)).join("\n");
  const found = text.match(pattern)?.find((terms) => !approved.includes(squeeze(terms)));
  return found === undefined ? null : fault("payment_terms", `it states "${found}"`);
}

/** The customer's own figure may come back as a limit ("under $30,000"), never as a price. */
const LIMIT =
  /\b(?:under|below|over|above|than|up to|within|around|between|and|budget(?: of)?|menos de|hasta|entre|y)\s*\W?$/i;

function prices(text: string, facts: ReplyFacts): ReplyFault | null {
  const stated = [
    ...facts.vehicles.map((vehicle) => vehicle.price_cents).filter((cents) => cents !== null),
    ...sourceTexts(facts).flatMap((one) => amountsIn(one).map((amount) => amount.cents)),
  ];
  const limits = customerTexts(facts).flatMap((one) => [
    ...amountsIn(one).map((amount) => amount.cents),
    ...[...numbersIn(one)].map((number) => number * 100),
  ]);
  const fits = (amount: Amount) => (price: number) =>
    Math.abs(price - amount.cents) <= (amount.unit_cents > 1 ? amount.unit_cents / 2 : 0);
  const found = amountsIn(text).find((amount) =>
    !stated.some(fits(amount)) && !(LIMIT.test(amount.before) && limits.some(fits(amount)))
  );
  return found === undefined
    ? null
    : fault("price_without_evidence", `no tool gave the amount ${found.shown}`);
}

/** VINs, stock numbers and other codes must be in a row or in what was said before. */
function vehicleNumbers(text: string, facts: ReplyFacts): ReplyFault | null {
  const known = [...sourceTexts(facts), ...customerTexts(facts)].join("\n").toUpperCase();
  const vin = text.match(/\b(?=\w*\d)(?=\w*[A-Z])[A-HJ-NPR-Z0-9]{17}\b/gi)
    ?.find((code) => !known.includes(code.toUpperCase()));
  if (vin !== undefined) return fault("vin_without_evidence", `no tool gave the VIN ${vin}`);
  const stated = /\b(?:stock|stk)\b\s*(?:number|no\.?|#|is|:|\s)*([A-Z0-9-]*\d[A-Z0-9-]*)/gi;
  const codes = [
    ...[...text.matchAll(stated)].map((match) => match[1] ?? ""),
    ...(text.match(/\b[A-Z]{1,3}\d{3,6}[A-Z]?\b/g) ?? []),
  ];
  const stock = codes.find((code) => !known.includes(code.toUpperCase()));
  return stock === undefined
    ? null
    : fault("stock_without_evidence", `no tool gave the number ${stock}`);
}

function mileages(text: string, facts: ReplyFacts): ReplyFault | null {
  const pattern =
    /(under|below|over|than|menos de)?\s?(\d[\d,]*(?:\.\d+)?)\s?(k)?\s?-?\s?(?:miles?|mi|millas|mpge?)\b/gi;
  const numbers = (texts: string[]) => texts.flatMap((one) => [...numbersIn(one)]);
  const stated = [
    ...facts.vehicles.flatMap((vehicle) => [vehicle.mileage, Number(vehicle.fuel_economy)]),
    ...numbers(sourceTexts(facts)),
  ].filter((value) => value !== null);
  const limits = numbers(customerTexts(facts));
  const found = [...text.matchAll(pattern)].find(([, limit, digits = "", thousands]) => {
    const number = Number(digits.replaceAll(",", "")) * (thousands === undefined ? 1 : 1000);
    const fits = (value: number) => Math.abs(value - number) <= (thousands === undefined ? 0 : 500);
    return !stated.some(fits) &&
      !(limit !== undefined && limits.some((value) => fits(value) || fits(value * 1000)));
  });
  return found === undefined
    ? null
    : fault("mileage_without_evidence", `no tool gave "${found[0].trim()}"`);
}

function years(text: string, facts: ReplyFacts): ReplyFault | null {
  const { now, dealership } = facts.loaded;
  const thisYear = Number(localMoment(now, dealership.timezone).date.slice(0, 4));
  const known = new Set([
    thisYear,
    ...facts.vehicles.map((vehicle) => vehicle.year),
    ...[...sourceTexts(facts), ...customerTexts(facts)].flatMap((one) => [...numbersIn(one)]),
  ]);
  const pattern = /(?<![$\d,.#-])\b(?:19[5-9]\d|20[0-4]\d)\b(?![,.]?\d|\s?(?:k|miles?|mi)\b)/g;
  const found = text.match(pattern)?.find((year) => !known.has(Number(year)));
  return found === undefined
    ? null
    : fault("year_without_evidence", `no tool gave the year ${found}`);
}

/** A time the customer proposed may be repeated, but not as a time we open or close. */
function openingTimes(text: string, facts: ReplyFacts): ReplyFault | null {
  const known = sourceTimes(facts);
  const proposed = customerTimes(facts);
  const ours =
    /\b(?:open|opens|close|closes|closed|hours|until|till|abrimos|cerramos|abierto|hasta)\b/i;
  const found =
    sentencesOf(text).flatMap((sentence) =>
      timesIn(sentence).filter(({ minutes }) =>
        !known.has(minutes) && (ours.test(sentence) || !proposed.has(minutes))
      )
    )[0];
  return found === undefined
    ? null
    : fault("hours_without_evidence", `no tool gave the time ${found.shown}`);
}

/** Phone numbers, addresses of pages and of mailboxes come from the dealership or not at all. */
function contacts(text: string, facts: ReplyFacts): ReplyFault | null {
  const known = sourceTexts(facts).join("\n").toLowerCase();
  const knownDigits = known.replaceAll(/[^\d\n]/g, "");
  const phone = text.match(/(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}\b|\+\d{10,15}\b/g)
    ?.find((number) => !knownDigits.includes(number.replaceAll(/\D/g, "").slice(-10)));
  if (phone !== undefined) return fault("contact_without_evidence", "it states an unknown phone");
  const pattern =
    /\bhttps?:\/\/\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|net|org|io|co|us)\b/gi;
  const link = text.match(pattern)?.find((address) => !known.includes(address.toLowerCase()));
  return link === undefined ? null : fault("contact_without_evidence", `it contains "${link}"`);
}

const OUR_RULES = shingles(RULES);
const OUR_WORDS =
  /<<\/?\s*customer|\b(?:search_vehicles|get_vehicle|search_knowledge|hand_over|business_hours)\b|\bsystem prompt\b/i;

function promptLeak(text: string): ReplyFault | null {
  const leaked = OUR_WORDS.test(text) || [...shingles(text)].some((piece) => OUR_RULES.has(piece));
  return leaked ? fault("prompt_leak", "it speaks about your instructions or tools") : null;
}

/** Nothing here can book, hold or send: a sentence that says so is untrue. */
function falsePromise(text: string): ReplyFault | null {
  const done =
    /\b(?:booked|confirmed|reserved|scheduled|on hold|held for you|set aside|all set|reservad[oa]|confirmad[oa]|agendad[oa])\b/i;
  const unreal =
    /\b(?:not|can(?:'|no)?t|once|until|after|when|before|if|to be|will|would|could|could be|no|cuando|antes|si)\b|n't\b|\?$/i;
  const will = /\b(?:i(?:'ll| will)|let me) (?:e-?mail|call|book|reserve|hold|schedule)\b/i;
  const found = sentencesOf(text).find((one) =>
    will.test(one) || (done.test(one) && !unreal.test(one))
  );
  return found === undefined
    ? null
    : fault("false_promise", `nothing was done that "${found.slice(0, 80)}" claims`);
}

function nearDuplicate(text: string, facts: ReplyFacts): ReplyFault | null {
  const own = wordsOf(text);
  const earlier = facts.loaded.messages.filter((message) => message.author === "ai").slice(-10);
  const same = earlier.some((message) =>
    likeness(own, wordsOf(message.content)) >= DUPLICATE_SHARE
  );
  return same ? fault("near_duplicate", "you already sent nearly the same message") : null;
}

function likeness(one: readonly string[], other: readonly string[]): number {
  const a = new Set(one);
  const b = new Set(other);
  if (a.size === 0 || b.size === 0) return 0;
  const shared = [...a].filter((word) => b.has(word)).length;
  return (2 * shared) / (a.size + b.size);
}

function shingles(text: string): Set<string> {
  const words = wordsOf(text);
  const pieces = new Set<string>();
  for (let start = 0; start + SHINGLE_WORDS <= words.length; start += 1) {
    pieces.add(words.slice(start, start + SHINGLE_WORDS).join(" "));
  }
  return pieces;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function sentencesOf(text: string): string[] {
  // "9 a.m. to 5 p.m." is one sentence.
  return text.split(/(?<=[.!?])(?<!\b[ap]\.m\.)\s+/i);
}

function squeeze(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, "");
}

function fault(code: ReplyFaultCode, reason: string): ReplyFault {
  return { code, reason };
}
