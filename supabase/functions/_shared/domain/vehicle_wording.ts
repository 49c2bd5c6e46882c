import type { VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import { formatCents, formatCount } from "./money.ts";
import { squash } from "./text.ts";
import type { ReplyLanguage } from "./time_wording.ts";

/** A part of a vehicle's row put into words, with the columns it came from. */
export interface WordedFact {
  words: string;
  fields: string[];
}

/** How a vehicle is named in one thread: the make is left out at a store of that make. */
export interface Naming {
  language: ReplyLanguage;
  store: string;
}

/** Columns every name of a vehicle uses. */
export const NAME_FIELDS = ["year", "make", "model", "trim"];

const BODY_NOUNS: Readonly<Record<string, { en: string; es: string }>> = {
  suv: { en: "SUV", es: "una SUV" },
  truck: { en: "truck", es: "una pickup" },
  van: { en: "van", es: "una minivan" },
  sedan: { en: "sedan", es: "un sedán" },
  coupe: { en: "coupe", es: "un coupé" },
  hatchback: { en: "hatchback", es: "un hatchback" },
  wagon: { en: "wagon", es: "una vagoneta" },
  convertible: { en: "convertible", es: "un convertible" },
};
const COLOR_NOUNS: Readonly<Record<string, { en: string; es: string }>> = {
  blue: { en: "blue", es: "azul" },
  gray: { en: "silver or gray", es: "gris o plata" },
  black: { en: "black", es: "negro" },
  white: { en: "white", es: "blanco" },
  red: { en: "red", es: "rojo" },
  green: { en: "green", es: "verde" },
  brown: { en: "brown", es: "café" },
  beige: { en: "beige", es: "beige" },
  orange: { en: "orange", es: "naranja" },
  yellow: { en: "yellow", es: "amarillo" },
  purple: { en: "purple", es: "morado" },
};
const FUEL_NOUNS: Readonly<Record<string, { en: string; es: string }>> = {
  hybrid: { en: "hybrid", es: "híbrido" },
  plugin: { en: "plug-in", es: "híbrido enchufable" },
  electric: { en: "electric", es: "eléctrico" },
  diesel: { en: "diesel", es: "diésel" },
};

/** Returns a vehicle's name: "2024 RAV4 XLE". */
export function vehicleName(vehicle: VehicleFact, { store }: Naming): string {
  const ownMake = squash(store).includes(squash(vehicle.make));
  return [vehicle.year, ownMake ? null : vehicle.make, vehicle.model, vehicle.trim]
    .filter((part) => part !== null && part !== "").join(" ");
}

/** Returns what follows a vehicle's name when it is offered: colour, miles, stock and price. */
export function vehicleDetails(vehicle: VehicleFact, { language }: Naming): WordedFact {
  const es = language === "es";
  const parts: string[] = [];
  const fields: string[] = [];
  const add = (field: string, words: string | null) => {
    if (words === null) return;
    parts.push(words);
    fields.push(field);
  };
  add("mileage", milesWords(vehicle, language));
  add(
    "stock_number",
    vehicle.stock_number && `${es ? "inventario" : "stock"} ${vehicle.stock_number}`,
  );
  const price = vehicle.price_cents;
  add("price_cents", price === null ? null : `${es ? "en" : "listed at"} ${formatCents(price)}`);
  const rest = parts.map((part) => `, ${part}`).join("");
  if (!vehicle.ext_color) return { words: rest, fields };
  const color = `${es ? " en color" : " in"} ${paintWords(vehicle.ext_color)}`;
  return { words: color + rest, fields: ["ext_color", ...fields] };
}

/** Returns one entry of a list: "2022 RAV4 LE, Blueprint, 31,200 miles, $27,450". */
export function vehicleEntry(vehicle: VehicleFact, naming: Naming, withColor: boolean): WordedFact {
  const color = withColor && vehicle.ext_color ? paintWords(vehicle.ext_color) : null;
  const miles = milesWords(vehicle, naming.language);
  const price = vehicle.price_cents === null ? null : formatCents(vehicle.price_cents);
  const words = [vehicleName(vehicle, naming), color, miles, price].filter((part) => part !== null);
  const fields = [...NAME_FIELDS];
  if (color) fields.push("ext_color");
  if (miles) fields.push("mileage");
  if (price) fields.push("price_cents");
  return { words: words.join(", "), fields };
}

/** "Celestial Silver Metallic" is long for a text message; the finish adds nothing. */
function paintWords(color: string): string {
  const plain = color.replace(/ (?:Metallic|Pearl|Tri-?Coat|Clearcoat|Mica)$/i, "");
  return plain.includes(" ") ? plain : color;
}

/** Returns what was looked for as an object of a sentence: "a blue RAV4 in that price range". */
export function wantedWords(query: VehicleQuery, naming: Naming): string {
  return naming.language === "es" ? wantedSpanish(query) : wantedEnglish(query);
}

function wantedEnglish(query: VehicleQuery): string {
  const years = yearWords(query, { newer: "or newer", older: "or older" });
  const drive = query.drivetrain === null ? null : query.drivetrain.toUpperCase();
  const name = [query.make && !query.model ? query.make : null, query.model, query.trim];
  const named = name.some((part) => part !== null);
  const noun = named ? name : [BODY_NOUNS[query.body_style ?? ""]?.en ?? "vehicle"];
  const words = [
    COLOR_NOUNS[query.color ?? ""]?.en ?? null,
    query.condition,
    ...(years && /^\d{4}$/.test(years) ? [years] : []),
    FUEL_NOUNS[query.fuel_type ?? ""]?.en ?? null,
    drive,
    ...noun,
    years && !/^\d{4}$/.test(years) ? years : null,
    query.text ? `with ${query.text}` : null,
    query.price_max_cents !== null || query.price_min_cents !== null ? "in that price range" : null,
    query.mileage_max !== null ? "with miles that low" : null,
  ].filter((word) => word !== null).join(" ");
  return `${
    /^(?:[aeiou]|SUV|8|RX|F-|MDX|XC|X\d|HR|NX)/i.test(words) && !/^u/i.test(words) ? "an" : "a"
  } ${words}`;
}

function wantedSpanish(query: VehicleQuery): string {
  const years = yearWords(query, { newer: "o más nuevo", older: "o anterior" });
  const name = [query.make && !query.model ? query.make : null, query.model, query.trim]
    .filter((part) => part !== null).join(" ");
  const noun = name ? `un ${name}` : BODY_NOUNS[query.body_style ?? ""]?.es ?? "un vehículo";
  const color = COLOR_NOUNS[query.color ?? ""]?.es;
  const words = [
    noun,
    FUEL_NOUNS[query.fuel_type ?? ""]?.es ?? null,
    years,
    color ? `en color ${color}` : null,
    query.price_max_cents !== null || query.price_min_cents !== null
      ? "en ese rango de precio"
      : null,
    query.mileage_max !== null ? "con tan pocas millas" : null,
  ];
  return words.filter((word) => word !== null).join(" ");
}

function yearWords(query: VehicleQuery, words: { newer: string; older: string }): string | null {
  const { year_min, year_max } = query;
  if (year_min !== null && year_max !== null) {
    return year_min === year_max ? String(year_min) : `${year_min}-${year_max}`;
  }
  if (year_min !== null) return `${year_min} ${words.newer}`;
  return year_max === null ? null : `${year_max} ${words.older}`;
}

/** A new car's delivery miles are no selling point. */
function milesWords(vehicle: VehicleFact, language: ReplyLanguage): string | null {
  if (vehicle.mileage === null || (vehicle.condition === "new" && vehicle.mileage < 500)) {
    return null;
  }
  return `${formatCount(vehicle.mileage)} ${language === "es" ? "millas" : "miles"}`;
}
