/** A condition on text that holds these words as they stand; quoted, so that they cannot end it. */
export function contains(words: string): string {
  return `ilike."%${words.replace(/[\\"%*_]/g, " ").trim()}%"`;
}

/** What may be typed and still makes an address of sensible length. */
const MOST_WORDS = 8;

/** The filter that wants one of the conditions of each word. */
export function eachWord(
  words: readonly string[],
  conditions: (word: string) => readonly string[],
): string {
  const wanted = words.filter((word) => word !== "").slice(0, MOST_WORDS);
  const [first = "", ...more] = wanted.map((word) => conditions(word).join(","));
  return more.length === 0
    ? first
    : `and(${[first, ...more].map((one) => `or(${one})`).join(",")})`;
}

/** True for what may be a part of a phone number, however it is written. */
export function isNumber(words: string): boolean {
  return words.replace(/\D/g, "").length >= 3 && !/\p{L}/u.test(words);
}

/** What of the words may stand in an address: of a phone number, its digits. */
export function addressPart(words: string): string {
  return isNumber(words) ? words.replace(/\D/g, "") : words.trim();
}
