const SSN = /\b\d{3}-\d{2}-\d{4}\b/g;
const CARD = /\b(?:\d[ -]?){12,18}\d\b/g;

/** Masks social security and card numbers, which no reply needs and no model may see. */
export function maskNumbers(text: string): string {
  return text.replace(SSN, "[number removed]")
    .replace(CARD, (match) => passesLuhn(match) ? "[number removed]" : match);
}

function passesLuhn(text: string): boolean {
  const digits = [...text.replaceAll(/\D/g, "")].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
