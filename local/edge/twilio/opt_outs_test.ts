import assert from "node:assert/strict";
import { keywordEffect } from "./opt_outs.ts";

Deno.test("keywordEffect() blocks on a stop word of any case and says so once", () => {
  for (
    const word of [
      "STOP",
      " stop ",
      "Unsubscribe",
      "end",
      "QUIT",
      "stopall",
      "revoke",
      "optout",
      "cancel",
    ]
  ) {
    const effect = keywordEffect(word, false);
    assert.equal(effect.optOut, true, word);
    assert.match(effect.reply ?? "", /unsubscribed/);
  }
  assert.deepEqual(keywordEffect("stop", true), { optOut: true, reply: null });
});

Deno.test("keywordEffect() lets a shopper back in only after an opt-out", () => {
  assert.equal(keywordEffect("START", true).optOut, false);
  assert.equal(keywordEffect("yes", true).optOut, false);
  assert.deepEqual(keywordEffect("yes", false), { optOut: null, reply: null });
});

Deno.test("keywordEffect() answers HELP and leaves sentences alone", () => {
  assert.match(keywordEffect("help", false).reply ?? "", /Reply STOP/);
  for (const text of ["stop by tomorrow?", "can I cancel my appointment", "end of month"]) {
    assert.deepEqual(keywordEffect(text, false), { optOut: null, reply: null }, text);
  }
});
