/** Dollars per million tokens, which is millionths of a dollar per token: [input, output]. */
const PRICES: readonly (readonly [prefix: string, input: number, output: number])[] = [
  ["gpt-4.1-nano", 0.1, 0.4],
  ["gpt-4.1-mini", 0.4, 1.6],
  ["gpt-4.1", 2, 8],
  ["gpt-4o-mini", 0.15, 0.6],
  ["gpt-4o", 2.5, 10],
  ["gpt-5-nano", 0.05, 0.4],
  ["gpt-5-mini", 0.25, 2],
  ["gpt-5", 1.25, 10],
  ["o4-mini", 1.1, 4.4],
  ["text-embedding-3-small", 0.02, 0],
  ["text-embedding-3-large", 0.13, 0],
  ["text-embedding-ada-002", 0.1, 0],
];

/**
 * Of a model that the table does not know: dearer than any in it, so that a ceiling is reached too
 * early and never too late. A server of one's own reaches it as well; its price belongs in the table.
 */
const ASSUMED: readonly [input: number, output: number] = [5, 20];

/** What a call cost, and whether its price was only assumed. */
export interface ModelCost {
  /** Millionths of a dollar, rounded up. */
  readonly micros: number;
  readonly is_assumed: boolean;
}

/** Prices a call by the first of the model's names that has a price. */
export function modelCost(
  names: readonly string[],
  tokens: { readonly input: number; readonly output: number },
): ModelCost {
  const known = names.map(priceOf).find((price) => price !== null) ?? null;
  const [input, output] = known ?? ASSUMED;
  // Prices have two decimals at most; whole numbers keep floating point out of the sum.
  const exact = (tokens.input * input * 100 + tokens.output * output * 100) / 100;
  return { micros: Math.max(0, Math.ceil(exact - 1e-6)), is_assumed: known === null };
}

function priceOf(model: string): readonly [input: number, output: number] | null {
  const price = PRICES.find(([prefix]) =>
    model === prefix || model.startsWith(`${prefix}-20`) || model === `${prefix}-latest`
  );
  return price === undefined ? null : [price[1], price[2]];
}
