import assert from "node:assert/strict";
import type { SendErrorClass } from "../contract/send_gate.ts";
import { classifyTwilioError } from "./twilio_errors.ts";

Deno.test("classifyTwilioError() knows the codes that change what happens next", () => {
  const table: readonly [number | string | null, SendErrorClass][] = [
    [21610, "opted_out"],
    ["21610", "opted_out"],
    [21211, "bad_number"],
    [21614, "bad_number"],
    [30005, "bad_number"],
    [30006, "bad_number"],
    [30003, "unreachable"],
    [30007, "content"],
    [30034, "auth"],
    [20003, "auth"],
    [20429, "rate_limit"],
    [30001, "rate_limit"],
    [30022, "rate_limit"],
    [429, "rate_limit"],
    [401, "auth"],
    [503, "transient"],
    [400, "unknown"],
    [99999, "unknown"],
    ["", "unknown"],
    ["abc", "unknown"],
    [null, "unknown"],
  ];
  for (const [code, expected] of table) {
    assert.equal(classifyTwilioError(code), expected, `${code}`);
  }
});
