import { locale } from "../i18n/t.ts";

/** Cents as whole dollars, `$31,480`, with cents only when there are any. */
export function formatMoney(cents: number): string {
  return new Intl.NumberFormat(locale(), {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100);
}

/** A count with thousands separators: `12,904`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(locale()).format(count);
}
