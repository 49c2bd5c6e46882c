import { locale } from "../i18n/t.ts";
import { clockTime } from "./time.ts";

/** A moment of a record, which stays true whenever it is read: `Sun, Nov 22, 2026, 2:49 am`. */
export function exactTime(iso: string, zone: string): string {
  const day = new Intl.DateTimeFormat(locale(), {
    weekday: "short",
    month: "short",
    day: "numeric",
    year: "numeric",
    timeZone: zone,
  }).format(new Date(iso));
  return `${day}, ${clockTime(iso, zone)}`;
}
