import type { VehicleFact } from "../contract/intelligence.ts";
import {
  type Amount,
  amountsIn,
  customerTexts,
  fitsAmount,
  generalTexts,
  numbersIn,
  type ReplyFacts,
  sourceTexts,
  staffTexts,
  vehicleProse,
} from "./reply_facts.ts";
import { fault, type ReplyFault } from "./reply_fault.ts";
import { type Subjects, subjectsOf } from "./reply_subjects.ts";

const TERMS =
  /\d[\d.,]{0,12}\s?(?:%|percent\b|por ciento\b)|\$?\s?\d[\d.,]{0,12}\s?(?:\/\s?(?:mo(?:nth)?|mes)\b|(?:(?:dollars|bucks|d[oó]lares)\s)?(?:per|a|each|every|al|por)\s(?:month|mes)\b|(?:monthly|mensual(?:es)?)\b)|\b(?:APR|interest[- ]free|(?:zero|no|0|\$0)\s(?:money\s)?down|(?:you(?:'re| are)|sos|est[aá]) (?:pre-?)?(?:approved|aprobad[oa]))\b/gi;

/** Payments, rates and percentages may only be quoted from an approved answer. */
export function paymentTerms(text: string, facts: ReplyFacts): ReplyFault | null {
  const approved = new Set(
    facts.knowledge.flatMap((entry) => termsIn(entry.answer)).map(squeeze),
  );
  const found = termsIn(text).find((terms) => !approved.has(squeeze(terms)));
  return found === undefined ? null : fault("payment_terms", `it states "${found.trim()}"`);
}

function termsIn(text: string): string[] {
  return text.match(TERMS) ?? [];
}

/** The customer's own figure may come back as a limit ("under $30,000"), never as a price. */
const LIMIT =
  /\b(?:under|below|over|above|than|up to|within|around|between|and|budget(?: of)?|menos de|debajo de|hasta|entre|y)\s*\W?$/i;
/** Nothing but "is now only" stands between a vehicle and its price. */
const PRICED =
  /^[\s,(:-]*(?:(?:'s|is|are|was|costs?|for|at|priced|listed|price|now|only|just|sells?|selling|going|about|around|to|you|of|still|currently|today|cuesta|vale|est[aá]|por|a|en|el|precio)\b[\s,(:-]*)*$/i;
const ITS_PRICE =
  /\b(?:it(?:'s| is| costs?)?|that one(?: is|'s)?|price(?:d)?(?: is| at)?|cuesta)\b[^$\d]{0,24}$/i;

/** Every amount comes from a row, and a vehicle's price stands beside that vehicle. */
export function prices(text: string, facts: ReplyFacts): ReplyFault | null {
  const subjects = subjectsOf(text, facts);
  const amounts = amountsIn(text);
  const places = amounts.map((amount) => amount.start);
  const limits = limitsOf(facts);
  for (const amount of amounts) {
    const before = text.slice(Math.max(0, amount.start - 24), amount.start);
    if (LIMIT.test(before) && limits.some((cents) => fitsAmount(amount, cents))) continue;
    const { vehicles, named } = subjects.at(amount.start, amount.end, places);
    if (vehicles.some((one) => priceOf(one, amount))) continue;
    if (/\bMSRP\b/i.test(before) && vehicles.some((one) => fitsAmount(amount, one.msrp_cents))) {
      continue;
    }
    const gap = named && named.end <= amount.start ? text.slice(named.end, amount.start) : null;
    const asPrice = gap === null ? ITS_PRICE.test(before) : PRICED.test(gap);
    if (approvedAmount(amount, text, facts, asPrice)) continue;
    return priceFault(amount, facts);
  }
  return null;
}

function priceFault(amount: Amount, facts: ReplyFacts): ReplyFault {
  const other = facts.vehicles.find((one) => fitsAmount(amount, one.price_cents));
  return other === undefined
    ? fault("price_without_evidence", `no tool gave the amount ${amount.shown}`)
    : fault("wrong_vehicle", `${amount.shown} is the price of another vehicle (${nameOf(other)})`);
}

function priceOf(vehicle: VehicleFact, amount: Amount): boolean {
  return fitsAmount(amount, vehicle.price_cents) ||
    amountsIn(vehicle.features.join("\n")).some((one) => one.cents === amount.cents);
}

/** Staff may name any price; an approved answer names fees, in words the reply must share. */
function approvedAmount(
  amount: Amount,
  text: string,
  facts: ReplyFacts,
  asPrice: boolean,
): boolean {
  const states = (one: string) => amountsIn(one).some((other) => fitsAmount(amount, other.cents));
  if (staffTexts(facts).some(states)) return true;
  if (asPrice && /\b(?:it|that one)\b/i.test(text) && facts.vehicles.length > 0) return false;
  if (asPrice && subjectsOf(text, facts).mentions.length > 0) return false;
  const words = contentWords(text);
  return facts.knowledge.some((entry) =>
    states(entry.answer) &&
    [...contentWords(`${entry.title} ${entry.answer}`)].some((word) => words.has(word))
  );
}

function limitsOf(facts: ReplyFacts): number[] {
  return customerTexts(facts).flatMap((one) => [
    ...amountsIn(one).map((amount) => amount.cents),
    ...[...numbersIn(one)].map((number) => number * 100),
  ]);
}

const MILES =
  /(?:(under|below|over|than|less than|menos de)\s)?(?<![\w,.$])(\d[\d,]{0,10}(?:\.\d)?)\s?(k)?\s?-?\s?(?:miles?|mi|millas|mpge?)\b/gi;

/** Mileage and economy come from a row and stand beside that vehicle. */
export function mileages(text: string, facts: ReplyFacts): ReplyFault | null {
  const found = [...text.matchAll(MILES)];
  const places = found.map((match) => match.index);
  const subjects = subjectsOf(text, facts);
  const general = generalTexts(facts).flatMap((one) => [...numbersIn(one)]);
  const limits = customerTexts(facts).flatMap((one) => [...numbersIn(one)]);
  for (const match of found) {
    const [shown, limit, digits = "", thousands] = match;
    const number = Number(digits.replaceAll(",", "")) * (thousands === undefined ? 1 : 1000);
    const fits = (value: number) => Math.abs(value - number) <= (thousands === undefined ? 0 : 500);
    if (limit !== undefined && limits.some((one) => fits(one) || fits(one * 1000))) continue;
    const end = match.index + shown.length;
    const { vehicles, named } = subjects.at(match.index, end, places);
    if (vehicles.some((one) => milesOf(one).some(fits))) continue;
    const gap = named ? text.slice(named.end, match.index) : "";
    const asMileage = named !== null &&
      /^[\s,(]*(?:has|with|at|only|just|and|is|tiene|con|,|\s)*$/i.test(gap);
    if (!asMileage && general.some(fits)) continue;
    const other = facts.vehicles.find((one) => milesOf(one).some(fits));
    return other === undefined
      ? fault("mileage_without_evidence", `no tool gave "${shown.trim()}"`)
      : fault("wrong_vehicle", `${shown.trim()} belongs to another vehicle (${nameOf(other)})`);
  }
  return null;
}

function milesOf(vehicle: VehicleFact): number[] {
  const prose = [vehicle.description ?? "", vehicle.fuel_economy ?? "", ...vehicle.features];
  return [
    ...(vehicle.mileage === null ? [] : [vehicle.mileage]),
    ...prose.flatMap((one) => [...numbersIn(one)]),
  ];
}

const BARE =
  /(?<![\w$,./:#-])(\d{1,3}(?:,\d{3}){1,3}|\d{4,7})(?!\s?-?\s?(?:k|miles?|mi|millas|mpge?|dollars?|bucks|usd|d[oó]lares)\b)(?![\w,/:-]|\.\d)/gi;
const SPELLED =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|veinte|treinta|cuarenta|cincuenta|diez|quince)(?:[\s-]+(?:and\s|y\s)?(?:one|two|three|four|five|six|seven|eight|nine|\w+teen|hundred|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?[\s-]+(?:thousand|grand|mil)\b|\b\w+[\s-]+(?:hundred\s)?(?:dollars?|bucks?|d[oó]lar(?:es)?)\b/gi;

/** Large bare numbers ("only 24,999", "twenty four thousand") are prices in disguise. */
export function bareNumbers(text: string, facts: ReplyFacts): ReplyFault | null {
  const sources = sourceTexts(facts);
  const spelled = [...text.matchAll(SPELLED)].find((match) =>
    !/^\d/.test(match[0]) && isNumberWord(match[0]) &&
    !sources.some((one) => one.toLowerCase().includes(match[0].toLowerCase()))
  );
  if (spelled) {
    return fault("number_without_evidence", `write "${spelled[0]}" in digits, from a tool`);
  }
  const subjects = subjectsOf(text, facts);
  const known = new Set(sources.flatMap((one) => [...numbersIn(one)]));
  const limits = limitsOf(facts);
  for (const match of text.matchAll(BARE)) {
    const number = Number((match[1] ?? "").replaceAll(",", ""));
    if (!match[0].includes(",") && number >= 1950 && number < 2050) continue;
    if (!bareNumberFits(match, { number, text, facts, subjects, known, limits })) {
      return fault("number_without_evidence", `no tool gave the number ${match[0]}`);
    }
  }
  return null;
}

interface BareReading {
  number: number;
  text: string;
  facts: ReplyFacts;
  subjects: Subjects;
  known: ReadonlySet<number>;
  limits: readonly number[];
}

function bareNumberFits(match: RegExpMatchArray, reading: BareReading): boolean {
  const { number, text, facts, subjects, known, limits } = reading;
  const start = match.index ?? 0;
  const before = text.slice(Math.max(0, start - 24), start);
  if (LIMIT.test(before) && limits.includes(number * 100)) return true;
  const { vehicles } = subjects.at(start, start + match[0].length, [start]);
  const figures = (one: VehicleFact) => [
    one.mileage,
    one.price_cents === null ? null : one.price_cents / 100,
    ...numbersIn(vehicleProse(one)),
  ];
  if (vehicles.some((one) => figures(one).includes(number))) return true;
  const isVehicles = facts.vehicles.some((one) => figures(one).includes(number));
  return !isVehicles && known.has(number);
}

const NUMBER_WORD =
  /^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|one|a|veinte|treinta|cuarenta|cincuenta|diez|quince|mil|cien)\b/i;

function isNumberWord(words: string): boolean {
  return NUMBER_WORD.test(words);
}

function contentWords(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{4,}/gu) ?? []);
}

function nameOf(vehicle: VehicleFact): string {
  return [vehicle.year, vehicle.model, vehicle.trim].filter((part) => part !== null).join(" ");
}

function squeeze(text: string): string {
  return text.toLowerCase().replaceAll(/[\s$]+/g, "").replace("percent", "%")
    .replace(/(?:\/|per|a|each|every)(?:mo|month)$|monthly$/, "/month");
}
