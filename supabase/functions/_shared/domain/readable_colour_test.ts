import assert from "node:assert/strict";
import { contrast, readableOn } from "./readable_colour.ts";

Deno.test("contrast() is WCAG's", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.equal(contrast("#767676", "#ffffff").toFixed(2), "4.54");
});

Deno.test("readableOn() keeps what can be read and never answers what cannot", () => {
  assert.deepEqual(readableOn("#17352b"), { ground: "#17352b", text: "#ffffff" });
  assert.deepEqual(readableOn("#F4A11D"), { ground: "#f4a11d", text: "#10211c" });
  // Grey in between: neither white nor ink reads on it, so it is darkened.
  assert.notEqual(readableOn("#7a7a7a").ground, "#7a7a7a");
  for (let step = 0; step < 4096; step += 7) {
    const colour = `#${(step * 4096 + step).toString(16).padStart(6, "0").slice(-6)}`;
    const { ground, text } = readableOn(colour);
    assert.ok(contrast(ground, text) >= 4.5, colour);
  }
  assert.deepEqual(readableOn("red"), { ground: "#10211c", text: "#ffffff" });
});
