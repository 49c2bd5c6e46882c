import assert from "node:assert/strict";
import { findSecrets } from "./check_secrets.ts";

// Put together here, so that this file holds none.
const VARIED = "3f9c2b7e81d04a65" + "b0c7e92d14f8a653";

function find(text: string): string[] {
  return findSecrets([{ path: "x.ts", text }]);
}

function token(claims: object): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
  return `${part({ alg: "HS256" })}.${part(claims)}.c2lnbmF0dXJl`;
}

Deno.test("findSecrets() names line and kind, and not the secret", () => {
  const key = "sb_secret_" + "N7UND0UgjKTVK-Uodkm0Hg";
  assert.deepEqual(find(`one\nconst key = "${key}";`), [
    "x.ts:2: looks like a Supabase secret key",
  ]);
});

Deno.test("findSecrets() finds what Twilio, OpenAI and others hand out", () => {
  const secrets = [
    `AC${VARIED}`,
    `SK${VARIED}`,
    `TWILIO_AUTH_TOKEN=${VARIED}`,
    `authToken: "${VARIED}"`,
    `sk-${VARIED}`,
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    token({ role: "service_role" }),
  ];
  for (const secret of secrets) assert.equal(find(secret).length, 1, secret);
});

Deno.test("findSecrets() lets examples and public tokens pass", () => {
  const examples = [
    `AC${"0".repeat(31)}1`,
    `AUTH_TOKEN = "${"0123456789abcdef".repeat(2)}"`,
    "sb_secret_test",
    token({ role: "anon" }),
    "eyJhbGciOi.eyJyb2xl.c2ln",
  ];
  for (const example of examples) assert.deepEqual(find(example), [], example);
});
