import { equal } from "node:assert/strict";
import type { Consent } from "../../api/rows.ts";
import { reasonAgainst } from "./channel_panel.tsx";

const consent = (change: Partial<Consent>): Consent => ({
  id: 1,
  channel: "sms",
  address: "+15550100142",
  status: "granted",
  method: "inbound_message",
  occurred_at: "2026-11-03T15:00:00Z",
  ...change,
});
const to = { channel: "sms", address: "+15550100142" } as const;
const zone = "America/New_York";

Deno.test("reasonAgainst() names the day of a STOP, and what is not on record", () => {
  equal(reasonAgainst([consent({})], to, zone), null);
  equal(
    reasonAgainst([consent({ status: "revoked", method: "keyword" })], to, zone),
    "Texted STOP on Nov 3",
  );
  equal(
    reasonAgainst([consent({ status: "revoked", method: "staff" })], to, zone),
    "Opted out on Nov 3",
  );
  equal(reasonAgainst([consent({ channel: "email" })], to, zone), "No consent on record");
});
