import type { VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import { EMPTY_QUERY } from "./entities.ts";
import { isRefusedKind } from "./inventory_match.ts";
import type { Scene } from "./reply_scene.ts";
import { knownModel, nameIndex } from "./vehicle_names.ts";
import { namedQueries, searchAll } from "./vehicle_resolution.ts";

/** Returns what a query finds, for every model, body style and colour the customer may mean. */
export async function searchInventory(scene: Scene, query: VehicleQuery): Promise<VehicleFact[]> {
  const { facts, understanding } = scene;
  const bodies = query.body_style === understanding.query.body_style
    ? understanding.other_body_styles
    : [];
  const colors = query.color !== null && query.color === understanding.query.color
    ? understanding.other_colors
    : [];
  const named = query.model === understanding.query.model
    ? namedQueries(understanding, query)
    : [query];
  const variants = [
    ...bodies.map((body_style) => ({ ...query, body_style })),
    ...colors.map((color) => ({ ...query, color })),
  ];
  const found = await searchAll(facts, [...named, ...variants].slice(0, 5));
  return found.filter((one) => !isRefusedKind(one, understanding.refused));
}

/** Returns wider searches, nearest wish first. */
export function relaxations(scene: Scene, query: VehicleQuery): VehicleQuery[] {
  const known = query.model === null
    ? null
    : knownModel(query.model, nameIndex(scene.context.inventory_vocabulary));
  const body = query.body_style ?? known?.body ?? null;
  const price = query.price_max_cents;
  const wider = price === null ? null : Math.round(price * 1.15);
  // Who needs the seats cannot do without them; everything else gives way first.
  const seats = query.text?.includes("third row") ? query.text : null;
  const steps: Partial<VehicleQuery>[] = [
    { color: null },
    ...(seats === null ? [] : [
      { color: null, trim: null, fuel_type: null, drivetrain: null },
      { ...EMPTY_QUERY, text: seats, price_max_cents: wider },
    ]),
    { color: null, trim: null, text: null },
    { color: null, trim: null, text: null, year_min: null, year_max: null, mileage_max: null },
    {
      color: null,
      trim: null,
      text: null,
      year_min: null,
      year_max: null,
      mileage_max: null,
      price_max_cents: wider,
    },
    { ...EMPTY_QUERY, body_style: body, price_max_cents: price, color: query.color },
    { ...EMPTY_QUERY, body_style: body, price_max_cents: wider },
  ];
  const seen = new Set([JSON.stringify(query)]);
  return steps.map((step) => ({ ...query, ...step })).filter((one) => {
    const sign = JSON.stringify(one);
    const empty = Object.values(one).every((value) => value === null);
    if (empty || seen.has(sign)) return false;
    seen.add(sign);
    return true;
  });
}
