import assert from "node:assert/strict";
import { isFunctionName, namesWithoutJwt, parseSecrets } from "./function_settings.ts";

Deno.test("namesWithoutJwt() opens only functions that say verify_jwt = false", () => {
  const toml = `
project_id = "x"
[functions.sms-inbound]
verify_jwt = false
[functions.staff-api]
verify_jwt = true
[functions.health]
enabled = true
`;
  assert.deepEqual(namesWithoutJwt(toml), new Set(["sms-inbound"]));
});

Deno.test("namesWithoutJwt() opens nothing without a config file", () => {
  assert.deepEqual(namesWithoutJwt(""), new Set());
});

Deno.test("parseSecrets() reads quoted values and comments", () => {
  const text = `# keys\nOPENAI_API_KEY="sk x" # the key\nEMPTY=\n`;
  assert.deepEqual(parseSecrets(text), { OPENAI_API_KEY: "sk x", EMPTY: "" });
});

Deno.test("isFunctionName() refuses shared folders and paths", () => {
  assert.ok(isFunctionName("sms-inbound"));
  for (const name of ["_shared", "", "..", ".env", "a/b", "1x"]) {
    assert.ok(!isFunctionName(name), name);
  }
});
