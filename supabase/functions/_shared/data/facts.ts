import type { FactFinder } from "../contract/intelligence.ts";
import type { Database } from "./client.ts";
import { type MeaningLeg, searchKnowledge } from "./knowledge.ts";
import { alternativeVehicles, searchVehicles } from "./vehicles.ts";

/** The reads a reply may make, tied to one dealership: no argument can name another. */
export function factFinder(
  database: Database,
  dealershipId: string,
  meaning: MeaningLeg | null = null,
): FactFinder {
  return {
    searchVehicles: (query) => searchVehicles(database, dealershipId, query),
    alternativesFor: (vehicleId) => alternativeVehicles(database, dealershipId, vehicleId),
    searchKnowledge: (text) => searchKnowledge(database, dealershipId, text, meaning),
  };
}
