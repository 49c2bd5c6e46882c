import assert from "node:assert/strict";
import { DOC_FEE, loadedReply, OAK_ID, RAV4 } from "../testing/reply.ts";
import { noDeeds } from "./reply_facts.ts";
import { replyEvidence } from "./reply_evidence.ts";

const SISTER = { ...RAV4, id: "sister", stock_number: "T9000", vin: null, price_cents: 2_900_000 };

function evidence(text: string) {
  const facts = {
    vehicles: [RAV4, SISTER],
    knowledge: [DOC_FEE],
    loaded: loadedReply("hi"),
    deeds: noDeeds(),
    wish: null,
  };
  return replyEvidence(text, facts);
}

Deno.test("replyEvidence() cites the rows whose values the text states", () => {
  assert.deepEqual(evidence("Stock T4417 is $31,480."), [
    { kind: "vehicle", id: RAV4.id, fields: ["stock_number", "price_cents"] },
  ]);
  assert.deepEqual(evidence("Our documentation fee is $175, as capped by New York State."), [
    { kind: "knowledge", id: DOC_FEE.id, fields: ["answer"] },
  ]);
  assert.deepEqual(evidence("We are at 100 Oak Ridge Road, call (555) 010-0100."), [
    { kind: "dealership", id: OAK_ID, fields: ["contact_phone", "address_line"] },
  ]);
  const hours = evidence("We are open 9 am to 7 pm.");
  assert.equal(hours.length, 6);
  assert.equal(hours[0]?.kind, "hours");
});

Deno.test("replyEvidence() cites nothing for a text that states nothing", () => {
  assert.deepEqual(evidence("Thanks! What are you looking for?"), []);
});
