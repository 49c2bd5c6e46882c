import { phrase, t } from "../i18n/t.ts";
import { sentenceCase } from "./sentence_case.ts";

/** The words that a feed's values become; what a dealer wrote besides stays as written. */
const FUELS: Readonly<Record<string, string>> = {
  gas: phrase("Gas"),
  gasoline: phrase("Gasoline"),
  diesel: phrase("Diesel"),
  electric: phrase("Electric"),
  hybrid: phrase("Hybrid"),
  "plug-in hybrid": phrase("Plug-in hybrid"),
  "flex fuel": phrase("Flex fuel"),
};
const DRIVETRAINS: Readonly<Record<string, string>> = {
  AWD: phrase("AWD"),
  "4WD": phrase("4WD"),
  FWD: phrase("FWD"),
  RWD: phrase("RWD"),
};

/** What a vehicle runs on; null when nobody said. */
export function fuelName(fuel: string | null): string | null {
  if (fuel === null) return null;
  const ours = FUELS[fuel.toLowerCase()];
  return ours === undefined ? sentenceCase(fuel) : t(ours);
}

/** Which wheels are driven; null when nobody said. */
export function drivetrainName(drivetrain: string | null): string | null {
  const ours = DRIVETRAINS[drivetrain?.toUpperCase() ?? ""];
  return ours === undefined ? drivetrain : t(ours);
}
