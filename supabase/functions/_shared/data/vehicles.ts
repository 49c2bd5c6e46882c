import { z } from "zod";
import {
  type VehicleFact,
  vehicleFactSchema,
  type VehicleQuery,
} from "../contract/intelligence.ts";
import { callRpc, type Database, RpcError } from "./client.ts";

/** A row as PostgREST gives it: fuel economy is a number there and a phrase in a reply. */
const vehicleRow = z.preprocess((row) => {
  if (typeof row !== "object" || row === null || !("fuel_economy" in row)) return row;
  const { fuel_economy } = row;
  return {
    ...row,
    fuel_economy: typeof fuel_economy === "number" ? String(fuel_economy) : fuel_economy,
  };
}, vehicleFactSchema);
const vehicleRows = z.array(vehicleRow);

/** Vehicles of one dealership that fit the query, on the lot first. */
export async function searchVehicles(
  database: Database,
  dealershipId: string,
  query: VehicleQuery,
): Promise<VehicleFact[]> {
  if (query.ids !== null) return await vehiclesById(database, dealershipId, query.ids);
  return await callRpc(
    database,
    "search_vehicles",
    { dealership_id: dealershipId, query },
    vehicleRows,
  );
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
