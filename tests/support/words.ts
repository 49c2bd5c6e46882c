/** Words of a test's own. */

/** A word that no other test says, of letters alone: in a shopper's text "a012" is a stock number. */
export function ownWord(): string {
  const digits = crypto.randomUUID().slice(0, 8);
  return [...digits].map((digit) => "ghijklmnopqrstuv"[parseInt(digit, 16)]).join("");
}
