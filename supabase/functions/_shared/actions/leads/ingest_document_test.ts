import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type {
  DocumentAnswer,
  InboundDocument,
  LoadDocumentAnswer,
  ReadDocument,
} from "../../contract/document.ts";
import type { Job } from "../../contract/jobs.ts";
import { keptLog } from "../../testing/fakes.ts";
import { type IngestDocumentDeps, ingestDocumentJob, ingestMail } from "./ingest_document.ts";

const ID = "0a000000-0000-4000-8000-0000000000d1";
const DOCUMENT = "<adf><prospect><customer><contact><name>Ana Lopez</name>" +
  "<phone>555-010-2233</phone></contact></customer></prospect></adf>";
const KEPT: DocumentAnswer = {
  document_id: ID,
  dealership_id: "0a000000-0000-4000-8000-000000000001",
  outcome: "stored",
  status: "received",
  review_reason: null,
  department: "service",
  received_at: "2026-11-22T18:00:00+00:00",
  sender_domain: "portal.example",
  content_type: "application/xml",
  dealership_name: null,
  timezone: "America/New_York",
  country: "US",
  lead_ids: [],
};
const JOB: Job = {
  id: 1,
  dealership_id: KEPT.dealership_id,
  kind: "ingest_document",
  payload: { document_id: ID },
  attempts: 1,
  max_attempts: 8,
  lease_token: ID,
  fifo_key: null,
  run_at: KEPT.received_at,
};

interface Heard {
  readonly received: InboundDocument[];
  readonly settled: ReadDocument[];
  readonly held: string[];
}

function desk(more: Partial<IngestDocumentDeps> = {}): { deps: IngestDocumentDeps; heard: Heard } {
  const heard: Heard = { received: [], settled: [], held: [] };
  const deps: IngestDocumentDeps = {
    log: keptLog().log,
    receiveDocument: (document) => {
      heard.received.push(document);
      return Promise.resolve(KEPT);
    },
    loadDocument: () => Promise.resolve(loaded({})),
    settleDocument: (_id, parsed) => {
      heard.settled.push(parsed);
      return Promise.resolve({ ...KEPT, outcome: "settled", status: "created" });
    },
    holdDocument: (_id, reason) => Promise.resolve(void heard.held.push(reason)),
    isRefusal: () => false,
    ...more,
  };
  return { deps, heard };
}

function loaded(more: Partial<NonNullable<LoadDocumentAnswer>>): LoadDocumentAnswer {
  const raw = Buffer.from(DOCUMENT).toString("base64");
  return { ...KEPT, raw, fixed_text: null, ...more };
}

Deno.test("ingestMail() keeps each document of a mail under the envelope recipient", async () => {
  const { deps, heard } = desk();
  const bytes = new TextEncoder().encode(DOCUMENT);
  const file = { filename: "a.xml", content_type: "text/xml", bytes };
  const mail = { attachments: [file, file], text: null, html: null };
  await ingestMail({
    ...mail,
    recipient: "leads-oak@leads.example",
    message_id: "<1@portal.example>",
    sender_domain: "portal.example",
    mail: null,
  }, deps);
  assert.deepEqual(
    heard.received.map(({ recipient, message_id, place, door, token_hash }) =>
      [recipient, message_id, place, door, token_hash].join(" ")
    ),
    [0, 1].map((place) => `leads-oak@leads.example <1@portal.example> ${place} email `),
  );
  assert.equal(heard.settled[0]?.leads[0]?.department, "service");
  assert.equal(heard.settled[0]?.leads[0]?.source, "portal.example");
});

Deno.test("ingestMail() keeps a mail that nobody can read, for a person", async () => {
  const { deps, heard } = desk();
  const mail = { attachments: [], text: "please call me", html: null };
  await ingestMail(
    { ...mail, recipient: "x@y.example", message_id: null, sender_domain: null, mail: null },
    deps,
  );
  assert.equal(new TextDecoder().decode(heard.received[0]?.raw), "please call me");
  assert.equal(heard.settled[0]?.verdict, "needs_review");
});

Deno.test("ingestDocument() leaves a kept document to its job when it cannot be recorded", async () => {
  const { deps } = desk({ settleDocument: () => Promise.reject(new Error("deadlock")) });
  const mail = { attachments: [], text: DOCUMENT, html: null };
  const [answer] = await ingestMail(
    { ...mail, recipient: "x@y.example", message_id: null, sender_domain: null, mail: null },
    deps,
  );
  assert.equal(answer?.status, "received");
});

Deno.test("ingestDocumentJob() reads the corrected text, and nothing that is settled", async () => {
  const fixed = DOCUMENT.replace("Ana", "Bea");
  const first = desk({
    loadDocument: () => Promise.resolve(loaded({ fixed_text: fixed, raw: null })),
  });
  await ingestDocumentJob(JOB, first.deps);
  assert.equal(first.heard.settled[0]?.leads[0]?.customer.full_name, "Bea Lopez");
  for (const answer of [loaded({ status: "created" }), null]) {
    const { deps, heard } = desk({ loadDocument: () => Promise.resolve(answer) });
    const outcome = await ingestDocumentJob(JOB, deps);
    assert.equal(outcome.kind, "finished");
    assert.deepEqual(heard.settled, []);
  }
});

Deno.test("ingestDocumentJob() hands a refused document to a person and repeats a failed one", async () => {
  const settleDocument = () => Promise.reject(new Error("no"));
  const refused = desk({ settleDocument, isRefusal: () => true });
  await ingestDocumentJob(JOB, refused.deps);
  assert.deepEqual(refused.heard.held, ["record_refused"]);
  const failed = desk({ settleDocument });
  await assert.rejects(ingestDocumentJob(JOB, failed.deps), /no/);
  assert.deepEqual(failed.heard.held, []);
});
