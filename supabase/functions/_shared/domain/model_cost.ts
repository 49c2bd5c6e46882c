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
];

/** What a call cost in millionths of a dollar, rounded up; null when the model's price is unknown. */
export function costMicros(
  model: string,
  tokens: { readonly input: number; readonly output: number },
): number | null {
  const price = PRICES.find(([prefix]) =>
    model === prefix || model.startsWith(`${prefix}-20`) || model === `${prefix}-latest`
  );
  if (price === undefined) return null;
  const [, input, output] = price;
  // Prices have two decimals at most; whole numbers keep floating point out of the sum.
  return Math.ceil((tokens.input * input * 100 + tokens.output * output * 100) / 100 - 1e-6);
}
