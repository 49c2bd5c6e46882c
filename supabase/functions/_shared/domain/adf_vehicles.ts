import type { LeadVehicle } from "../contract/lead.ts";
import type { Warn } from "./adf_contact.ts";
import type { ReadVehicle } from "./adf_vehicle.ts";

/** The vehicles of a lead by what they are to the shopper. */
export interface SortedVehicles {
  /** The car of interest. */
  readonly vehicle: LeadVehicle | null;
  readonly others: LeadVehicle[];
  /** The customer's own car. */
  readonly trade_in: LeadVehicle | null;
  /** The lead is about the customer's own car alone, even when its block says nothing. */
  readonly only_own: boolean;
}

/** Sorts the blocks of a document, whatever their order; a customer's own car is never wanted. */
export function sortVehicles(blocks: readonly ReadVehicle[], warn: Warn): SortedVehicles {
  const said = blocks.filter((block) => !block.empty).map(({ vehicle }) => vehicle);
  const wanted = said.filter((vehicle) => !isOwn(vehicle));
  const [vehicle = null, ...others] = wanted;
  const own = said.filter(isOwn);
  const real = own.filter((car) => !mirrors(car, vehicle));
  if (real.length < own.length) warn("The trade-in repeats the car of interest: left out");
  const [trade_in = null, ...more] = real;
  const only_own = blocks.length > 0 && blocks.every((block) => isOwn(block.vehicle));
  return { vehicle, others: [...others, ...more], trade_in, only_own };
}

function isOwn(vehicle: LeadVehicle): boolean {
  return vehicle.interest === "sell" || vehicle.interest === "trade_in";
}

/** Website forms fill the trade-in with the car of interest when the shopper left it open. */
function mirrors(own: LeadVehicle, wanted: LeadVehicle | null): boolean {
  if (wanted === null) return false;
  if (own.vin !== null || wanted.vin !== null) {
    if (own.vin !== null && own.vin === wanted.vin) return true;
    if (own.vin !== null && wanted.vin !== null) return false;
  }
  if (own.stock_number !== null && own.stock_number === wanted.stock_number) return true;
  const name = (car: LeadVehicle) => `${car.year} ${car.make} ${car.model}`.toLowerCase();
  const tellsMore = own.odometer !== null && own.odometer !== wanted.odometer ||
    own.quality !== null || own.vin !== null || own.price_cents !== null;
  return own.model !== null && name(own) === name(wanted) && own.trim === wanted.trim && !tellsMore;
}
