/** What stands in a text where a private number stood. */
export const MASK = "[number removed]";

/** Longer input is cut: no message row is longer, and masking must not become slow. */
const MAX_LENGTH = 20_000;

const SSN = /(?<![\w-])(?!000|666|9\d\d)\d{3}([- .])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-])/g;
const CARD = /(?<![\w.])\d(?:[ -]{0,2}\d){12,18}(?![\w])/g;

/** Words that say what the number after them is; the digits alone would be too common to mask. */
const NAMED: readonly RegExp[] = [
  /\b(?:ssn|social(?: security)?(?: (?:number|no))?|seguro social|itin|tax id)\b[\s:#.=-]{0,4}(?:(?:is|es|number|no)\b[\s:#.]{0,3})?(\d(?:[ .-]?\d){8})(?!\d)/giu,
  /\b(?:routing|aba|transit)\b(?:[ ]?(?:number|no|code|#)\b)?[\s:#.=-]{0,4}(?:(?:is|es)\b[\s:]{0,2})?(\d(?:[ -]?\d){8})(?!\d)/giu,
  /\b(?:account|acct|checking|savings|iban|cuenta(?: bancaria)?|bank)\b(?:[ ]?(?:number|no|num|account|acct|#)\b)?[\s:#.=-]{0,4}(?:(?:is|es)\b[\s:]{0,2})?((?:[A-Z]{2}\d{2}[ ]?)?\d(?:[ -]?\d){5,29})(?!\d)/giu,
  /\b(?:driver'?s? (?:licen[cs]e|lic)|licen[cs]e (?:number|no|num)|licen[cs]e #|dl ?(?:number|no|#)?|d\.l\.|licencia(?: de conducir| de manejar)?)(?![a-z])[\s:#.=-]{0,4}(?:(?:number|no|num|numero|is|es)\b[\s:#.]{0,3}){0,2}((?=[A-Z0-9 -]{0,20}\d[A-Z0-9 -]{0,20}\d)[A-Z]{0,3}[ -]?\d[A-Z0-9]{0,4}(?:[ -]?[A-Z0-9]{1,6}){0,4})(?!\w)/giu,
  /\b(?:cvv|cvc|security code|card code|pin)\b[\s:#.=-]{0,4}(?:(?:is|es)\b[\s:]{0,2})?(\d{3,6})(?!\d)/giu,
];

/**
 * Masks numbers that no reply needs and no model, log or statistic may keep: social security,
 * payment card (by its check digit), bank account, routing and driver licence numbers.
 *
 * VINs, stock numbers, phone numbers, prices and dates stay as they are.
 */
export function maskNumbers(text: string): string {
  const masked = text.slice(0, MAX_LENGTH)
    .replace(CARD, (match) => isCard(match) ? MASK : match)
    .replace(SSN, MASK);
  return NAMED.reduce(
    (rest, pattern) =>
      rest.replace(pattern, (whole, number: string) => {
        const at = whole.lastIndexOf(number);
        return isPhone(number)
          ? whole
          : whole.slice(0, at) + MASK + whole.slice(at + number.length);
      }),
    masked,
  );
}

/** Says whether a text holds a number that is masked elsewhere. */
export function holdsPrivateNumber(text: string): boolean {
  return maskNumbers(text) !== text.slice(0, MAX_LENGTH);
}

/** A copy of any JSON value with every string in it masked. */
export function maskDeep<Value>(value: Value): Value {
  const masked = JSON.stringify(
    value,
    (_key, one) => typeof one === "string" ? maskNumbers(one) : one,
  );
  return masked === undefined ? value : JSON.parse(masked);
}

/** "My account is under 518-555-0100" names a phone, which is no secret to us. */
function isPhone(number: string): boolean {
  return /^\d{3}[ .-]\d{3}[ .-]\d{4}$/.test(number.trim());
}

/** Known issuers only, so that long reference numbers seldom match. */
function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  return /^(?:4|5[1-5]|2[2-7]|3[0-9]|6)/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().map(Number).reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
