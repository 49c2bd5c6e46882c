import assert from "node:assert/strict";
import { keptLog } from "../testing/fakes.ts";
import { createApp } from "./create_app.ts";
import { parseForm, verifyTwilio } from "./verify_twilio.ts";

interface Vector {
  readonly base: string;
  readonly door: string;
  readonly query: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly signature: string;
}

const VECTORS: readonly Vector[] = [
  {
    base: "https://mycompany.com",
    door: "myapp.php",
    query: "?foo=1&bar=2",
    fields: {
      CallSid: "CA1234567890ABCDE",
      Caller: "+14158675309",
      From: "+14158675309",
      Digits: "1234",
      To: "+18005551212",
    },
    signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
  },
  {
    base: "https://example.com",
    door: "sms",
    query: "",
    fields: {
      Body: "hi",
      From: "+15005550006",
      To: "+15005550001",
      MessageSid: `SM${"0".repeat(31)}1`,
    },
    signature: "dheEEfoLWQZm0HeBehIUmcJFYQo=",
  },
];

async function knock(vector: Vector, change: Partial<Vector> = {}): Promise<number> {
  const { base, door, query, fields, signature } = { ...vector, ...change };
  const { log } = keptLog();
  const app = createApp({ door, log });
  const countRefusal = () => Promise.resolve();
  app.post(
    "/",
    verifyTwilio(door, { log, publicFunctionsUrl: base, authTokens: ["12345"], countRefusal }),
    (context) => context.body(null, 200),
  );
  const answer = await app.request(`http://inner:8000/${door}${query}`, {
    method: "POST",
    headers: { "x-twilio-signature": signature },
    body: new URLSearchParams(fields).toString(),
  });
  return answer.status;
}

Deno.test("verifyTwilio() accepts the golden vectors at their public address", async () => {
  for (const vector of VECTORS) assert.equal(await knock(vector), 200);
});

Deno.test("verifyTwilio() refuses a vector at another address, query or field", async () => {
  const [first, second] = VECTORS;
  assert.ok(first && second);
  assert.equal(await knock(second, { base: "http://example.com" }), 403, "other scheme");
  assert.equal(await knock(second, { base: "https://example.org" }), 403, "other host");
  assert.equal(await knock(first, { query: "?bar=2&foo=1" }), 403, "reordered query");
  assert.equal(await knock(first, { query: "?foo=1" }), 403, "shorter query");
  assert.equal(await knock(second, { fields: { ...second.fields, Body: "hi " } }), 403, "space");
  assert.equal(await knock(second, { fields: { ...second.fields, SmsSid: "" } }), 403, "empty");
  assert.equal(await knock(second, { signature: "" }), 403, "no signature");
});

Deno.test("verifyTwilio() needs the public host only up to a default port and letter case", async () => {
  const [, second] = VECTORS;
  assert.ok(second);
  assert.equal(await knock(second, { base: "https://example.com:443" }), 200);
});

Deno.test("parseForm() keeps values as they came and repeated fields as lists", () => {
  const form = parseForm("a=%20x+&b=&a=2&__proto__=p&c=%F0%9F%9A%97");
  assert.deepEqual(Object.entries(form), [
    ["a", [" x ", "2"]],
    ["b", ""],
    ["__proto__", "p"],
    ["c", "🚗"],
  ]);
});
