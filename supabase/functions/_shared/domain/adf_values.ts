import { valueOf } from "./adf_words.ts";

/** Returns an amount in cents: `$ 28,500.00`, `25 000 $`, `28.5k`; null without one. */
export function centsOf(text: string | null): number | null {
  const value = valueOf(text);
  if (value === null) return null;
  const found = /(\d[\d,. ']*\d|\d)\s?(k\b)?/i.exec(value);
  if (found === null) return null;
  const digits = (found[1] ?? "").replace(/[ ']/g, "");
  // The last separator is a decimal one when one or two digits follow it.
  const decimal = /^(.*)[.,](\d{1,2})$/.exec(digits);
  const whole = (decimal?.[1] ?? digits).replace(/[.,]/g, "");
  const fraction = (decimal?.[2] ?? "").padEnd(2, "0");
  const cents = Number(whole) * 100 + Number(fraction || "0");
  const total = found[2] === undefined ? cents : cents * 1000;
  return Number.isSafeInteger(total) && total > 0 && total <= 1_000_000_000_00 ? total : null;
}

/** Returns a whole number: `12,345 mi`, `45k`, `12345.0`; null without one. */
export function countOf(text: string | null): number | null {
  const value = valueOf(text);
  const found = /(\d[\d, ']*)(\.\d+)?\s?(k\b)?/i.exec(value ?? "");
  if (found === null) return null;
  const whole = Number((found[1] ?? "").replace(/\D/g, ""));
  const count = found[3] === undefined
    ? whole
    : Math.round((whole + Number(found[2] ?? "0")) * 1000);
  return count <= 9_999_999 ? count : null;
}

/** A model year, and whether its century had to be guessed. */
export interface YearReading {
  readonly year: number | null;
  readonly guessed: boolean;
}

/** Returns the model year of `2024`, `'24`, `2024 Toyota`; the latest is the year after next. */
export function yearOf(text: string | null, thisYear: number): YearReading {
  const value = valueOf(text) ?? "";
  const full = /(?<!\d)(19\d\d|20\d\d)(?!\d)/.exec(value);
  if (full !== null) {
    const year = Number(full[1]);
    return { year: year >= 1900 && year <= thisYear + 2 ? year : null, guessed: false };
  }
  const short = /^['’]?(\d\d)$/.exec(value);
  if (short === null) return { year: null, guessed: false };
  const two = Number(short[1]);
  return { year: two <= (thisYear + 2) % 100 ? 2000 + two : 1900 + two, guessed: true };
}

/** Returns the first characters of a text, cut at a word where one ends near. */
export function shortened(text: string | null, limit: number): string | null {
  if (text === null || text.length <= limit) return text;
  const cut = text.slice(0, limit);
  if (text[limit] === " ") return cut;
  const space = cut.lastIndexOf(" ");
  return (space > limit - 20 ? cut.slice(0, space) : cut).trimEnd();
}

/** `JOHN O'BRIEN` and `john o'brien` become `John O'Brien`; mixed case is left as it is. */
export function properCase(name: string): string {
  const hasUpper = /\p{Lu}/u.test(name);
  const hasLower = /\p{Ll}/u.test(name);
  if (hasUpper && hasLower || name.length < 2) return name;
  return name.toLowerCase().replace(
    /(^|[\s'’.-])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  ).replace(
    /\bMc(\p{Ll})/gu,
    (_, letter: string) => `Mc${letter.toUpperCase()}`,
  ).replace(/\b(?:Ii|Iii|Iv)\b/g, (roman) => roman.toUpperCase());
}

const TRANSLITERATED = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Returns a VIN in capitals without spaces or dashes, right or wrong; null when there is none. */
export function vinOf(text: string | null): string | null {
  const value = (valueOf(text) ?? "").replace(/^vin\s?(?:number|#|no\.?)?\s?[:#]?\s*/i, "");
  const plain = value.toUpperCase().replace(/[^A-Z\d]/g, "");
  return plain.length < 6 || plain.length > 24 || !/\d/.test(plain) || /^0+$/.test(plain)
    ? null
    : plain;
}

/** True for 17 characters without I, O and Q whose ninth is the right check digit. */
export function isValidVin(vin: string): boolean {
  if (!/^[A-HJ-NPR-Z\d]{17}$/.test(vin)) return false;
  let sum = 0;
  for (const [index, letter] of [...vin].entries()) {
    sum += (TRANSLITERATED.indexOf(letter) % 10) * (WEIGHTS[index] ?? 0);
  }
  const rest = sum % 11;
  return vin[8] === (rest === 10 ? "X" : String(rest));
}

/** Returns the one valid VIN that a text contains, or null. */
export function vinInText(text: string): string | null {
  const found = (text.toUpperCase().match(/\b[A-HJ-NPR-Z\d]{17}\b/g) ?? []).filter(isValidVin);
  return new Set(found).size === 1 ? found[0] ?? null : null;
}

/** True for yes, true, 1 and their like; false for their opposites; null for anything else. */
export function flagOf(text: string | null | undefined): boolean | null {
  if (/^\s*(?:y|yes|true|1|on|opted?[- ]in|ok|sure|s[ií])\b/i.test(text ?? "")) return true;
  if (/^\s*(?:n|no|false|0|off|opted?[- ]out|none|never)\b/i.test(text ?? "")) return false;
  return null;
}
