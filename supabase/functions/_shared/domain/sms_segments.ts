/** How a text travels as SMS. */
export interface SegmentCount {
  encoding: "gsm7" | "ucs2";
  /** Septets for GSM-7, UTF-16 units for UCS-2. */
  units: number;
  segments: number;
}

const GSM_BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ" +
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const GSM_ESCAPED = new Set("^{}\\[]~|€\f");

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u02bc\u2032`\u00b4]/g, "'"],
  [/[\u201c\u201d\u201e\u2033\u00ab\u00bb]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, "-"],
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " "],
  [/[\u200b\u200c\u2060\ufeff\u00ad]/g, ""],
  [/\u2026/g, "..."],
  [/[\u2022\u00b7]/g, "-"],
];

/** Returns the text with typographic signs replaced by ones every phone sends at full length. */
export function normaliseForSms(text: string): string {
  return REPLACEMENTS.reduce((result, [sign, plain]) => result.replace(sign, plain), text);
}

/** Returns the encoding and number of segments a carrier bills for the text as it stands. */
export function countSegments(text: string): SegmentCount {
  const characters = [...text];
  const gsm = characters.every((c) => GSM_BASIC.has(c) || GSM_ESCAPED.has(c));
  const sizes = characters.map((c) => gsm ? (GSM_ESCAPED.has(c) ? 2 : 1) : c.length);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const encoding = gsm ? "gsm7" : "ucs2";
  if (units === 0) return { encoding, units, segments: 0 };
  if (units <= (gsm ? 160 : 70)) return { encoding, units, segments: 1 };
  return { encoding, units, segments: packedParts(sizes, gsm ? 153 : 67) };
}

/** An escape pair or a surrogate pair never straddles two parts, so parts may end one unit early. */
function packedParts(sizes: readonly number[], capacity: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > capacity) {
      parts++;
      used = 0;
    }
    used += size;
  }
  return parts;
}
