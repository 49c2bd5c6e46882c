import type { InventoryVocabulary, VehicleQuery } from "../contract/intelligence.ts";
import type { RefusedKinds, VehicleMention, VehiclePick } from "../contract/understanding.ts";
import { askedDetails } from "./detail_entities.ts";
import {
  bodyFamilies,
  wantedColors,
  wantedEquipment,
  wantedKind,
  wantedTrim,
} from "./kind_entities.ts";
import { type NumberCriteria, numberCriteria, offeredCents } from "./number_entities.ts";
import { comparedPick, refusedKinds } from "./pick_entities.ts";
import { foldText, tokens } from "./text.ts";
import { type NameIndex, vehicleMentions } from "./vehicle_names.ts";

/** What a text says about vehicles. */
export interface VehicleEntities {
  mentions: VehicleMention[];
  query: VehicleQuery;
  latent_query: VehicleQuery;
  other_body_styles: string[];
  other_colors: string[];
  names_vehicle: boolean;
  has_criteria: boolean;
  details: string[];
  refused: RefusedKinds;
  pick: VehiclePick | null;
  ordinal: number | null;
  order: "price" | "mileage" | "newest" | null;
  superlative: boolean;
  numbers: NumberCriteria;
  offer_cents: number | null;
}

/** What reading a text for vehicles needs besides the text. */
export interface EntityReading {
  vocabulary: InventoryVocabulary;
  index: NameIndex;
  language: string;
  year_now: number;
}

/** A query that asks for nothing. */
export const EMPTY_QUERY: VehicleQuery = {
  ids: null,
  make: null,
  model: null,
  year_min: null,
  year_max: null,
  body_style: null,
  color: null,
  trim: null,
  price_min_cents: null,
  price_max_cents: null,
  mileage_max: null,
  condition: null,
  fuel_type: null,
  drivetrain: null,
  stock_number: null,
  vin_tail: null,
  text: null,
  limit: null,
};

const STOCK_RULES: readonly RegExp[] = [
  /\b(?:stock|stk|inventory|inventario|unit|unidad)(?: ?(?:number|no\.?|num|numero))?(?: is)? ?[:#]? ?#?([a-z]{0,4}-?\d{2,7}[a-z]{0,2})\b/,
  /#\s?([a-z]{0,4}-?\d{3,7}[a-z]{0,2})\b/,
];
const BARE_STOCK = /\b([a-z]{1,3}\d{3,6}[a-z]?)\b/g;
const FULL_VIN = /\b([a-hj-npr-z0-9]{17})\b/;
const VIN_TAIL =
  /\bvin\b(?:[ #:]|number|ending|ends|end|is|in|with|last|digits|of the|termina|en|que|[468]\b)*?([a-z]{0,3}\d{4,8})\b|\b(?:last|ultimos) (?:4|6|8|four|six|eight)(?: (?:digits|of|the|vin|is|are|numbers|del))* ([a-z0-9]{4,8})\b/;
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  "1st": 1,
  primer: 1,
  primero: 1,
  primera: 1,
  second: 2,
  "2nd": 2,
  segundo: 2,
  segunda: 2,
  third: 3,
  "3rd": 3,
  tercero: 3,
  tercera: 3,
  last: -1,
  ultimo: -1,
  ultima: -1,
};
const ORDINAL =
  /\b(?<!\b(?:my|our|your) )(?:the |el |la )?(first|1st|second|2nd|third|3rd|last|primero|primera|segundo|segunda|tercero|tercera|ultimo|ultima)(?: (one|option|car|truck|suv|vehicle|opcion))?\b(?! (?:responders?|time|name|payment|come)\b)/;
const SUPERLATIVE =
  /\b(?:cheapest|lowest|least|fewest|newest|latest|(?:el|la|lo) (?:mas|menos|de menos)|cual (?:tiene|trae) (?:menos|mas)|mas (?:barat[oa]|economic[oa]|nuev[oa]) que)\b/;

/** Returns everything a text says about vehicles, wanted ones apart from owned ones. */
export function vehicleEntities(text: string, reading: EntityReading): VehicleEntities {
  const folded = foldText(text);
  const mentions = vehicleMentions(folded, reading.index);
  const wanted = withoutOwned(folded, mentions);
  const numbers = numberCriteria(without(wanted, mentions), reading.year_now);
  const bodies = bodyFamilies(wanted, reading.language);
  const identity = exactWish(wanted, reading.index);
  const mention = mentions.find((one) => one.role === "wanted");
  const colors = wantedColors(wanted);
  const limits = [numbers.price_max_cents, numbers.price_min_cents, numbers.mileage_max];
  const namesKind = bodies.length > 0 || mention !== undefined || SUPERLATIVE.test(wanted) ||
    limits.some((limit) => limit !== null);
  const inModel = /hybrid|electric|prime/i.test(mention?.model ?? "");
  const details = askedDetails(wanted, { namesKind, superlative: SUPERLATIVE.test(wanted) })
    .filter((detail) => !((detail === "vin" ? "vin_tail" : detail) in identity))
    .filter((detail) => detail !== "fuel_type" || !inModel);
  const query = {
    ...EMPTY_QUERY,
    ...identity,
    make: mention?.make ?? null,
    model: mention?.model ?? null,
    ...years(mention, numbers),
    body_style: mention?.model ? null : bodies[0] ?? null,
    color: colors[0] ?? null,
    trim: wantedTrim(text, mention, reading),
    price_min_cents: numbers.price_min_cents,
    price_max_cents: numbers.price_max_cents,
    mileage_max: numbers.mileage_max,
    ...wantedKind(wanted, details),
    text: details.length > 0 ? null : wantedEquipment(wanted),
  };
  const has_criteria = Object.values(query).some((value) => value !== null);
  return {
    mentions,
    query,
    latent_query: { ...query, ...wantedKind(wanted, []), text: wantedEquipment(wanted) },
    other_body_styles: bodies.slice(1),
    other_colors: colors.slice(1),
    names_vehicle: Boolean(query.stock_number || query.vin_tail || query.model || query.make),
    has_criteria,
    details,
    refused: refusedKinds(folded, mentions),
    pick: comparedPick(folded, has_criteria),
    ordinal: ordinalIn(folded),
    order: orderIn(folded),
    superlative: SUPERLATIVE.test(folded),
    numbers,
    offer_cents: offeredCents(without(wanted, mentions)),
  };
}

/** Returns the folded text without what it says about vehicles the customer owns. */
export function withoutOwned(folded: string, mentions: readonly VehicleMention[]): string {
  let text = folded;
  for (const mention of mentions.filter((one) => one.role === "owned")) {
    const rest = text.slice(mention.end);
    const stop =
      /[.?!;]|, (?!\d|(?:leather|clean|one|low|high|good|great|excellent|fully|loaded|awd|4wd|4x4|automatic|manual|v6|v8|white|black|red|blue|gray|grey|silver|green)\b)| for (?:an?|the|your) | and (?:(?:i|we)(?:'m| am| are)? (?:want|need|looking|like|would like)|do|want|am|i'm|what|how|is|can) | y (?:quiero|busco) /
        .exec(rest);
    const end = mention.end + (stop?.index ?? rest.length);
    text = text.slice(0, mention.start) + " ".repeat(end - mention.start) + text.slice(end);
  }
  return text;
}

function without(folded: string, mentions: readonly VehicleMention[]): string {
  return mentions.reduce(
    (text, { start, end }) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end),
    folded,
  );
}

function exactWish(folded: string, index: NameIndex) {
  const vin = FULL_VIN.exec(folded)?.[1];
  if (vin && /\d{4}/.test(vin) && /[a-z]/.test(vin)) return { vin_tail: vin.toUpperCase() };
  const tail = VIN_TAIL.exec(folded);
  const digits = tail?.[1] ?? tail?.[2];
  if (digits && /\d{3}/.test(digits)) return { vin_tail: digits.toUpperCase() };
  for (const stock of STOCK_RULES) {
    const found = stock.exec(folded)?.[1];
    if (found) return { stock_number: found.toUpperCase() };
  }
  const bare = [...folded.matchAll(BARE_STOCK)].map((match) => match[1] ?? "")
    .find((word) => !index.has(word) && !index.has(word.replace(/s$/, "")));
  return bare ? { stock_number: bare.toUpperCase() } : {};
}

function years(mention: VehicleMention | undefined, numbers: NumberCriteria) {
  const year = mention?.year ?? null;
  if (year !== null && numbers.year_min === null && numbers.year_max === null) {
    return { year_min: year, year_max: year };
  }
  return { year_min: numbers.year_min, year_max: numbers.year_max };
}

function ordinalIn(folded: string): number | null {
  const match = ORDINAL.exec(folded);
  if (match && (match[2] !== undefined || tokens(folded).length <= 4)) {
    return ORDINALS[match[1] ?? ""] ?? null;
  }
  const numbered = /\b(?:number|option|numero|opcion) ([1-4])\b/.exec(folded);
  return numbered ? Number(numbered[1]) : null;
}

function orderIn(folded: string): VehicleEntities["order"] {
  if (
    /\b(?:cheap(?:est|er)?|lowest price[ds]?|least expensive|less expensive|affordable|inexpensive|barat[oa]s?|economic[oa]s?)\b/
      .test(folded)
  ) {
    return "price";
  }
  if (
    /\b(?:low(?:est|er)?|least|fewe(?:st|r)|less) (?:miles|mileage|mi)\b|\b(?:pocas|menos) millas\b|\bbajo millaje\b/
      .test(folded)
  ) {
    return "mileage";
  }
  return /\b(?:newest|latest|most recent|newer|mas nuev[oa])\b/.test(folded) ? "newest" : null;
}
