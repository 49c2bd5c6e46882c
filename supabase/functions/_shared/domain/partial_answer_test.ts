import assert from "node:assert/strict";
import { partialContent } from "./partial_answer.ts";

Deno.test("partialContent: grows with each piece and never shows the frame of the answer", () => {
  const whole = JSON.stringify({ content: 'Sí, "XLE" \\ está\naquí', language: "es" });
  let last = "";
  for (let end = 0; end <= whole.length; end += 1) {
    const now = partialContent(whole.slice(0, end));
    assert.ok(now.startsWith(last), `${last} → ${now}`);
    last = now;
  }
  assert.equal(last, 'Sí, "XLE" \\ está\naquí');
});

Deno.test("partialContent: an escape that is cut in two waits for its rest", () => {
  assert.equal(partialContent('{"content": "caf\\u00e9'), "café");
  assert.equal(partialContent('{"content": "caf\\u00'), "caf");
  assert.equal(partialContent('{"content": "caf\\'), "caf");
});

Deno.test("partialContent: a bare text is shown as it is, a list or a fence is not", () => {
  assert.equal(partialContent("Yes, it is"), "Yes, it is");
  assert.equal(partialContent("```json"), "");
  assert.equal(partialContent('{"language": "en"'), "");
});
