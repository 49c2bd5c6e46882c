import { phrase, t, tn } from "../i18n/t.ts";

const STATUSES: Readonly<Record<string, string>> = {
  available: phrase("On the lot"),
  pending: phrase("Sale pending"),
  sold: phrase("Sold"),
  retired: phrase("No longer listed"),
};
const DAY_MS = 86_400_000;

/** The parts of a vehicle that make its name. */
export interface VehicleNameParts {
  readonly year: number;
  readonly make: string;
  readonly model: string;
  readonly trim: string | null;
}

/** How a vehicle is called: `2024 Toyota RAV4 Hybrid XLE`. */
export function vehicleName(vehicle: VehicleNameParts): string {
  return [vehicle.year, vehicle.make, vehicle.model, vehicle.trim].filter(Boolean).join(" ");
}

/** What a vehicle's status is called. */
export function vehicleStatus(status: string): string {
  return t(STATUSES[status] ?? status);
}

/** Since how many days a vehicle is here: `41 days`. */
export function daysOnLot(since: string, now: number): string {
  const days = Math.max(0, Math.floor((now - Date.parse(since)) / DAY_MS));
  return tn(days, "1 day", "{count} days");
}
