import { z } from "zod";
import {
  type VehicleFact,
  vehicleFactSchema,
  type VehicleQuery,
} from "../contract/intelligence.ts";
import { matchesQuery, matchVehicles } from "../domain/inventory_match.ts";
import { callRpc, type Database, RpcError } from "./client.ts";

/** A row as PostgREST gives it: fuel economy is a number there and a phrase in a reply. */
const vehicleRow = z.preprocess((row) => {
  if (typeof row !== "object" || row === null || !("fuel_economy" in row)) return row;
  const { fuel_economy } = row;
  return typeof fuel_economy === "number" ? { ...row, fuel_economy: String(fuel_economy) } : row;
}, vehicleFactSchema);
const vehicleRows = z.array(vehicleRow);

/** More units than one store has on its lot; the database never gives more. */
const COARSE_LIMIT = 500;

/**
 * Vehicles of one dealership that fit the query, on the lot first.
 *
 * The database narrows by what is exact; words for colours, bodies, fuels and equipment are matched
 * here, by the same rules that the local intelligence reads them with.
 */
export async function searchVehicles(
  database: Database,
  dealershipId: string,
  query: VehicleQuery,
): Promise<VehicleFact[]> {
  if (query.ids !== null) {
    const named = await vehiclesById(database, dealershipId, query.ids);
    return named.filter((vehicle) => matchesQuery(vehicle, query));
  }
  const found = matchVehicles(await coarseSearch(database, dealershipId, query), query);
  const spelled = query.make !== null || query.stock_number !== null || query.vin_tail !== null;
  if (found.length > 0 || !spelled) return found;
  // "T-4417" or "Mercedes Benz": spelled otherwise than the row, but the same to a person.
  const anySpelling = { ...query, make: null, stock_number: null, vin_tail: null };
  return matchVehicles(await coarseSearch(database, dealershipId, anySpelling), query);
}

/** Units on the lot that come nearest to one vehicle. */
export function alternativeVehicles(
  database: Database,
  dealershipId: string,
  vehicleId: string,
): Promise<VehicleFact[]> {
  const args = { dealership_id: dealershipId, vehicle_id: vehicleId, max: 5 };
  return callRpc(database, "alternative_vehicles", args, vehicleRows);
}

function coarseSearch(
  database: Database,
  dealershipId: string,
  query: VehicleQuery,
): Promise<VehicleFact[]> {
  const { make, stock_number, vin_tail, condition, year_min, year_max } = query;
  const { price_min_cents, price_max_cents, mileage_max } = query;
  const exact = {
    make,
    stock_number,
    vin_tail,
    condition,
    year_min,
    year_max,
    price_min_cents,
    price_max_cents,
    mileage_max,
    limit: COARSE_LIMIT,
  };
  const args = { dealership_id: dealershipId, query: exact };
  return callRpc(database, "search_vehicles", args, vehicleRows);
}

/** Exactly these vehicles, in this order, whatever their status; at most 20. */
async function vehiclesById(
  database: Database,
  dealershipId: string,
  ids: readonly string[],
): Promise<VehicleFact[]> {
  const wanted = ids.filter((id) => z.guid().safeParse(id).success).slice(0, 20);
  if (wanted.length === 0) return [];
  const { data, error, status } = await database.from("vehicles").select("*")
    .eq("dealership_id", dealershipId).in("id", wanted);
  if (error) {
    throw new RpcError("vehicles", { status, code: error.code || null, message: error.message });
  }
  const rows = vehicleRows.parse(data);
  return rows.sort((a, b) => wanted.indexOf(a.id) - wanted.indexOf(b.id));
}
