import { z } from "zod";

/** What a column of a feed can mean. */
export const FEED_FIELDS = [
  "vin",
  "stock_number",
  "year",
  "make",
  "model",
  "trim",
  "body_style",
  "ext_color",
  "int_color",
  "mileage",
  "engine",
  "transmission",
  "drivetrain",
  "fuel_type",
  "fuel_economy",
  "mpg_city",
  "mpg_highway",
  "msrp",
  "price",
  "condition",
  "certified",
  "status",
  "description",
  "features",
  "images",
  "video_url",
] as const;
/** What a column of a feed can mean. */
export type FeedField = (typeof FEED_FIELDS)[number];

/** Columns that staff have named themselves: a field, or null for "leave it out". */
export const ColumnMap = z.record(z.string().max(200), z.enum(FEED_FIELDS).nullable());
/** Columns that staff have named themselves. */
export type ColumnMap = z.infer<typeof ColumnMap>;

/** One column as the preview shows it. */
export const FeedColumn = z.object({
  name: z.string(),
  field: z.enum(FEED_FIELDS).nullable(),
  samples: z.array(z.string()),
});
/** One column as the preview shows it. */
export type FeedColumn = z.infer<typeof FeedColumn>;

/** How a file is read; found once from its beginning, then the same for all of it. */
export const FeedLayout = z.object({
  format: z.enum(["delimited", "json", "xml"]),
  encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"]),
  /** Between cells; empty unless delimited. */
  delimiter: z.string(),
  /** The element that is one unit; empty unless XML. */
  element: z.string(),
  columns: z.array(FeedColumn),
});
/** How a file is read. */
export type FeedLayout = z.infer<typeof FeedLayout>;

/** What can be wrong with a row or a cell. */
export const ROW_PROBLEMS = [
  "vin_missing",
  "vin_invalid",
  "vin_check_digit",
  "vin_repeated",
  "stock_missing",
  "stock_repeated",
  "stock_taken",
  "year_missing",
  "year_invalid",
  "year_differs",
  "make_missing",
  "model_missing",
  "price_invalid",
  "msrp_invalid",
  "mileage_invalid",
  "condition_unknown",
  "status_unknown",
  "images_invalid",
  "too_long",
  "too_many_cells",
  "row_refused",
] as const;
/** What can be wrong with a row or a cell. */
export type RowProblemCode = (typeof ROW_PROBLEMS)[number];

/** One thing wrong in a file, at its line and column. */
export const RowProblem = z.object({
  line: z.number().int(),
  /** The column's own name; null when the whole row is meant. */
  column: z.string().nullable(),
  code: z.enum(ROW_PROBLEMS),
  /** What stood there, cut short. */
  value: z.string().nullable(),
  /** True when the unit is left out for it; else only the cell is. */
  skips_row: z.boolean(),
});
/** One thing wrong in a file, at its line and column. */
export type RowProblem = z.infer<typeof RowProblem>;

/** What a row says about a unit, by the columns of table vehicles; what it does not say is absent. */
export const FeedVehicle = z.object({
  vin: z.string(),
  stock_number: z.string(),
  year: z.number().int(),
  make: z.string(),
  model: z.string(),
  trim: z.string().nullable(),
  body_style: z.string().nullable(),
  ext_color: z.string().nullable(),
  int_color: z.string().nullable(),
  mileage: z.number().int(),
  engine: z.string().nullable(),
  transmission: z.string().nullable(),
  drivetrain: z.string().nullable(),
  fuel_type: z.string().nullable(),
  fuel_economy: z.number().int().nullable(),
  msrp_cents: z.number().int().nullable(),
  price_cents: z.number().int().nullable(),
  condition: z.enum(["new", "used"]),
  certified: z.boolean(),
  status: z.enum(["available", "pending", "sold"]),
  description: z.string().nullable(),
  features: z.array(z.string()),
  images: z.array(z.object({ url: z.string() })),
  video_url: z.string().nullable(),
}).partial().required({ vin: true, stock_number: true, year: true, make: true, model: true });
/** What a row says about a unit. */
export type FeedVehicle = z.infer<typeof FeedVehicle>;

/** One readable row. */
export interface FeedRow {
  readonly line: number;
  readonly vehicle: FeedVehicle;
}

/** Answer of `load_feed_run`: what the next step of a run is about. */
export const FeedRunState = z.object({
  step: z.enum(["read", "apply", "undo", "ended", "lease_lost"]),
  path: z.string().nullable(),
  column_map: ColumnMap,
  layout: FeedLayout.nullable(),
  read_offset: z.number().int(),
  read_line: z.number().int(),
});
/** Answer of `load_feed_run`. */
export type FeedRunState = z.infer<typeof FeedRunState>;

/** Answer of the calls that carry a run on: whether there is more to do. */
export const FeedStepAnswer = z.enum(["more", "ended", "lease_lost"]);
/** Answer of the calls that carry a run on. */
export type FeedStepAnswer = z.infer<typeof FeedStepAnswer>;
