/** The chat's texts: the English text is the key, as in the app, without the app's signals. */

/** What a placeholder is filled with. */
export type Vars = Readonly<Record<string, string>>;
/** The texts of another language by their English ones. */
export type Dictionary = Readonly<Record<string, string>>;

let texts: Dictionary = {};

/** Chooses the language; before anything is drawn. */
export function speak(dictionary: Dictionary): void {
  texts = dictionary;
}

/** The text in the visitor's language; one that nobody translated stays English. */
export function t(text: string, vars: Vars = {}): string {
  return (texts[text] ?? text).replace(/\{(\w+)\}/gu, (whole, name: string) => vars[name] ?? whole);
}
