import { deepEqual, ok } from "node:assert/strict";
import { ES } from "./es.ts";

const TEXT = `"((?:[^"\\\\\\n]|\\\\.)*)"`;
/** A call of `t` or `phrase` with a text, and both texts of a `tn`. */
const SINGLE = new RegExp(`(?<![\\w.])(?:t|phrase)\\(\\s*${TEXT}`, "gu");
const COUNTED = new RegExp(`(?<![\\w.])tn\\([^;]*?${TEXT},\\s*${TEXT}`, "gu");

const REFUSAL = /private\.refuse\(\s*\d+,\s*'(\w+)',\s*'((?:[^']|'')*)'(?!\s*\|\|)/gu;

async function* sources(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (/\.tsx?$/u.test(name) && !/_test\.tsx?$/u.test(name)) yield new URL(name, folder);
  }
}

/** Every text that the app shows through `t`, with the file that it stands in. */
async function keys(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const root = new URL("../", import.meta.url);
  for await (const file of sources(root)) {
    if (file.pathname.includes("/i18n/")) continue;
    const source = await Deno.readTextFile(file);
    for (const [, ...texts] of [...source.matchAll(SINGLE), ...source.matchAll(COUNTED)]) {
      for (const text of texts) {
        found.set(JSON.parse(`"${text}"`), file.pathname.slice(root.pathname.length));
      }
    }
  }
  return found;
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\w+\}/gu) ?? [])].sort().join(" ");
}

Deno.test("Spanish: every text of the app has one", async () => {
  const missing = [...await keys()].filter(([text]) => ES[text] === undefined)
    .map(([text, file]) => `${file}: ${text}`);
  deepEqual(missing, []);
});

/** What the database says no with, as the app shows it, where no value is part of it. */
async function refusals(): Promise<readonly string[]> {
  const folder = new URL("../../../supabase/migrations/", import.meta.url);
  const found = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    const sql = await Deno.readTextFile(new URL(name, folder));
    for (const [, code, said = ""] of sql.matchAll(REFUSAL)) {
      const reason = said.replaceAll("''", "'").replace(/^Cannot [^:]*: /u, "");
      if (code !== "forbidden") found.add(reason.charAt(0).toUpperCase() + reason.slice(1));
    }
  }
  return [...found];
}

Deno.test("Spanish: every refusal of the database has one", async () => {
  const said = await refusals();
  ok(said.length > 100);
  deepEqual(said.filter((reason) => ES[reason] === undefined), []);
});

Deno.test("Spanish: a text has the placeholders of the English one", () => {
  const wrong = Object.entries(ES).filter(([english, spanish]) =>
    placeholders(english) !== placeholders(spanish)
  );
  deepEqual(wrong, []);
});
