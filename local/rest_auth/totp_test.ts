import assert from "node:assert/strict";
import { isTotpCode, newTotpSecret, totpCode, totpUri } from "./totp.ts";

/** "12345678901234567890" of RFC 6238, appendix B; its codes have eight digits, ours the last six. */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

Deno.test("totpCode: gives the codes of RFC 6238", () => {
  const cases: [number, string][] = [
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ];
  for (const [seconds, code] of cases) {
    assert.equal(totpCode(RFC_SECRET, new Date(seconds * 1000)), code);
  }
});

Deno.test("isTotpCode: allows one step of clock difference and no more", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const code = (seconds: number) => totpCode(RFC_SECRET, new Date(now.getTime() + seconds * 1000));
  assert.ok([-30, 0, 30].every((seconds) => isTotpCode(RFC_SECRET, code(seconds), now)));
  assert.ok([-90, 90].every((seconds) => !isTotpCode(RFC_SECRET, code(seconds), now)));
  assert.ok(["", "12345", "1234567", "abcdef"].every((text) => !isTotpCode(RFC_SECRET, text, now)));
});

Deno.test("newTotpSecret: is 160 bits of base 32, new each time", () => {
  assert.match(newTotpSecret(), /^[A-Z2-7]{32}$/);
  assert.notEqual(newTotpSecret(), newTotpSecret());
});

Deno.test("totpUri: names issuer and account for the app", () => {
  const uri = new URL(totpUri({ secret: "ABC", issuer: "Oak & Co", account: "sam@oak.example" }));
  assert.equal(decodeURIComponent(uri.pathname), "/Oak & Co:sam@oak.example");
  assert.equal(uri.searchParams.get("issuer"), "Oak & Co");
  assert.equal(uri.searchParams.get("secret"), "ABC");
});
