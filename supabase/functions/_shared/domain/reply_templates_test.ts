import { deepEqual, doesNotMatch, equal, ok } from "node:assert/strict";
import { ENGLISH, OTHER_LANGUAGES } from "./reply_templates.ts";
import { SPANISH } from "./reply_templates_es.ts";

const ENGLISH_SENTENCES = Object.entries(ENGLISH);
const ALL = [...ENGLISH_SENTENCES, ...Object.entries(SPANISH)];

Deno.test("templates: both languages serve the same purposes", () => {
  deepEqual(Object.keys(SPANISH).sort(), Object.keys(ENGLISH).sort());
});

Deno.test("templates: calm, brief and without repeats", () => {
  for (const [key, variants] of ALL) {
    ok(variants.length > 0, key);
    equal(new Set(variants).size, variants.length, key);
    for (const variant of variants) {
      doesNotMatch(variant, /!|¡|\s{2}|\u2014/, key);
      ok(variant.length <= 140, `${key}: ${variant}`);
    }
  }
});

Deno.test("templates: only questions ask, and each asks once", () => {
  for (const [key, variants] of ALL) {
    for (const variant of variants) {
      equal((variant.match(/\?/g) ?? []).length, key.startsWith("ask_") ? 1 : 0, variant);
    }
  }
});

Deno.test("templates: nothing is called booked, held or sent", () => {
  for (const [key, variants] of ALL) {
    for (const variant of variants) {
      doesNotMatch(
        variant,
        /\b(?:booked|scheduled|reserved|guaranteed?|on hold|reservad[oa])\b/i,
        key,
      );
    }
  }
});

Deno.test("templates: other languages name persona and store", () => {
  for (const [code, line] of Object.entries(OTHER_LANGUAGES)) {
    ok(line.includes("{persona}") && line.includes("{store}"), code);
  }
});
