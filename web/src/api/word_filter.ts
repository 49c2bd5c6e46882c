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
