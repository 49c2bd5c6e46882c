import { customerTexts, numbersIn, type ReplyFacts, sourceTexts } from "./reply_facts.ts";
import { fault, type ReplyFault } from "./reply_fault.ts";
import { subjectsOf } from "./reply_subjects.ts";
import { localMoment } from "./zoned_time.ts";

const VIN = /\b(?=\w*\d)(?=\w*[A-Z])[A-HJ-NPR-Z0-9]{17}\b/gi;
const STATED_STOCK =
  /\b(?:stock|stk|inventario)\b\s*(?:number|no\.?|n[uú]mero|#|is|:|\s){0,4}([A-Z0-9-]*\d[A-Z0-9-]*)/gi;
const CODE = /\b[A-Z]{1,3}\d{3,6}[A-Z]?\b/g;
const VIN_TAIL = /\bvin\b[^.!?\n]{0,30}?\b((?=\w*\d)[A-HJ-NPR-Z0-9]{4,16})\b/gi;

/** VINs, stock numbers and other codes must be in a row or in what was said before. */
export function vehicleNumbers(text: string, facts: ReplyFacts): ReplyFault | null {
  const rows = new Set(codesOf(sourceTexts(facts)));
  const echoed = new Set(codesOf(customerTexts(facts)));
  const vins = facts.vehicles.map((vehicle) => vehicle.vin ?? "").join(" ");
  const vin = (text.match(VIN) ?? []).find((code) => !rows.has(code.toUpperCase()));
  if (vin !== undefined) return fault("vin_without_evidence", `no tool gave the VIN ${vin}`);
  const tail = [...text.matchAll(VIN_TAIL)].map((match) => (match[1] ?? "").toUpperCase())
    .find((code) => !vins.includes(code) && !rows.has(code) && !echoed.has(code));
  if (tail !== undefined) return fault("vin_without_evidence", `no tool gave a VIN with ${tail}`);
  const codes = [
    ...[...text.matchAll(STATED_STOCK)].map((match) => match[1] ?? ""),
    ...(text.match(CODE) ?? []),
  ].map((code) => code.toUpperCase());
  const stock = codes.find((code) => !rows.has(code) && !(echoed.has(code) && denied(text, code)));
  return stock === undefined
    ? null
    : fault("stock_without_evidence", `no tool gave the number ${stock}`);
}

/** Whole codes, so that T441 is not found in T4417. */
function codesOf(texts: readonly string[]): string[] {
  return texts.flatMap((one) => one.toUpperCase().match(/[A-Z0-9-]*\d[A-Z0-9-]*/g) ?? []);
}

const NEGATED =
  /\b(?:no|not|none|never|without|nothing|can(?:'t|not)|couldn't|don't|doesn't|isn't|haven't|didn't|unable|sold|gone|ninguno?a?|sin|vendid[oa]|tampoco)\b|n't\b/i;
const ASKS = /\?\s*$/;

/** The customer's own number may come back when it was not found, or as a question. */
function denied(text: string, code: string): boolean {
  const sentence = text.split(/(?<=[.!?])\s+/).find((one) => one.toUpperCase().includes(code)) ??
    "";
  return NEGATED.test(sentence) || ASKS.test(sentence);
}

const YEAR = /(?<![$\d,.#/-])\b(?:19[5-9]\d|20[0-4]\d)\b(?![,.]?\d|\s?(?:k|miles?|mi)\b|[/-]\d)/g;

/** A year is a vehicle's, the present one, or one the customer named. */
export function years(text: string, facts: ReplyFacts): ReplyFault | null {
  const { now, dealership } = facts.loaded;
  const thisYear = Number(localMoment(now, dealership.timezone).date.slice(0, 4));
  const known = new Set([
    thisYear,
    thisYear + 1,
    ...facts.vehicles.map((vehicle) => vehicle.year),
    ...[...sourceTexts(facts), ...customerTexts(facts)].flatMap((one) => [...numbersIn(one)]),
  ]);
  const found = text.match(YEAR)?.find((year) => !known.has(Number(year)));
  return found === undefined
    ? null
    : fault("year_without_evidence", `no tool gave the year ${found}`);
}

/** Words of one name belong to one vehicle: no "2022 RAV4" when the rows know only a 2024 one. */
export function mixedVehicles(text: string, facts: ReplyFacts): ReplyFault | null {
  const { mentions, sentences } = subjectsOf(text, facts);
  const mixed = mentions.find((mention) => {
    if (!mention.contradicts) return false;
    const sentence = sentences.findLast((one) => one.start <= mention.start)?.text ?? "";
    return !NEGATED.test(sentence) && !ASKS.test(sentence);
  });
  return mixed === undefined ? null : fault(
    "wrong_vehicle",
    `no row is a "${mixed.shown}": its parts belong to different vehicles`,
  );
}

const ON_THE_LOT =
  /\b(?:is|are|still|it's)\b[^.!?]{0,30}\b(?:available|in stock|on the lot|for sale|here)\b|\b(?:sigue|est[aá]n?) (?:disponibles?|a la venta)\b/i;

/** What is sold is not said to be there. */
export function availability(text: string, facts: ReplyFacts): ReplyFault | null {
  const subjects = subjectsOf(text, facts);
  const untrue = subjects.sentences.find((sentence) => {
    const claim = ON_THE_LOT.exec(sentence.text);
    if (claim === null || NEGATED.test(sentence.text) || ASKS.test(sentence.text)) return false;
    const place = sentence.start + claim.index;
    const { vehicles } = subjects.at(place, place + claim[0].length, [place]);
    return vehicles.length > 0 &&
      vehicles.every((one) => one.status === "sold" || one.status === "retired");
  });
  return untrue === undefined ? null : fault("not_available", "the vehicle it offers is sold");
}
