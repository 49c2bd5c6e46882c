import { t } from "../i18n/t.ts";

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//u, "Edge"],
  [/\bFirefox\//u, "Firefox"],
  [/Chrome\//u, "Chrome"],
  [/\bSafari\//u, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/u, "iOS"],
  [/Android/u, "Android"],
  [/Windows/u, "Windows"],
  [/Mac OS X/u, "macOS"],
  [/Linux/u, "Linux"],
];

/** A browser by what it says of itself: `Chrome on Windows`. */
export function deviceName(userAgent: string | null): string {
  const named = (table: typeof BROWSERS) =>
    table.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  if (browser === undefined) return t("Unknown browser");
  return system === undefined ? browser : t("{browser} on {system}", { browser, system });
}
