import { locale } from "../i18n/t.ts";

/** A part of one in percent: `27%`, or `27.4%` with one digit. */
export function percent(part: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(part);
}
