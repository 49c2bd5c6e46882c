import assert from "node:assert/strict";
import { chooseFiles, planGroups } from "./groups.ts";

const FILES = [
  "local/migrate_test.ts",
  "supabase/functions/health/app_test.ts",
  "tests/chaos/crash_test.ts",
  "tests/db/grants_test.ts",
  "tests/e2e/inbox_test.ts",
  "tests/functions/sms_test.ts",
  "tests/looks/dialogs_test.ts",
  "web/src/router_test.tsx",
];

Deno.test("planGroups() keeps apart what shares the stack and what starts its own", () => {
  assert.deepEqual(planGroups(FILES), {
    pure: [{ name: "pure", files: [FILES[1], FILES[7]] }],
    apart: [{ name: "local", files: [FILES[0]] }, { name: "chaos", files: [FILES[2]] }],
    onStack: [{ name: "db", files: [FILES[3]] }],
    together: [
      [{ name: "stack", files: [FILES[5]] }, { name: "e2e", files: [FILES[4]] }],
      [{ name: "looks", files: [FILES[6]] }],
    ],
  });
});

Deno.test("planGroups() leaves groups without files out", () => {
  assert.deepEqual(planGroups(["tests/db/grants_test.ts"]).apart, []);
});

Deno.test("chooseFiles() takes folders and files, and everything when nothing is named", () => {
  assert.deepEqual(chooseFiles(FILES, ["./tests/db/", "web"]), [FILES[3], FILES[7]]);
  assert.deepEqual(chooseFiles(FILES, ["local/migrate_test.ts"]), [FILES[0]]);
  assert.deepEqual(chooseFiles(FILES, ["loc"]), []);
  assert.deepEqual(chooseFiles(FILES, []), FILES);
});
