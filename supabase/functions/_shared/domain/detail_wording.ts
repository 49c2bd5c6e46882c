import type { VehicleFact } from "../contract/intelligence.ts";
import { FEATURES } from "./feature_lexicon.ts";
import { formatCents, formatCount } from "./money.ts";
import { foldText, joinWords } from "./text.ts";
import type { ReplyLanguage } from "./time_wording.ts";
import type { WordedFact } from "./vehicle_wording.ts";

/** Returns an asked detail as a predicate ("has 8,210 miles"), null when the row is silent. */
export function detailWords(
  vehicle: VehicleFact,
  detail: string,
  language: ReplyLanguage,
): WordedFact | null {
  if (detail.startsWith("feature:")) return featureWords(vehicle, detail.slice(8), language);
  const worded = language === "es"
    ? spanishDetail(vehicle, detail)
    : englishDetail(vehicle, detail);
  if (worded !== null) return { words: worded, fields: [detail] };
  const line = Object.hasOwn(LISTED, detail) ? listedLine(vehicle, LISTED[detail]) : null;
  if (line === null) return null;
  const quoted = `"${line.words}"`;
  return {
    words: language === "es" ? `dice en la ficha ${quoted}` : `is listed with ${quoted}`,
    fields: line.fields,
  };
}

/** Returns the name of a detail as a noun, for "the listing doesn't say anything about …". */
export function detailNoun(detail: string, language: ReplyLanguage): string {
  const feature = FEATURES.find((one) => `feature:${one.key}` === detail);
  if (feature) return feature[language];
  return DETAIL_NOUNS[detail]?.[language] ?? (language === "es" ? "eso" : "that");
}

const LISTED: Readonly<Record<string, RegExp>> = {
  history:
    /\b(?:one[- ]owner|1[- ]owner|clean carfax|carfax|no accidents?|accident[- ]free|clean title|single owner)\b/,
  seating: /\b(?:seats? \w+|\w+[- ]passenger|third[- ]row|3rd[- ]row|\d seats?)\b/,
  towing: /\b\d[\d,]* ?(?:lbs?|pounds?)\b/,
  horsepower: /\b\d+ ?(?:hp|horsepower)\b/,
  range: /\b\d+[- ]mile\b.*\brange\b|\brange\b.*\bmiles?\b/,
  tires: /\b(?:tires?|brakes?)\b/,
  warranty: /\bwarrant(?:y|ies)\b/,
};

const DETAIL_NOUNS: Readonly<Record<string, { en: string; es: string }>> = {
  mileage: { en: "the mileage", es: "las millas" },
  ext_color: { en: "the color", es: "el color" },
  int_color: { en: "the interior", es: "el interior" },
  trim: { en: "the trim", es: "la versión" },
  engine: { en: "the engine", es: "el motor" },
  transmission: { en: "the transmission", es: "la transmisión" },
  drivetrain: { en: "the drivetrain", es: "la tracción" },
  fuel_type: { en: "the fuel type", es: "el combustible" },
  fuel_economy: { en: "fuel economy", es: "el consumo" },
  vin: { en: "the VIN", es: "el VIN" },
  stock_number: { en: "the stock number", es: "el número de inventario" },
  history: { en: "its history", es: "su historial" },
  seating: { en: "seating", es: "los asientos" },
  towing: { en: "towing capacity", es: "la capacidad de remolque" },
  horsepower: { en: "horsepower", es: "los caballos de fuerza" },
  range: { en: "the range", es: "la autonomía" },
  size: { en: "its dimensions", es: "sus medidas" },
  tires: { en: "the tires or brakes", es: "las llantas o frenos" },
  warranty: { en: "a warranty", es: "garantía" },
  keys: { en: "the keys", es: "las llaves" },
  charging: { en: "charging", es: "la carga" },
  msrp_cents: { en: "the MSRP", es: "el MSRP" },
  price_cents: { en: "the price", es: "el precio" },
};

function featureWords(
  vehicle: VehicleFact,
  key: string,
  language: ReplyLanguage,
): WordedFact | null {
  const feature = FEATURES.find((one) => one.key === key);
  const line = feature ? listedLine(vehicle, feature.pattern) : null;
  if (!feature || !line) return null;
  const words = feature[language];
  return {
    words: language === "es" ? `tiene ${words}` : `comes with ${words}`,
    fields: line.fields,
  };
}

/** A row answers only where it says the thing itself; "no sunroof" in a description says nothing. */
function listedLine(vehicle: VehicleFact, pattern: RegExp | undefined): WordedFact | null {
  const listed = vehicle.features.find((one) => pattern?.test(foldText(one)));
  if (listed !== undefined) return { words: listed, fields: ["features"] };
  const sentences = (vehicle.description ?? "").split(/(?<=[.;])\s+|,\s+/);
  const said = sentences.filter((one) => {
    const folded = foldText(one);
    return pattern?.test(folded) &&
      !/\b(?:no|not|without|never|optional|available)\b(?! accident)/.test(folded);
  });
  const words = said.slice(0, 2).map((one) => one.replace(/[.;]$/, "").trim()).join(", ");
  return words === "" ? null : { words, fields: ["description"] };
}

function englishDetail(vehicle: VehicleFact, detail: string): string | null {
  const { mileage, ext_color, int_color, trim, engine, transmission, drivetrain } = vehicle;
  switch (detail) {
    case "mileage":
      return mileage === null ? null : `has ${formatCount(mileage)} miles`;
    case "ext_color":
      return ext_color && `is ${ext_color}`;
    case "int_color":
      return int_color && `has ${article(int_color)} ${int_color} interior`;
    case "year":
      return `is a ${vehicle.year}`;
    case "trim":
      return trim && `is the ${trim} trim`;
    case "engine":
      return engine && `has the ${engine}${/engine/i.test(engine) ? "" : " engine"}`;
    case "transmission":
      return transmission &&
        `has ${article(transmission)} ${transmission}${
          /trans/i.test(transmission) ? "" : " transmission"
        }`;
    case "drivetrain":
      return drivetrain && `is ${drivetrain}`;
    case "fuel_type":
      return vehicle.fuel_type && `is listed as ${vehicle.fuel_type}`;
    case "fuel_economy":
      return vehicle.fuel_economy && `is rated ${economyWords(vehicle.fuel_economy)}`;
    case "vin":
      return vehicle.vin && `has VIN ${vehicle.vin}`;
    case "stock_number":
      return vehicle.stock_number && `is stock ${vehicle.stock_number}`;
    case "certified":
      return vehicle.certified ? "is certified" : "isn't listed as certified";
    case "condition":
      return `is ${vehicle.condition}`;
    case "price_cents":
      return vehicle.price_cents === null
        ? null
        : `is listed at ${formatCents(vehicle.price_cents)}`;
    case "msrp_cents":
      return vehicle.msrp_cents === null
        ? null
        : `has an MSRP of ${formatCents(vehicle.msrp_cents)}`;
    default:
      return null;
  }
}

function spanishDetail(vehicle: VehicleFact, detail: string): string | null {
  const { mileage, ext_color, int_color, trim, engine, transmission, drivetrain } = vehicle;
  switch (detail) {
    case "mileage":
      return mileage === null ? null : `tiene ${formatCount(mileage)} millas`;
    case "ext_color":
      return ext_color && `es color ${ext_color}`;
    case "int_color":
      return int_color && `tiene interior ${int_color}`;
    case "year":
      return `es ${vehicle.year}`;
    case "trim":
      return trim && `es la versión ${trim}`;
    case "engine":
      return engine && `tiene motor ${engine}`;
    case "transmission":
      return transmission && `tiene transmisión ${transmission}`;
    case "drivetrain":
      return drivetrain && `es ${drivetrain}`;
    case "fuel_type":
      return vehicle.fuel_type && `usa ${vehicle.fuel_type}`;
    case "fuel_economy":
      return vehicle.fuel_economy && `rinde ${economyWords(vehicle.fuel_economy)}`;
    case "vin":
      return vehicle.vin && `tiene VIN ${vehicle.vin}`;
    case "stock_number":
      return vehicle.stock_number && `es inventario ${vehicle.stock_number}`;
    case "certified":
      return vehicle.certified ? "es certificado" : "no figura como certificado";
    case "condition":
      return vehicle.condition === "new" ? "es nuevo" : "es usado";
    case "price_cents":
      return vehicle.price_cents === null ? null : `está en ${formatCents(vehicle.price_cents)}`;
    case "msrp_cents":
      return vehicle.msrp_cents === null
        ? null
        : `tiene un MSRP de ${formatCents(vehicle.msrp_cents)}`;
    default:
      return null;
  }
}

/** Returns several predicates as one: "has 8,210 miles and is Blueprint". */
export function joinFacts(facts: readonly WordedFact[], language: ReplyLanguage): WordedFact {
  const plain = facts.map((fact, i) => {
    const verb = /^(is|has|comes with|es|tiene) /.exec(fact.words)?.[0];
    const repeated = verb !== undefined && i > 0 && facts[i - 1]?.words.startsWith(verb) === true;
    return repeated ? fact.words.slice(verb.length) : fact.words;
  });
  const words = joinWords(plain, language === "es" ? "y" : "and");
  return { words, fields: facts.flatMap((fact) => fact.fields) };
}

/** A feed gives a bare number or a phrase of its own. */
function economyWords(economy: string): string {
  return /^\d+(?:\.\d+)?$/.test(economy) ? `${economy} mpg` : economy;
}

function article(word: string): string {
  return /^[aeiou8]/i.test(word) ? "an" : "a";
}
