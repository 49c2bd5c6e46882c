/** Settings of the browser that tell nothing about the person. */
const KEPT = ["rylie.theme", "rylie.language", "rylie.keys", "rylie.density"];

/** Takes what the app kept of a person out of the browser: unsent words, names, tokens. */
export function forgetPerson(
  storage: Pick<Storage, "key" | "length" | "removeItem">,
): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  for (const key of keys) {
    if (key.startsWith("rylie.") && !KEPT.includes(key)) storage.removeItem(key);
  }
}
