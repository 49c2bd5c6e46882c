/** The chat's texts: the English text is the key, as in the app, without the app's signals. */

/** What a placeholder is filled with. */
export type Vars = Readonly<Record<string, string>>;
/** The texts of another language by their English ones. */
export type Dictionary = Readonly<Record<string, string>>;

let texts: Dictionary = {};
let place = "en-US";

/** Chooses the language, with its region for Intl; before anything is drawn. */
export function speak(dictionary: Dictionary, language: "es-US"): void {
  texts = dictionary;
  place = language;
}

/** The language for times and money; a browser's own may be none that Intl takes ("en-US@posix"). */
export function locale(): string {
  return place;
}

/** The text in the visitor's language; one that nobody translated stays English. */
export function t(text: string, vars: Vars = {}): string {
  return (texts[text] ?? text).replace(/\{(\w+)\}/gu, (whole, name: string) => vars[name] ?? whole);
}
