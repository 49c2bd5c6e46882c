/** Cents as whole dollars, `$31,480`, with cents only when there are any. */
export function formatMoney(cents: number): string {
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100);
}

/** A count with thousands separators: `12,904`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat("en-US").format(count);
}
