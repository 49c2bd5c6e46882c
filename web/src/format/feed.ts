import type { FeedRun, RowProblem } from "../api/feeds_api.ts";
import { phrase, t } from "../i18n/t.ts";

const STATUSES: Readonly<Record<string, string>> = {
  reading: phrase("Being read"),
  preview: phrase("Waits for you"),
  applying: phrase("Being imported"),
  done: phrase("Imported"),
  failed: phrase("Failed"),
  discarded: phrase("Discarded"),
  undoing: phrase("Being undone"),
  undone: phrase("Undone"),
};

const PROBLEMS: Readonly<Record<string, string>> = {
  vin_missing: phrase("There is no VIN"),
  vin_invalid: phrase("This is no VIN"),
  vin_check_digit: phrase("The check digit of this VIN is wrong: look for a typing error"),
  vin_repeated: phrase("This VIN is in the file twice; the first one counts"),
  stock_missing: phrase("There is no stock number; the end of the VIN is used"),
  stock_repeated: phrase("This stock number is in the file twice; the first one counts"),
  stock_taken: phrase("Another unit on the lot has this stock number"),
  year_missing: phrase("There is no year, and the VIN does not tell it"),
  year_invalid: phrase("This is no model year"),
  year_differs: phrase("The VIN says another model year"),
  make_missing: phrase("There is no make"),
  model_missing: phrase("There is no model"),
  price_invalid: phrase("This is no price; the one before stays"),
  msrp_invalid: phrase("This is no price; the one before stays"),
  mileage_invalid: phrase("This is no mileage; the one before stays"),
  condition_unknown: phrase("This is neither new nor used"),
  status_unknown: phrase("This status is not known"),
  images_invalid: phrase("There is no web address in it"),
  too_long: phrase("This is too long and was cut"),
  too_many_cells: phrase("The row has more cells than the header"),
  row_refused: phrase("A value in this row is not possible"),
};

const FIELDS: Readonly<Record<string, string>> = {
  vin: phrase("VIN"),
  stock_number: phrase("Stock number"),
  year: phrase("Year"),
  make: phrase("Make"),
  model: phrase("Model"),
  trim: phrase("Trim"),
  body_style: phrase("Body"),
  ext_color: phrase("Outside color"),
  int_color: phrase("Inside color"),
  mileage: phrase("Mileage"),
  engine: phrase("Engine"),
  transmission: phrase("Transmission"),
  drivetrain: phrase("Drivetrain"),
  fuel_type: phrase("Fuel"),
  fuel_economy: phrase("MPG, combined"),
  mpg_city: phrase("MPG, city"),
  mpg_highway: phrase("MPG, highway"),
  msrp: phrase("MSRP"),
  price: phrase("Price"),
  condition: phrase("New or used"),
  certified: phrase("Certified"),
  status: phrase("Status"),
  description: phrase("Description"),
  features: phrase("Features"),
  images: phrase("Photos"),
  video_url: phrase("Video"),
};

/** The fields that a column can be, in the order in which they are offered. */
export const FEED_FIELDS: readonly string[] = Object.keys(FIELDS);

/** How far a run has got, in a few words. */
export function runStatus(status: string): string {
  return t(STATUSES[status] ?? status);
}

/** The colour that repeats it. */
export function runTone(run: Pick<FeedRun, "status">): "ok" | "bad" | "warn" | "plain" {
  if (run.status === "done") return "ok";
  if (run.status === "failed") return "bad";
  return run.status === "preview" ? "warn" : "plain";
}

/** What is wrong in a row or a cell, as a sentence. */
export function rowProblem(problem: Pick<RowProblem, "code">): string {
  return t(PROBLEMS[problem.code] ?? problem.code);
}

/** What a field is called. */
export function fieldName(field: string): string {
  return t(FIELDS[field] ?? field);
}

/** How much of a run's present work is done, from 0 to 1; null when nothing is under way. */
export function runProgress(run: FeedRun): number | null {
  const part = (done: number, all: number) => all === 0 ? 0 : Math.min(1, done / all);
  if (run.status === "reading") return part(run.read_offset, run.file_size);
  const isMoving = run.status === "applying" || run.status === "undoing";
  return isMoving ? part(run.applied, run.units) : null;
}

const DAY_MS = 86_400_000;

/** True while a run can still be taken back. */
export function canUndo(run: FeedRun, now: number): boolean {
  return run.status === "done" && run.finished_at !== null &&
    now - Date.parse(run.finished_at) < DAY_MS;
}
