/** Format and control characters hide text from people: zero-width, direction, tags, escapes. */
const HIDDEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|(?![\t\n])\p{Cc}/gu;

/**
 * The text as a person sees it: compatibility letters and digits made plain, hidden characters gone,
 * cut before that at the given length, because one character may become eighteen.
 */
export function plainText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).normalize("NFKC").replaceAll(/\p{Nd}/gu, plainDigit)
    .replaceAll(HIDDEN, "").slice(0, maxLength * 2);
}

/** Digits of any script read as numbers to a person, and to no rule of ours. */
function plainDigit(digit: string): string {
  if (digit <= "9") return digit;
  const code = digit.codePointAt(0) ?? 0;
  // Decimal digits stand in runs of ten, zero first.
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
