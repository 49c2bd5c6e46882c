import { deepEqual, equal, ok } from "node:assert/strict";
import { ES } from "../i18n/es.ts";
import { speak } from "../i18n/t.ts";
import { noticeLine } from "./notice_line.ts";

/** What follows a customer's name in the last argument but one of private.notify(). */
const SAID =
  /\|\| ' ((?:has|still|sounds|is waiting|is your|was)[^']*)'|'(A [a-z ]+ was assigned to you)'/gu;

/** The words of titles that the migrations write, with values in the place of what they look up. */
async function titles(): Promise<readonly string[]> {
  const folder = new URL("../../../supabase/migrations/", import.meta.url);
  const found = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    const sql = await Deno.readTextFile(new URL(name, folder));
    if (!sql.includes("private.notify(")) continue;
    for (const [, after, whole] of sql.matchAll(SAID)) {
      if (whole !== undefined) found.add(whole);
      else if (after?.startsWith("sounds")) found.add(`Maria Lopez ${after}3 messages in a row`);
      else found.add(`Maria Lopez ${after}${after?.endsWith(": ") ? "trade in" : ""}`);
    }
    for (const [, news] of sql.matchAll(/tell_of_lead\(\w+, '[\w.]+', '([^']*[^' ])'/gu)) {
      found.add(`Maria Lopez ${news}`);
    }
  }
  return [...found];
}

const OTHERS = [
  "Maria Lopez would like a call",
  "Maria Lopez cannot be written to: please reach out",
  "Maria Lopez asked again through Cars.com",
  "You have a new appointment: test drive",
  "A lead from AutoTrader could not be read for sure",
  "No leads from Cars.com for 24 hours",
  "A scheduled message waits for you: not sendable",
  "Lot feed would retire 12 units: confirm or discard it",
  "Lot feed has not answered three times: 503",
  "Stopped the experiment Warmer: a variant does harm",
  "80 % of this month's AI budget are spent",
  "The AI budget of this month is spent: replies come without a model",
  "This is a test. Notifications reach you here.",
];

Deno.test("notice line: each title of the database speaks Spanish, with its reason", async () => {
  const known = await titles();
  ok(known.length >= 7, known.join("\n"));
  speak("es", ES);
  try {
    deepEqual([...known, ...OTHERS].filter((title) => noticeLine(title) === title), []);
    equal(
      noticeLine("A shopper is waiting for a person: asked for person"),
      "Un comprador espera a una persona: pidió hablar con una persona",
    );
    equal(
      noticeLine("You have a new appointment: test drive"),
      "Tiene una cita nueva: prueba de manejo",
    );
  } finally {
    speak("en", {});
  }
});

Deno.test("notice line: in English a reason is said in plain words, and what is unknown stays", () => {
  equal(
    noticeLine("Maria Lopez is waiting for a person: fact missing"),
    "Maria Lopez is waiting for a person: asked for a fact that is not on file",
  );
  equal(noticeLine("Lead 4711 is yours"), "Lead 4711 is yours");
});
