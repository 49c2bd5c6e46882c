import { deepEqual, equal } from "node:assert/strict";
import { deliveryWords } from "./delivery.ts";
import { checkedWords } from "./evidence.ts";
import { handoverReason, handoverSentence } from "./handover.ts";

const words = (delivery_status: string, error_class: string | null = null) =>
  deliveryWords({ delivery_status, error_class, error_code: null });

Deno.test("delivery: says no more than the provider confirmed", () => {
  equal(words("queued")?.text, "Sending");
  equal(words("sending")?.text, "Sending");
  equal(words("sent")?.text, "Sent");
  equal(words("delivered")?.text, "Delivered");
  equal(words("received"), null);
});

Deno.test("delivery: a failure says why and can be tried again", () => {
  deepEqual(
    deliveryWords({ delivery_status: "failed", error_class: "bad_number", error_code: "30006" }),
    { tone: "failed", text: "Failed: this number cannot get texts (30006)", canRetry: true },
  );
  equal(words("undelivered", "odd")?.text, "Failed: the carrier gave no reason");
});

Deno.test("delivery: an opt-out is final, other holds are not", () => {
  const optedOut = words("blocked", "opted_out");
  equal(optedOut?.text, "Held: the customer opted out of texts");
  equal(optedOut?.canRetry, false);
  equal(words("blocked", "ai_paused")?.canRetry, true);
  equal(words("blocked", "new_rule")?.text, "Held: new rule");
});

Deno.test("evidence: names each kind of source once", () => {
  const vehicle = { kind: "vehicle", id: "1", fields: ["price_cents", "status"] };
  equal(checkedWords([vehicle]), "Price and stock checked");
  equal(
    checkedWords([vehicle, vehicle, { kind: "hours", id: "2", fields: [] }]),
    "Price, stock, and hours checked",
  );
  equal(checkedWords([{ kind: "knowledge", id: "2" }]), "Approved answer checked");
  equal(checkedWords([]), null);
  equal(checkedWords("nonsense"), null);
});

Deno.test("handover: reads known and unknown reasons", () => {
  equal(handoverReason("negotiation"), "wants to agree on a price");
  equal(handoverSentence("asked_for_person"), "Asked for a person");
  equal(handoverReason("brand_new_code"), "brand new code");
  equal(handoverSentence(null), "Waiting for a person");
});
