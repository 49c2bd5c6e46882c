import assert from "node:assert/strict";
import { draftChecks, localVariants, rewrittenLocally } from "./draft_wording.ts";

function rewrite(variant: "shorter" | "warmer", content: string, language = "en") {
  return { draft_id: "d", variant, content, language, evidence: [], checks: [], left_open: null };
}

Deno.test("draft wording: shorter drops the greeting, then the question, then all but the first sentence", () => {
  const of = (content: string) => rewrittenLocally(rewrite("shorter", content), { customer: null });
  assert.equal(of("Hi Ann! It is here. Want to see it?"), "It is here. Want to see it?");
  assert.equal(of("It is here. Want to see it?"), "It is here.");
  assert.equal(of("It is here. It is blue."), "It is here.");
  assert.equal(of("It is here."), null);
});

Deno.test("draft wording: warmer greets by name in the draft's language, once", () => {
  const ann = { customer: { first_name: "Ann", preferred_language: null } };
  assert.equal(
    rewrittenLocally(rewrite("warmer", "It is here."), ann),
    "Hi Ann, thanks for your message. It is here.",
  );
  assert.equal(
    rewrittenLocally(rewrite("warmer", "Está aquí.", "es"), { customer: null }),
    "Hola, gracias por su mensaje. Está aquí.",
  );
  assert.equal(rewrittenLocally(rewrite("warmer", "Hi Ann. It is here."), ann), null);
});

Deno.test("draft wording: offers only what it can do", () => {
  assert.deepEqual(localVariants("It is here. Want to see it?"), ["shorter", "warmer"]);
  assert.deepEqual(localVariants("Thanks for asking, it is here."), []);
});

Deno.test("draft wording: says whether a price is in it", () => {
  assert.deepEqual(draftChecks("It is $31,480."), ["price"]);
  assert.deepEqual(draftChecks("It is here."), ["no_price"]);
});
