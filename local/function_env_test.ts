import { deepEqual } from "node:assert/strict";
import { fakesUnless } from "./function_env.ts";

const FAKES = { TWILIO_AUTH_TOKEN: "t", OPENAI_API_KEY: "k", OPENAI_BASE_URL: "http://fake" };

Deno.test("fakesUnless: everything is fake without secrets", () => {
  deepEqual(fakesUnless({}, FAKES), FAKES);
});

Deno.test("fakesUnless: a real key never goes to the fake's address", () => {
  deepEqual(fakesUnless({ OPENAI_API_KEY: "sk-real" }, FAKES), { TWILIO_AUTH_TOKEN: "t" });
});
