import type { FactFinder, VehicleFact } from "../contract/intelligence.ts";
import type { FactRecord } from "./reply_facts.ts";

/** The same finder, noting every row it gives: the gate checks a reply against these rows only. */
export function recordingFinder(finder: FactFinder, record: FactRecord): FactFinder {
  const noted = (vehicles: VehicleFact[]) => {
    for (const vehicle of vehicles) record.vehicles.set(vehicle.id, vehicle);
    return vehicles;
  };
  return {
    searchVehicles: async (query) => noted(await finder.searchVehicles(query)),
    alternativesFor: async (vehicleId) => noted(await finder.alternativesFor(vehicleId)),
    searchKnowledge: async (text) => {
      const found = await finder.searchKnowledge(text);
      for (const entry of found) record.knowledge.set(entry.id, entry);
      return found;
    },
  };
}
