import type { Availability } from "../api/rows.ts";
import { phrase, t } from "../i18n/t.ts";

const NAMES: Readonly<Record<Availability, string>> = {
  available: phrase("Available"),
  away: phrase("Away"),
  off: phrase("Off duty"),
};

/** What people can say of themselves. */
export const AVAILABILITY_CHOICES: readonly Availability[] = ["available", "away", "off"];

/** What an availability is called. */
export function availabilityName(availability: Availability): string {
  return t(NAMES[availability]);
}
