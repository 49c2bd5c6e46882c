import { deepEqual, equal, notEqual } from "node:assert/strict";
import { ES } from "../i18n/es.ts";
import { speak } from "../i18n/t.ts";
import { systemLine } from "./system_line.ts";

/** Values as the database puts them into its sentences. */
const VALUES: readonly (readonly [code: RegExp, value: string])[] = [
  [/^replace\(.*reason.*$/u, "trade in"],
  [/^caller|^assignee|^leaver|^stopper/u, "Sam Rivera"],
  [/^hand_back\.sentence$/u, "Handed back to the AI at closing"],
  [/^private\.channel_noun.*$/u, "texts"],
  [/^phone$/u, "+15185550142"],
];

/** Each sentence that a migration hands to private.system_line, with values in it. */
async function sentences(): Promise<readonly string[]> {
  const folder = new URL("../../../supabase/migrations/", import.meta.url);
  const found = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    const sql = await Deno.readTextFile(new URL(name, folder));
    for (
      const [, said = ""] of sql.matchAll(/private\.system_line\(\s*thread,([^;]*?),\s*'\w+'\)/gu)
    ) {
      if (/\bcase\b|mail ->>/u.test(said)) continue;
      found.add(
        said.trim().split(/\s*\|\|\s*/u).map((part) =>
          /^'.*'$/u.test(part)
            ? part.slice(1, -1)
            : VALUES.find(([code]) => code.test(part))?.[1] ?? `unknown value ${part}`
        ).join(""),
      );
    }
  }
  return [...found];
}

const OTHERS = [
  "Sold: 2021 Toyota RAV4 XLE (stock T1041)",
  "Sale pending: 2021 Toyota RAV4 XLE (stock T1041)",
  "No longer listed: 2021 Toyota RAV4 XLE (stock T1041)",
  "Back on the lot: 2021 Toyota RAV4 XLE (stock T1041)",
  "Price drop: 2021 Toyota RAV4 XLE (stock T1041), $31,480 to $29,900",
  "Gave the number +15185550142, which another customer has: merge them if they are the same person",
  "Gave the address a@b.example, which another customer has: merge them if they are the same person",
  "Reported as spam: no more mail goes to this address",
  "Unsubscribed: no more mail goes to this address",
  "Mail to this address bounced: no more mail goes there",
  "Merged with the thread of a@b.example",
  "Merged with the thread of a@b.example, which was with Sam Rivera",
  "Merged with another chat",
  "Merged with another chat, which was with Sam Rivera",
  "Writes from a@b.example now",
  "Writes from another browser now",
];

Deno.test("system line: each sentence of the database speaks Spanish, in old rows too", async () => {
  const known = await sentences();
  notEqual(known.length, 0);
  speak("es", ES);
  try {
    const left = [...known, ...OTHERS].filter((said) => systemLine(said, "Rylie") === said);
    deepEqual(left, []);
    equal(systemLine("Sam Rivera took over", "Rylie"), "Sam Rivera se hizo cargo");
    equal(
      systemLine("The AI stepped back: trade in", "Rylie"),
      "Rylie se hizo a un lado: tiene un auto a cuenta",
    );
  } finally {
    speak("en", {});
  }
});

Deno.test("system line: in English it keeps its words, but for the AI's name and the reason", () => {
  for (const said of OTHERS) equal(systemLine(said, "Rylie"), said);
  equal(systemLine("Writes from +15185550142 now", "Rylie"), "Writes from (518) 555-0142 now");
  equal(systemLine("Handed back to the AI", "Rae"), "Handed back to Rae");
  equal(systemLine("Out of office until Monday", "Rae"), "Out of office until Monday");
});
