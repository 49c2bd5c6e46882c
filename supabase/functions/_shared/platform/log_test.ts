import assert from "node:assert/strict";
import { createLog, describeError, redact } from "./log.ts";

Deno.test("redact() takes out what must not be kept and leaves ids alone", () => {
  const table: readonly (readonly [string, string])[] = [
    ["to +15550103333 failed", "to [phone] failed"],
    ["call (555) 010-3333 now", "call [phone] now"],
    ["call 555-010-3333 now", "call [phone] now"],
    ["mail ann.lee+x@oak.example please", "mail [email] please"],
    ["key sb_secret_abc-DEF_1 leaked", "key [key] leaked"],
    ["key sk-proj-12345678 leaked", "key [key] leaked"],
    ["/adf-inbound/lead_demo_oak answered 201", "/adf-inbound/[key] answered 201"],
    [`key lead_${"0a".repeat(20)} leaked`, "key [key] leaked"],
    ["lead_key_unknown in /rest/v1/lead_sources", "lead_key_unknown in /rest/v1/lead_sources"],
    ["jwt eyJhbGciOi.eyJyb2xl.c2ln leaked", "jwt [token] leaked"],
    ["routing number: 021000021 failed", "routing number: [number] failed"],
    ["acct #1234567890", "acct #[number]"],
    ["my driver's license is D123-4567-8901", "my driver's license is [number]"],
    ["licencia de conducir A1234567", "licencia de conducir [number]"],
    ["cuenta 123456789", "cuenta [number]"],
    ["license plate and account manager", "license plate and account manager"],
    ["at 2026-11-21T12:00:00.123+00:00", "at 2026-11-21T12:00:00.123+00:00"],
    ["0a000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-000000000001"],
    ["SM00000000000000000000000000000001", "SM00000000000000000000000000000001"],
  ];
  for (const [before, after] of table) assert.equal(redact(before), after);
});

Deno.test("describeError() follows causes and stays short", () => {
  const error = new Error("outer", { cause: new TypeError("inner +15550103333") });
  assert.equal(describeError(error), "Error: outer <- TypeError: inner [phone]");
  assert.equal(describeError("text"), "text");
  assert.ok(describeError(new Error("x".repeat(5_000))).length <= 1_000);
});

Deno.test("createLog() writes one redacted JSON line", () => {
  const lines: string[] = [];
  createLog("sms-inbound", (level, line) => lines.push(`${level} ${line}`))
    .warn("refused", { resource_id: 7, metadata: { from: "+15550103333" } });
  assert.equal(lines.length, 1);
  const line = lines[0] ?? "";
  assert.ok(line.startsWith("warn {"));
  const { timestamp, ...rest } = JSON.parse(line.slice(5));
  assert.ok(Date.parse(timestamp) > 0);
  assert.deepEqual(rest, {
    level: "warn",
    service: "sms-inbound",
    action: "refused",
    resource_id: 7,
    metadata: { from: "[phone]" },
  });
});
