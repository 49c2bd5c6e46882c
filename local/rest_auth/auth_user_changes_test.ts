import assert from "node:assert/strict";
import { banInterval } from "./auth_user_changes.ts";

Deno.test("banInterval: reads Go durations, and none as the end of a ban", () => {
  assert.equal(banInterval("24h"), "24 hours");
  assert.equal(banInterval("1h30m"), "1 hours 30 minutes");
  assert.equal(banInterval("1.5s250ms"), "1.5 seconds 250 milliseconds");
  assert.equal(banInterval("none"), null);
  for (const text of ["forever", "24", "-1h", "1h; drop"]) {
    assert.throws(() => banInterval(text), { code: "validation_failed" });
  }
});
