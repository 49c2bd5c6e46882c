import type { FeedField, FeedRow, FeedVehicle, RowProblem } from "../contract/feed.ts";
import type { FieldName } from "./feed_aliases.ts";
import { type FeedCells, feedCells } from "./feed_cells.ts";
import type { FeedRecord } from "./feed_records.ts";
import {
  cellText,
  nameCase,
  plainLines,
  readAddresses,
  readFlag,
  readList,
  readMiles,
  readMoney,
  readYear,
} from "./feed_values.ts";
import { KNOWN_MAKES } from "./vehicle_lexicon.ts";
import { readVin } from "./vin.ts";

/** A judged record: the unit, or null when the row cannot be used, and what is wrong. */
export interface RowRead {
  readonly row: FeedRow | null;
  /** The VIN of a row that cannot be used: the unit is there all the same. */
  readonly seenVin: string | null;
  readonly problems: readonly RowProblem[];
}

const TEXTS = ["trim", "body_style", "ext_color", "int_color", "engine", "transmission"] as const;
const MAX_TEXT = 120;
const MAX_DESCRIPTION = 5000;
const MAX_FEATURES = 100;
const MAX_IMAGES = 60;
const MAKES = new Map(Object.keys(KNOWN_MAKES).map((make) => [make.toLowerCase(), make]));
MAKES.set("chevy", "Chevrolet").set("vw", "Volkswagen").set("mercedes", "Mercedes-Benz");

/** Reads a record into a unit; what is said about it stays absent where nothing can be made of it. */
export function readRow(
  record: FeedRecord,
  findField: (column: string) => FieldName | null,
  thisYear: number,
): RowRead {
  const cells = feedCells(record, findField);
  if (record.hasTooManyCells) cells.blame("too_many_cells", null, true);
  const named = nameOf(cells, thisYear);
  const vehicle: FeedVehicle | null = named === null ? null : {
    ...named,
    ...textsOf(cells),
    ...numbersOf(cells),
    ...stateOf(cells),
    ...mediaOf(cells),
  };
  const { problems } = cells;
  const isUsable = vehicle !== null && !problems.some(({ skips_row }) => skips_row);
  return {
    row: isUsable ? { line: record.line, vehicle } : null,
    seenVin: isUsable ? null : vinOf(cells),
    problems,
  };
}

function vinOf(cells: FeedCells): string | null {
  const vin = (cells.first("vin")?.text ?? "").toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return readVin(vin) === null ? null : vin;
}

/** What a unit cannot be without. */
function nameOf(
  cells: FeedCells,
  thisYear: number,
): Pick<FeedVehicle, "vin" | "stock_number" | "year" | "make" | "model"> | null {
  const vinCell = cells.first("vin");
  const vin = (vinCell?.text ?? "").toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  const reading = readVin(vin);
  if (vin === "") cells.blame("vin_missing", cells.all("vin")[0] ?? null, true);
  else if (reading === null) cells.blame("vin_invalid", vinCell, true);
  else if (!reading.checks) cells.blame("vin_check_digit", vinCell);
  const year = yearOf(cells, reading, thisYear);
  const make = requiredName(cells, "make");
  const model = requiredName(cells, "model");
  if (reading === null || year === null || make === null || model === null) return null;
  const canonical = MAKES.get(make.toLowerCase()) ?? nameCase(make);
  return { vin, stock_number: stockOf(cells, vin), year, make: canonical, model: nameCase(model) };
}

/** The stated year, else the one in the VIN. */
function yearOf(
  cells: FeedCells,
  vin: { year: number | null; checks: boolean } | null,
  thisYear: number,
): number | null {
  const cell = cells.first("year");
  const stated = readYear(cell?.text ?? "", thisYear);
  const fromVin = vin?.year ?? null;
  if (stated === "invalid") cells.blame("year_invalid", cell, fromVin === null);
  if (stated === null && fromVin === null) {
    cells.blame("year_missing", cells.all("year")[0] ?? null, true);
  }
  if (typeof stated !== "number") return fromVin;
  if (vin?.checks && fromVin !== null && fromVin !== stated) cells.blame("year_differs", cell);
  return stated;
}

function requiredName(cells: FeedCells, field: "make" | "model"): string | null {
  const cell = cells.first(field);
  if (cell !== null) return cellText(cell.text).slice(0, MAX_TEXT);
  cells.blame(`${field}_missing`, cells.all(field)[0] ?? null, true);
  return null;
}

/** Stores that give no number of their own use the end of the VIN. */
function stockOf(cells: FeedCells, vin: string): string {
  const cell = cells.first("stock_number");
  if (cell === null) {
    cells.blame("stock_missing", cells.all("stock_number")[0] ?? null);
    return vin.slice(-8);
  }
  const stock = cellText(cell.text).toUpperCase();
  if (stock.length > 50) cells.blame("too_long", cell, true);
  return stock.slice(0, 50);
}

function textsOf(cells: FeedCells): Partial<FeedVehicle> {
  const texts = TEXTS.filter((field) => cells.has(field))
    .map((field) => [field, shortText(cells, field)] as const);
  return {
    ...Object.fromEntries(texts),
    ...(cells.has("drivetrain") && { drivetrain: drivetrainOf(shortText(cells, "drivetrain")) }),
    ...(cells.has("fuel_type") && { fuel_type: fuelOf(shortText(cells, "fuel_type")) }),
  };
}

function shortText(cells: FeedCells, field: FeedField): string | null {
  const cell = cells.first(field);
  if (cell === null) return null;
  const text = nameCase(cellText(cell.text));
  if (text.length > MAX_TEXT) cells.blame("too_long", cell);
  return text.slice(0, MAX_TEXT);
}

function drivetrainOf(text: string | null): string | null {
  if (text === null) return null;
  if (/\b(?:awd|all[- ]?wheel)/i.test(text)) return "AWD";
  if (/\b(?:4wd|4x4|four[- ]?wheel)/i.test(text)) return "4WD";
  if (/\b(?:fwd|front)/i.test(text)) return "FWD";
  return /\b(?:rwd|rear)/i.test(text) ? "RWD" : text;
}

function fuelOf(text: string | null): string | null {
  const codes: Readonly<Record<string, string>> = {
    G: "Gasoline",
    D: "Diesel",
    E: "Electric",
    H: "Hybrid",
    F: "Flex Fuel",
  };
  return text === null ? null : codes[text] ?? text;
}

function numbersOf(cells: FeedCells): Partial<FeedVehicle> {
  const economy = economyOf(cells);
  return {
    ...mileageOf(cells),
    ...(economy !== undefined && { fuel_economy: economy }),
    ...moneyOf(cells, "price"),
    ...moneyOf(cells, "msrp"),
  };
}

function mileageOf(cells: FeedCells): Partial<FeedVehicle> {
  const cell = cells.first("mileage");
  if (cell === null) return {};
  const mileage = readMiles(cell.text, /kilom|km/i.test(cell.column));
  if (mileage === "invalid") cells.blame("mileage_invalid", cell);
  return typeof mileage === "number" ? { mileage } : {};
}

/** The first amount among the columns; a unit that is said to have none has none. */
function moneyOf(cells: FeedCells, field: "price" | "msrp"): Partial<FeedVehicle> {
  const key = `${field}_cents` as const;
  const read = cells.all(field).map((cell) => ({ cell, cents: readMoney(cell.text) }));
  const amount = read.find(({ cents }) => typeof cents === "number")?.cents;
  if (typeof amount === "number") return { [key]: amount };
  const bad = read.find(({ cents }) => cents === "invalid");
  // A price that cannot be read is not the same as none: the old one stays until somebody looks.
  if (bad !== undefined) cells.blame(`${field}_invalid`, bad.cell);
  return bad !== undefined || read.length === 0 ? {} : { [key]: null };
}

/** Combined consumption; from city and highway as the EPA weighs them. */
function economyOf(cells: FeedCells): number | null | undefined {
  const number = (field: FeedField) => {
    const found = /^\d{1,3}/.exec(cellText(cells.first(field)?.text ?? ""));
    return found === null || Number(found[0]) === 0 ? null : Number(found[0]);
  };
  const combined = number("fuel_economy");
  if (combined !== null) return combined;
  const [city, highway] = [number("mpg_city"), number("mpg_highway")];
  if (city !== null && highway !== null) return Math.round(1 / (0.55 / city + 0.45 / highway));
  return cells.has("fuel_economy") || cells.has("mpg_city") ? null : undefined;
}

/** New or used, certified, and whether it is still for sale. */
function stateOf(cells: FeedCells): Partial<FeedVehicle> {
  const condition = conditionOf(cells);
  const status = statusOf(cells);
  const certifiedCell = cells.first("certified");
  const flag = certifiedCell === null ? null : readFlag(certifiedCell.text);
  const isCertified = flag ?? (condition?.certified ? true : null);
  return {
    ...(condition !== null && { condition: condition.condition }),
    ...(isCertified !== null && { certified: isCertified }),
    ...(status !== null && { status }),
  };
}

function conditionOf(cells: FeedCells): { condition: "new" | "used"; certified: boolean } | null {
  const cell = cells.first("condition");
  if (cell === null) return null;
  const text = cellText(cell.text);
  const certified = /\b(?:cpo|certified)\b/i.test(text) && !/\bnot\b|non[- ]/i.test(text);
  const isNewColumn = /^is ?_?new$/i.test(cell.column);
  if (isNewColumn) return { condition: readFlag(text) ? "new" : "used", certified: false };
  if (/^(?:n|new|nuevo|neuf)\b/i.test(text)) return { condition: "new", certified: false };
  const isUsed = certified ||
    /^(?:u|used|pre|second|demo|loaner|usado|occasion|certified|c)\b/i.test(text);
  if (isUsed) return { condition: "used", certified };
  cells.blame("condition_unknown", cell);
  return null;
}

function statusOf(cells: FeedCells): FeedVehicle["status"] | null {
  const cell = cells.first("status");
  if (cell === null) return null;
  const text = cellText(cell.text).toLowerCase();
  if (/\b(?:sold|delivered|vendido)\b/.test(text)) return "sold";
  if (/\b(?:pending|hold|on hold|deposit|reserved|sale pending|in deal)\b/.test(text)) {
    return "pending";
  }
  const isHere =
    /^(?:a|active|available|in[- _]?stock|instock|live|on[- ]?lot|in[- ]?transit|transit|1|true|new|used|ready|frontline|returned|disponible|in)\b/;
  if (isHere.test(text)) return "available";
  cells.blame("status_unknown", cell);
  return null;
}

function mediaOf(cells: FeedCells): Partial<FeedVehicle> {
  const description = cells.first("description");
  const features = cells.all("features").flatMap(({ text }) => readList(text, MAX_FEATURES));
  const images = imagesOf(cells);
  const video = readAddresses(cells.first("video_url")?.text ?? "", 1);
  return {
    ...(cells.has("description") && {
      description: plainLines(description?.text ?? "", MAX_DESCRIPTION) || null,
    }),
    ...(cells.has("features") && { features: [...new Set(features)].slice(0, MAX_FEATURES) }),
    ...(images !== null && { images }),
    ...(cells.has("video_url") && { video_url: Array.isArray(video) ? video[0] ?? null : null }),
  };
}

function imagesOf(cells: FeedCells): { url: string }[] | null {
  if (!cells.has("images")) return null;
  const found = cells.all("images").map((cell) => {
    const addresses = readAddresses(cell.text, MAX_IMAGES);
    if (addresses === "invalid") cells.blame("images_invalid", cell);
    return Array.isArray(addresses) ? addresses : [];
  });
  return [...new Set(found.flat())].slice(0, MAX_IMAGES).map((url) => ({ url }));
}
