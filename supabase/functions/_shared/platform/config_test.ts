import assert from "node:assert/strict";
import { readConfig } from "./config.ts";

const LEAST = { SUPABASE_URL: "http://127.0.0.1:54321", SUPABASE_SERVICE_ROLE_KEY: "service" };

Deno.test("readConfig() needs little and fills in the rest", () => {
  assert.deepEqual(readConfig(LEAST), {
    supabaseUrl: "http://127.0.0.1:54321",
    serviceKeys: ["service"],
    publicFunctionsUrl: "http://127.0.0.1:54321/functions/v1",
    publicKey: null,
    webUrl: null,
    twilio: { accountSid: null, authTokens: [], apiBaseUrl: null },
    email: null,
    publicAppUrl: "http://127.0.0.1:54321",
    mailHosts: [],
    sendGridKeys: { inbound: null, events: null },
    feedOrigins: [],
    push: null,
    openai: null,
  });
});

Deno.test("readConfig() takes empty and blank variables for unset ones", () => {
  const config = readConfig({ ...LEAST, TWILIO_AUTH_TOKEN: " ", OPENAI_API_KEY: "" });
  assert.deepEqual(config.twilio.authTokens, []);
  assert.equal(config.openai, null);
});

Deno.test("readConfig() orders both Twilio tokens and ignores a previous one alone", () => {
  const both = { TWILIO_AUTH_TOKEN: "new", TWILIO_AUTH_TOKEN_PREVIOUS: "old" };
  assert.deepEqual(readConfig({ ...LEAST, ...both }).twilio.authTokens, ["new", "old"]);
  const alone = { TWILIO_AUTH_TOKEN_PREVIOUS: "old" };
  assert.deepEqual(readConfig({ ...LEAST, ...alone }).twilio.authTokens, []);
});

Deno.test("readConfig() accepts the new secret keys beside or instead of the old one", () => {
  const keys = { SUPABASE_SECRET_KEYS: '{"default":"sb_secret_a","jobs":"sb_secret_b"}' };
  assert.deepEqual(readConfig({ ...LEAST, ...keys }).serviceKeys, [
    "service",
    "sb_secret_a",
    "sb_secret_b",
  ]);
  const { SUPABASE_SERVICE_ROLE_KEY: _none, ...url } = LEAST;
  assert.equal(readConfig({ ...url, ...keys }).serviceKeys[0], "sb_secret_a");
});

Deno.test("readConfig() drops trailing slashes from addresses", () => {
  const config = readConfig({
    ...LEAST,
    PUBLIC_FUNCTIONS_URL: "https://oak.example/functions/v1/",
  });
  assert.equal(config.publicFunctionsUrl, "https://oak.example/functions/v1");
});

Deno.test("readConfig() names every wrong variable and shows no value", () => {
  const wrong = {
    ...LEAST,
    SUPABASE_URL: "ftp://secret-host",
    PUBLIC_FUNCTIONS_URL: "secret-host",
    SUPABASE_SECRET_KEYS: "sb_secret_plain",
  };
  assert.throws(() => readConfig(wrong), (thrown) => {
    assert.ok(thrown instanceof Error);
    for (const name of ["SUPABASE_URL", "PUBLIC_FUNCTIONS_URL", "SUPABASE_SECRET_KEYS"]) {
      assert.ok(thrown.message.includes(name), name);
    }
    assert.ok(!thrown.message.includes("secret-host") && !thrown.message.includes("plain"));
    return true;
  });
  assert.throws(() => readConfig({ SUPABASE_URL: LEAST.SUPABASE_URL }), /SUPABASE_SECRET_KEYS/);
});
