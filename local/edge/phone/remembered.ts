import { newShopper } from "./line.ts";

const SHOPPERS = "rylie.phone.shoppers";
const MAX_SHOPPERS = 30;

/** The shoppers' numbers used in this browser, latest first. */
export function rememberedShoppers(): readonly string[] {
  const kept: unknown = readJson(SHOPPERS);
  return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
}

/** Puts a number on top of the list. */
export function rememberShopper(number: string): void {
  const others = rememberedShoppers().filter((one) => one !== number);
  writeJson(SHOPPERS, [number, ...others].slice(0, MAX_SHOPPERS));
}

/** Makes up a number that was not used yet, and remembers it. */
export function addShopper(taken: readonly string[] = []): string {
  const number = newShopper([...rememberedShoppers(), ...taken], Math.random);
  rememberShopper(number);
  return number;
}

/** What was chosen under a name, or null. */
export function recall(name: string): string | null {
  const value = readJson(`rylie.phone.${name}`);
  return typeof value === "string" ? value : null;
}

/** Remembers a choice under a name. */
export function remember(name: string, value: string): void {
  writeJson(`rylie.phone.${name}`, value);
}

/** A private window may refuse storage; then nothing is remembered, and all else works. */
function readJson(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function writeJson(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // See readJson.
  }
}
