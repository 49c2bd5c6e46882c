import { isValidVin } from "./adf_values.ts";

/** What a VIN says about itself. */
export interface VinReading {
  /** False when the ninth character is not the check digit that North America asks for. */
  readonly checks: boolean;
  /** The model year that the tenth character stands for; null before 1980 and for short numbers. */
  readonly year: number | null;
}

/** Letters of the years 1980 to 2009, which begin again with 2010. */
const YEAR_LETTERS = "ABCDEFGHJKLMNPRSTVWXY123456789";

/** Reads a VIN of 11 to 17 characters; null when it cannot be one. */
export function readVin(vin: string): VinReading | null {
  if (!/^[A-HJ-NPR-Z0-9]{11,17}$/.test(vin) || /^(.)\1+$/.test(vin)) return null;
  if (vin.length < 17) return { checks: true, year: null };
  const place = YEAR_LETTERS.indexOf(vin[9] ?? "");
  // For cars and light trucks a letter in the seventh place means 2010 and later.
  const since = /[A-Z]/.test(vin[6] ?? "") ? 2010 : 1980;
  return { checks: isValidVin(vin), year: place < 0 ? null : since + place };
}
