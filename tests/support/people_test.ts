import assert from "node:assert/strict";
import { newShopper } from "./people.ts";

/** Numbers in this order. */
function draws(...numbers: number[]): () => number {
  return () => numbers.shift() ?? assert.fail("drawn too often");
}

Deno.test("newShopper() draws again what somebody has, here or in another process", async () => {
  const stateDir = await Deno.makeTempDir();
  try {
    assert.equal(newShopper(draws(41), stateDir), "+15552000041");
    assert.equal(newShopper(draws(41, 42), stateDir), "+15552000042");
    // Another process has made these.
    for (const taken of [43, 44]) { // bound: two
      await Deno.writeTextFile(`${stateDir}/shoppers/+155520000${taken}`, "");
    }
    assert.equal(newShopper(draws(43, 44, 45), stateDir), "+15552000045");
    assert.equal(newShopper(draws(45, 46), null), "+15552000046");
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
});
