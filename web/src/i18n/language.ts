import { type Language, speak } from "./t.ts";

const KEY = "rylie.language";

/** The languages by their own names. */
export const LANGUAGES: readonly (readonly [code: Language, name: string])[] = [
  ["en", "English"],
  ["es", "Español"],
];

/** The language to start with: the one chosen in this browser, else the first it prefers. */
export function firstLanguage(saved: string | null, preferred: readonly string[]): Language {
  if (saved === "en" || saved === "es") return saved;
  const known = preferred.map((one) => one.slice(0, 2)).find((one) => one === "en" || one === "es");
  return known === "es" ? "es" : "en";
}

/** Speaks the language of this browser; Spanish comes as a script of its own. */
export async function startLanguage(): Promise<void> {
  const first = firstLanguage(localStorage.getItem(KEY), navigator.languages);
  if (first !== "en") await turnTo(first).catch(() => {});
}

/** Changes the language; it stays after sign-out, for it tells nothing about the person. */
export async function chooseLanguage(next: Language): Promise<void> {
  await turnTo(next);
  localStorage.setItem(KEY, next);
}

async function turnTo(next: Language): Promise<void> {
  const texts = next === "es" ? (await import("./es.ts")).ES : {};
  speak(next, texts);
  document.documentElement.lang = next;
}
