/**
 * Every word that a user reads goes through here; the English text is the key.
 *
 * - `t("Waiting since {time}", { time })` inside a component or a function, never at the top of a
 *   module: the language can change while the page is open, and a component that calls `t` is drawn
 *   anew when it does.
 * - `tn(count, "1 day", "{count} days")` for a count; `{count}` is filled in with separators.
 * - A table of words at the top of a module holds `phrase("On the lot")`; whoever shows an entry
 *   calls `t(TABLE[code])`. `phrase` only marks the text so that the check finds it.
 * - A sentence is one key: never glue translated pieces together.
 *
 * `es.ts` holds the Spanish text of each key; `es_test.ts` names each key that lacks one.
 */
import { signal } from "@preact/signals";

/** The languages that the app speaks. */
export type Language = "en" | "es";

/** What a placeholder is filled with. */
export type Vars = Readonly<Record<string, string | number>>;

/** The texts of another language by their English ones. */
export type Dictionary = Readonly<Record<string, string>>;

const current = signal<{ readonly language: Language; readonly texts: Dictionary }>({
  language: "en",
  texts: {},
});

/** The language of the page as it stands. */
export function language(): Language {
  return current.value.language;
}

/** The language with its region, for dates, numbers and money through Intl. */
export function locale(): string {
  return current.value.language === "es" ? "es-US" : "en-US";
}

/** Marks a text that is shown later through `t`. */
export function phrase(text: string): string {
  return text;
}

/** The text in the language of the page; one that nobody translated stays English. */
export function t(text: string, vars: Vars = {}): string {
  const words = current.value.texts[text] ?? text;
  return words.replace(/\{(\w+)\}/gu, (whole, name: string) => String(vars[name] ?? whole));
}

/** The text for one, or the one for any other count, in the language of the page. */
export function tn(count: number, one: string, other: string, vars: Vars = {}): string {
  const filled = { ...vars, count: new Intl.NumberFormat(locale()).format(count) };
  return t(count === 1 ? one : other, filled);
}

/** Changes the language: what has called `t` is drawn anew. */
export function speak(next: Language, texts: Dictionary): void {
  current.value = { language: next, texts };
}
