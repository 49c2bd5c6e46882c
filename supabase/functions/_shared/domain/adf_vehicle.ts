import type { LeadFinance, LeadOption, LeadPrice, LeadVehicle } from "../contract/lead.ts";
import type { Warn } from "./adf_contact.ts";
import { plainComment } from "./adf_text.ts";
import { type AdfNode, childOf, childrenOf, textOf } from "./adf_tree.ts";
import { centsOf, countOf, isValidVin, shortened, vinOf, yearOf } from "./adf_values.ts";
import { PLACEHOLDER_MODEL, valueOf } from "./adf_words.ts";
import { KNOWN_MAKES } from "./vehicle_lexicon.ts";

const INTERESTS: Readonly<Record<string, LeadVehicle["interest"]>> = {
  buy: "buy",
  lease: "lease",
  sell: "sell",
  tradein: "trade_in",
  trade: "trade_in",
  testdrive: "test_drive",
};
const PRICE_KINDS = ["quote", "offer", "msrp", "invoice", "call", "appraisal", "asking"] as const;
const QUALITIES = ["excellent", "good", "fair", "poor"] as const;

/** One vehicle block as it was read. */
export interface ReadVehicle {
  readonly vehicle: LeadVehicle;
  /** The block says nothing about any car. */
  readonly empty: boolean;
  readonly finance: LeadFinance | null;
  readonly extras: Readonly<Record<string, string>>;
}

/** Reads one `<vehicle>` block. */
export function readVehicle(node: AdfNode, thisYear: number, warn: Warn): ReadVehicle {
  const text = (...names: string[]) => valueOf(textOf(childOf(node, ...names)));
  const interest = interestOf(node.attributes.get("interest"), warn);
  const own = interest === "sell" || interest === "trade_in";
  const finance = childOf(node, "finance");
  const odometer = childOf(node, "odometer", "mileage");
  const vin = vinOf(text("vin"));
  const prices = childrenOf(node, "price").slice(0, 20).map(readPrice)
    .filter((price) => price.price_cents !== null || price.kind === "call");
  const vehicle: LeadVehicle = {
    interest,
    vin,
    vin_valid: vin !== null && isValidVin(vin),
    stock_number: text("stock", "stocknumber", "stock_id", "stockid", "stockno"),
    ...readModel(node, thisYear, warn),
    trim: shortened(text("trim"), 120),
    ...readCondition(node, own),
    body_style: text("bodystyle"),
    transmission: text("transmission"),
    doors: text("doors"),
    odometer: countOf(odometer === undefined ? null : textOf(odometer)),
    odometer_unit: odometer === undefined ? null : unitOf(odometer),
    ...readColors(node),
    price_cents: prices.find((price) => price.price_cents !== null)?.price_cents ?? null,
    prices,
    options: childrenOf(node, "option").slice(0, 50).flatMap(readOption),
    image_urls: childrenOf(node, "imagetag").slice(0, 30).map((image) => image.text.trim())
      .filter((url) => /^https?:\/\/[^\s<>"]{3,1000}$/i.test(url)),
    comments: valueOf(plainComment(textOf(childOf(node, "comments")))) === null
      ? null
      : plainComment(textOf(childOf(node, "comments"))).slice(0, 65_536),
  };
  if (vin !== null && vin.length === 17 && !vehicle.vin_valid) warn(`VIN fails its check: ${vin}`);
  return {
    vehicle,
    empty: saysNothing(vehicle),
    finance: readFinance(finance),
    extras: vehicleExtras(finance, odometer),
  };
}

/** True when a vehicle names no car at all; comments alone make none. */
function saysNothing(vehicle: LeadVehicle): boolean {
  return [vehicle.vin, vehicle.stock_number, vehicle.year, vehicle.make, vehicle.model]
    .every((value) => value === null);
}

function interestOf(text: string | undefined, warn: Warn): LeadVehicle["interest"] {
  const plain = (text ?? "").toLowerCase().replace(/[^a-z]/g, "");
  const known = INTERESTS[plain];
  if (known === undefined && plain !== "") warn(`Unknown interest in a vehicle: ${text}`);
  return known ?? "buy";
}

/** Year, make and model; some senders put all three into the model. */
function readModel(
  node: AdfNode,
  thisYear: number,
  warn: Warn,
): Pick<LeadVehicle, "year" | "make" | "model" | "model_is_placeholder"> {
  const text = (name: string) => valueOf(textOf(childOf(node, name)));
  const reading = yearOf(text("year"), thisYear);
  let { year } = reading;
  let make = text("make");
  let model = text("model");
  if (reading.guessed) warn(`Two-digit model year read as ${year}`);
  if (make === null && model !== null) {
    const glued = splitModel(model, thisYear);
    if (glued !== null) {
      year ??= glued.year;
      ({ make, model } = glued);
      warn("Make was written into the model");
    }
  }
  const model_is_placeholder = model !== null && PLACEHOLDER_MODEL.test(model);
  return { year, make, model, model_is_placeholder };
}

/** Takes `2024 Toyota RAV4 XLE` apart; null when no known make is in it. */
export function splitModel(
  text: string,
  thisYear: number,
): { year: number | null; make: string; model: string | null } | null {
  const { year } = yearOf(text, thisYear);
  const rest = text.replace(/^\s*(?:19|20)\d\d\s+/, "");
  const folded = rest.toLowerCase();
  const make = Object.keys(KNOWN_MAKES).find((known) =>
    folded === known.toLowerCase() || folded.startsWith(`${known.toLowerCase()} `)
  );
  if (make === undefined) return null;
  return { year, make, model: valueOf(rest.slice(make.length)) };
}

function readCondition(
  node: AdfNode,
  own: boolean,
): Pick<LeadVehicle, "condition" | "certified" | "quality"> {
  const status = node.attributes.get("status");
  const said = valueOf(textOf(childOf(node, "condition")))?.toLowerCase() ?? "";
  const quality = QUALITIES.find((known) => said.includes(known)) ?? null;
  const words = `${status ?? ""} ${said}`.toLowerCase();
  const certified = /\bcpo\b|certified/.test(words);
  if (certified) return { condition: "used", certified: true, quality };
  if (/\b(?:used|pre-?owned)\b/.test(words)) {
    return { condition: "used", certified: null, quality };
  }
  if (/\bnew\b/.test(words)) return { condition: "new", certified: null, quality };
  if (own) return { condition: "used", certified: null, quality };
  // ADF's default for a missing status is new; an empty one says that the sender does not know.
  return { condition: status === undefined ? "new" : null, certified: null, quality };
}

function unitOf(odometer: AdfNode): "mi" | "km" | null {
  const { attributes } = odometer;
  const said = `${attributes.get("units") ?? attributes.get("unit") ?? ""} ${odometer.text}`;
  if (/\bkm|kilo/i.test(said)) return "km";
  return /\bmi|mile/i.test(said) ? "mi" : null;
}

function readColors(node: AdfNode): Pick<LeadVehicle, "exterior_color" | "interior_color"> {
  const text = (from: AdfNode, ...names: string[]) => valueOf(textOf(childOf(from, ...names)));
  const combinations = childrenOf(node, "colorcombination").map((color) => ({
    preference: countOf(text(color, "preference")) ?? 99,
    exterior: text(color, "exteriorcolor"),
    interior: text(color, "interiorcolor"),
  })).sort((a, b) => a.preference - b.preference);
  const best = combinations.find((color) => color.exterior !== null || color.interior !== null);
  return {
    exterior_color: best?.exterior ?? text(node, "exteriorcolor", "color"),
    interior_color: best?.interior ?? text(node, "interiorcolor"),
  };
}

function readPrice(node: AdfNode): LeadPrice {
  const said = (node.attributes.get("type") ?? "").toLowerCase();
  return {
    kind: PRICE_KINDS.find((kind) => kind === said) ?? "quote",
    price_cents: centsOf(node.text),
    currency: valueOf(node.attributes.get("currency"))?.toUpperCase() ?? null,
    delta: valueOf(node.attributes.get("delta")),
    relative_to: valueOf(node.attributes.get("relativeto")),
    source: valueOf(node.attributes.get("source")),
  };
}

function readOption(node: AdfNode): LeadOption[] {
  const name = valueOf(textOf(childOf(node, "optionname"))) ?? valueOf(node.text);
  if (name === null) return [];
  const weight = Number.parseInt(textOf(childOf(node, "weighting")), 10);
  return [{
    name: name.slice(0, 200),
    code: valueOf(textOf(childOf(node, "manufacturercode"))),
    weighting: Number.isNaN(weight) ? null : Math.max(-100, Math.min(100, weight)),
  }];
}

/** Reads `<finance>`; null when it says nothing. */
export function readFinance(node: AdfNode | undefined): LeadFinance | null {
  if (node === undefined) return null;
  const text = (name: string) => textOf(childOf(node, name));
  const amounts = childrenOf(node, "amount");
  const amount = (type: string) => {
    const found = amounts.find((one) =>
      (one.attributes.get("type") ?? "total").toLowerCase().replace(/[^a-z]/g, "") === type
    );
    return centsOf(found?.text ?? null);
  };
  const said = text("method").toLowerCase();
  const rate = Number.parseFloat(text("rate").replace(",", "."));
  const finance: LeadFinance = {
    method: (["cash", "finance", "lease"] as const).find((method) => said.includes(method)) ?? null,
    down_payment_cents: amount("downpayment"),
    monthly_cents: amount("monthly"),
    total_cents: amount("total"),
    balance_cents: centsOf(text("balance")),
    currency: valueOf(amounts[0]?.attributes.get("currency"))?.toUpperCase() ?? null,
    term_months: countOf(text("term")),
    rate_percent: Number.isFinite(rate) && rate >= 0 && rate < 100 ? rate : null,
  };
  return Object.values(finance).some((value) => value !== null) ? finance : null;
}

function vehicleExtras(
  finance: AdfNode | undefined,
  odometer: AdfNode | undefined,
): Record<string, string> {
  const extras: Record<string, string> = {};
  const mileage = valueOf(textOf(childOf(finance, "mileage")));
  const status = valueOf(odometer?.attributes.get("status"));
  if (mileage !== null) extras["finance_mileage"] = mileage;
  if (status !== null) extras["odometer_status"] = status;
  return extras;
}
