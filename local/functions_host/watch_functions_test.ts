import assert from "node:assert/strict";
import { changedFunctions } from "./watch_functions.ts";

const ROOT = "/p/supabase/functions";

Deno.test("changedFunctions() names the functions whose folders changed", () => {
  const paths = [`${ROOT}/sms-inbound/app.ts`, `${ROOT}/health/index.ts`];
  assert.deepEqual(changedFunctions(paths, "/p").functions, new Set(["sms-inbound", "health"]));
});

Deno.test("changedFunctions() takes shared code and settings as a change of all", () => {
  for (const path of ["_shared/domain/lead.ts", "deno.json", ".env"]) {
    assert.equal(changedFunctions([`${ROOT}/${path}`], "/p").functions, "all", path);
  }
  assert.equal(changedFunctions(["/p/supabase/config.toml"], "/p").functions, "all");
});

Deno.test("changedFunctions() passes over tests, migrations and editors' files", () => {
  const paths = [
    `${ROOT}/health/app_test.ts`,
    `${ROOT}/health/.app.ts.swp`,
    `${ROOT}/health/app.ts~`,
    "/p/supabase/migrations/1_x.sql",
  ];
  assert.deepEqual(changedFunctions(paths, "/p").functions, new Set());
});
