/** How a text will travel: in how many parts, and how full they are. */
export interface TextLength {
  /** Characters used, counted as the network counts them. */
  readonly used: number;
  /** Characters that fit into the parts needed so far. */
  readonly room: number;
  readonly parts: number;
}

const GSM_BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const GSM_ESCAPED = new Set("^{}\\[]~|€\f");

/** What the sender turns into plain characters before it sends. */
const PLAIN: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "–": "-",
  "—": "-",
  "…": "...",
  "\u00a0": " ",
};

/** Counts the SMS parts of a text: 160 plain characters or 70 others, 153 or 67 when split. */
export function textLength(text: string): TextLength {
  const plain = text.replace(/[‘’“”–—…\u00a0]/gu, (character) => PLAIN[character] ?? character);
  const characters = [...plain];
  const isGsm = characters.every((one) => GSM_BASIC.has(one) || GSM_ESCAPED.has(one));
  const widths = characters.map((one) => isGsm ? (GSM_ESCAPED.has(one) ? 2 : 1) : one.length);
  const used = widths.reduce((sum, width) => sum + width, 0);
  const single = isGsm ? 160 : 70;
  if (used <= single) return { used, room: single, parts: used === 0 ? 0 : 1 };
  const perPart = isGsm ? 153 : 67;
  const parts = partsOf(widths, perPart);
  return { used, room: parts * perPart, parts };
}

/** An escape pair or surrogate pair never straddles two parts. */
function partsOf(widths: readonly number[], perPart: number): number {
  let parts = 1;
  let filled = 0;
  for (const width of widths) {
    if (filled + width > perPart) {
      parts += 1;
      filled = 0;
    }
    filled += width;
  }
  return parts;
}
