import type { VehicleFact, VehicleQuery } from "../contract/intelligence.ts";
import { EMPTY_QUERY } from "./entities.ts";
import type { Scene } from "./reply_scene.ts";

/** Returns rows by id, in the order of the ids; unknown ids are left out. */
export async function vehiclesById(scene: Scene, ids: readonly string[]): Promise<VehicleFact[]> {
  if (ids.length === 0) return [];
  const query: VehicleQuery = { ...EMPTY_QUERY, ids: [...ids], limit: ids.length };
  const rows = await scene.facts.searchVehicles(query);
  return ids.flatMap((id) => rows.filter((row) => row.id === id));
}

/** Returns the vehicles of the assistant's last list. */
export async function listedVehicles(scene: Scene): Promise<VehicleFact[]> {
  return await vehiclesById(scene, scene.memory.listed_ids.slice(0, 6));
}

/** Returns the newest of the assistant's lists that holds several vehicles. */
export async function lastSeveral(scene: Scene): Promise<VehicleFact[]> {
  return await vehiclesById(scene, scene.memory.lists.find((ids) => ids.length > 1) ?? []);
}

/** Returns how to sort vehicles by a wished order; unknown values come last. */
export function byOrder(
  order: "price" | "mileage" | "newest",
): (a: VehicleFact, b: VehicleFact) => number {
  return (a, b) => {
    if (order === "newest") return b.year - a.year;
    const field = order === "price" ? "price_cents" : "mileage";
    return (a[field] ?? Infinity) - (b[field] ?? Infinity);
  };
}
