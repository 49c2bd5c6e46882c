import assert from "node:assert/strict";
import { firstLanguage } from "./language.ts";
import { speak, t, tn } from "./t.ts";

Deno.test("t() fills placeholders and keeps what nobody filled", () => {
  assert.equal(t("Waiting {minutes} of {goal} min", { minutes: 0, goal: 5 }), "Waiting 0 of 5 min");
  assert.equal(t("Hello {name}"), "Hello {name}");
});

Deno.test("t() speaks the chosen language and stays English where a text is missing", () => {
  speak("es", { "{count} days": "{count} días", "1 day": "1 día" });
  try {
    assert.equal(tn(1, "1 day", "{count} days"), "1 día");
    assert.equal(tn(12_000, "1 day", "{count} days"), "12,000 días");
    assert.equal(t("Sign in"), "Sign in");
  } finally {
    speak("en", {});
  }
});

Deno.test("firstLanguage() prefers the saved choice, then the browser's order", () => {
  assert.equal(firstLanguage("en", ["es-MX"]), "en");
  assert.equal(firstLanguage(null, ["fr", "es-MX", "en"]), "es");
  assert.equal(firstLanguage("xx", ["de"]), "en");
});
