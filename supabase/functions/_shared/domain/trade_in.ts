import type { ThreadMessage } from "../contract/intelligence.ts";
import type { VehicleMention } from "../contract/understanding.ts";
import { formatCount } from "./money.ts";
import { foldText } from "./text.ts";
import { type NameIndex, vehicleMentions } from "./vehicle_names.ts";

/** A car the customer would give in, as far as the thread names it. */
export interface TradeIn {
  year: number | null;
  make: string | null;
  model: string | null;
  miles: number | null;
}

/** What a person who values the car wants to read in the customer's own words. */
export const CONDITION =
  /\b(?:dents?|dings?|scratch(?:es|ed)?|cracked|rust|accidents?|wreck(?:ed)?|clean|salvage|rebuilt|title|payoff|owe|owed|loan|lease|condition|runs?|leaks?|warning|light|one owner|tires|choque|deuda|debo)\b/;
const MILES =
  /\b(\d{1,3}(?:[.,]\d{3})+|\d+(?:\.\d)?) ?(k|mil|thousand)?\+? ?(?:miles?|mi|millas?)\b/;
const BARE_MILES =
  /\b(\d{1,3}(?:,\d{3})|\d{2,3}(?= ?(?:k|mil|thousand))|\d{5,6}) ?(k|mil|thousand)?\b/;
/** "2015 Pilot 110k": thousands right behind the car are its miles. */
const BEHIND = /^\W*(?:with |w\/ ?)?(\d{2,3}) ?(k)\b/;
const MOST_MILES = 500_000;

/**
 * Returns the customer's own car. Messages before the first question about it count only for cars
 * called their own; an answer to the question counts whole.
 */
export function tradeIn(
  own: readonly ThreadMessage[],
  answer: readonly ThreadMessage[],
  index: NameIndex,
): TradeIn {
  const found: TradeIn = { year: null, make: null, model: null, miles: null };
  for (const { content } of own) addFrom(found, foldText(content), { index, isAnswer: false });
  for (const { content } of answer) addFrom(found, foldText(content), { index, isAnswer: true });
  return found;
}

/** Returns the car as staff read it: "2018 Honda Civic, 45,000 miles"; empty when nothing is known. */
export function tradeWords({ year, make, model, miles }: TradeIn): string {
  const car = [year, make, model].filter((one) => one !== null).join(" ");
  const distance = miles === null ? "" : `${formatCount(miles)} miles`;
  return [car, distance].filter((one) => one !== "").join(", ");
}

function addFrom(
  found: TradeIn,
  folded: string,
  { index, isAnswer }: { index: NameIndex; isAnswer: boolean },
): void {
  const mentions = vehicleMentions(folded, index);
  const car = mentions.find((one) => one.role === "owned") ?? (isAnswer ? mentions[0] : undefined);
  if (car) addCar(found, car);
  if (!car && !isAnswer) return;
  const miles = milesIn(car ? folded.slice(car.end) + " " + folded.slice(0, car.start) : folded) ??
    (car ? milesIn(folded.slice(car.end), BEHIND) : null) ??
    (isAnswer ? milesIn(folded, BARE_MILES) : null);
  found.miles = miles ?? found.miles;
  const year = /\b(19[89]\d|20[0-4]\d)\b(?! ?(?:miles|mi\b|millas))/.exec(folded)?.[1];
  if (isAnswer && found.year === null && year !== undefined) found.year = Number(year);
}

function addCar(found: TradeIn, car: VehicleMention): void {
  found.make = car.make ?? found.make;
  found.model = car.model ?? found.model;
  found.year = car.year ?? found.year;
}

function milesIn(folded: string, pattern: RegExp = MILES): number | null {
  const match = pattern.exec(folded);
  if (!match) return null;
  const value = Number((match[1] ?? "0").replace(/[.,](?=\d{3})/g, "")) * (match[2] ? 1000 : 1);
  const year = match[2] === undefined && pattern !== MILES && value >= 1980 && value <= 2049;
  return value > 0 && value <= MOST_MILES && !year ? Math.round(value) : null;
}
