import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { qrCodeSvg, qrModules } from "./qr_code.ts";

function digest(text: string): string {
  const rows = qrModules(text).map((row) => row.map((isDark) => isDark ? 1 : 0).join(""));
  return createHash("sha256").update(rows.join("\n")).digest("hex").slice(0, 16);
}

Deno.test("qrModules: draws the symbols that a reader has read back", () => {
  assert.equal(digest("a".repeat(5)), "3b7b979fb8c3d35d");
  assert.equal(digest("a".repeat(150)), "95c79847fb5f843d");
  assert.equal(digest("a".repeat(520)), "22229a175d67640a");
});

Deno.test("qrModules: takes the smallest version that holds the text, up to 15", () => {
  const sizes = [17, 18, 520].map((length) => qrModules("a".repeat(length)).length);
  assert.deepEqual(sizes, [21, 25, 77]);
  assert.throws(() => qrModules("a".repeat(521)), /too many/);
});

Deno.test("qrCodeSvg: leaves a quiet zone of four modules", () => {
  const svg = qrCodeSvg("a");
  assert.match(svg, /viewBox="0 0 29 29"/);
  assert.match(svg, /d="M4 4h1v1h-1z/);
});
