import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { rawSignature } from "./ecdsa_signature.ts";

Deno.test("rawSignature() turns DER into what WebCrypto verifies, short integers included", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
  const lengths = new Set<number>();
  for (let round = 0; round < 300; round++) { // about one in 128 has a short integer
    const text = new TextEncoder().encode(`event ${round}`);
    const der = new Uint8Array(createSign("sha256").update(text).sign(privateKey));
    lengths.add(der.length);
    const raw = rawSignature(der);
    assert.ok(raw);
    assert.ok(
      await crypto.subtle.verify(
        { name: "ECDSA", hash: "SHA-256" },
        key,
        new Uint8Array(raw),
        text,
      ),
    );
  }
  assert.ok(lengths.size > 1);
});

Deno.test("rawSignature() refuses what is no signature", () => {
  const bad = [[], [0x30, 0], [0x30, 6, 2, 1, 1, 2, 2, 1], [0x30, 6, 2, 0, 2, 2, 1, 1], [
    0x31,
    6,
    2,
    1,
    1,
    2,
    1,
    1,
  ]];
  for (const bytes of bad) assert.equal(rawSignature(new Uint8Array(bytes)), null);
  const long = new Uint8Array(2 + 2 + 40 + 3).fill(7);
  long.set([0x30, 45, 2, 40]);
  long.set([2, 1, 1], 44);
  assert.equal(rawSignature(long), null);
});
