import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { adfInboundDeps } from "../_shared/platform/adf_deps.ts";
import { callsOf, fakePostgrest, type RpcAnswers, testConfig } from "../_shared/testing/door.ts";
import { type FakeServer, keptLog } from "../_shared/testing/fakes.ts";
import { adfInbound } from "./app.ts";

const DOCUMENT = "<adf><prospect><customer><contact><name>Ana Lopez</name>" +
  "<phone>555-010-2233</phone></contact></customer></prospect></adf>";
const KEPT = {
  document_id: "0a000000-0000-4000-8000-0000000000d1",
  dealership_id: "0a000000-0000-4000-8000-000000000001",
  outcome: "stored",
  status: "received",
  review_reason: null,
  department: "sales",
  received_at: "2026-11-22T18:00:00+00:00",
  sender_domain: null,
  content_type: "application/xml",
  timezone: "America/New_York",
  country: "US",
  lead_ids: [],
};
const UNKNOWN_KEY = () =>
  Response.json({ code: "PT401", message: "no", details: "lead_key_unknown" }, { status: 401 });

interface Stage {
  readonly database: FakeServer;
  readonly lines: string[];
  post(body: BodyInit | null, more?: { path?: string; headers?: HeadersInit }): Promise<Response>;
}

async function onStage(play: (stage: Stage) => Promise<void>, answers: RpcAnswers = {}) {
  await using database = fakePostgrest({
    receive_document: () => KEPT,
    settle_document: () => ({ ...KEPT, outcome: "settled", status: "created" }),
    check_lead_key: () => true,
    count_refusal: () => null,
    ...answers,
  });
  const { log, lines } = keptLog();
  const app = adfInbound({ ...adfInboundDeps(testConfig(database.url)), log });
  const headers = { "x-api-key": "lead_oak", "content-type": "application/xml" };
  await play({
    database,
    lines,
    post: async (body, more = {}) =>
      await app.request(
        new Request(`http://inner/adf-inbound${more.path ?? ""}`, {
          method: "POST",
          headers: more.headers ?? headers,
          body,
        }),
      ),
  });
}

Deno.test("adf-inbound: the bytes are kept before they are read, and a new lead is 201", () =>
  onStage(async ({ database, post, lines }) => {
    const answer = await post(DOCUMENT);
    assert.equal(answer.status, 201);
    assert.deepEqual(database.heard.map((heard) => heard.path.split("/").at(-1)), [
      "receive_document",
      "settle_document",
    ]);
    const [received] = callsOf(database, "receive_document");
    const document = received?.["document"] as Record<string, unknown>;
    assert.equal(Buffer.from(String(document["raw"]), "base64").toString(), DOCUMENT);
    assert.equal(document["token_hash"], createHash("sha256").update("lead_oak").digest("hex"));
    assert.ok(!database.heard[0]?.body.includes("lead_oak"), "the key itself goes nowhere");
    const [settled] = callsOf(database, "settle_document");
    const parsed = settled?.["parsed"] as { leads: { customer: { full_name: string } }[] };
    assert.equal(parsed.leads[0]?.customer.full_name, "Ana Lopez");
    for (const secret of ["lead_oak", "Ana", "0102233"]) {
      assert.ok(!lines.join("\n").includes(secret), secret);
    }
  }));

Deno.test("adf-inbound: a known document is 200, one for a person 202", async () => {
  const cases: [RpcAnswers, number][] = [
    [{ receive_document: () => ({ ...KEPT, outcome: "duplicate", status: "created" }) }, 200],
    [{ settle_document: () => ({ ...KEPT, outcome: "settled", status: "duplicate" }) }, 200],
    [{ settle_document: () => ({ ...KEPT, outcome: "settled", status: "updated" }) }, 200],
    [{ settle_document: () => ({ ...KEPT, outcome: "settled", status: "needs_review" }) }, 202],
    [
      { settle_document: () => Response.json({ code: "40P01", message: "x" }, { status: 500 }) },
      202,
    ],
  ];
  for (const [answers, status] of cases) {
    await onStage(async ({ post }) => {
      assert.equal((await post(DOCUMENT)).status, status);
    }, answers);
  }
});

Deno.test("adf-inbound: when nothing could be kept the sender is told to come again", () =>
  onStage(async ({ post }) => {
    assert.equal((await post(DOCUMENT)).status, 500);
  }, { receive_document: () => Response.json({ message: "down" }, { status: 500 }) }));

Deno.test("adf-inbound: the key comes in a header or in the address", () =>
  onStage(async ({ database, post, lines }) => {
    const type = { "content-type": "application/xml" };
    const ways = [
      { headers: { ...type, "x-api-key": "lead_oak" } },
      { headers: { ...type, authorization: "Bearer lead_oak" } },
      { headers: type, path: "/lead_oak" },
    ];
    for (const way of ways) assert.equal((await post(DOCUMENT, way)).status, 201);
    const hashes = callsOf(database, "receive_document")
      .map((call) => (call["document"] as Record<string, unknown>)["token_hash"]);
    assert.equal(new Set(hashes).size, 1);
    assert.match(lines.join("\n"), /"path":"\/adf-inbound\/\[key\]"/);
    assert.ok(!lines.join("\n").includes("lead_oak"), "no key in the log, not even of an address");
  }));

Deno.test("adf-inbound: no key and a wrong key are 401, counted, and learn nothing of the body", async () => {
  await onStage(async ({ database, post }) => {
    const answer = await post(DOCUMENT, { headers: { "content-type": "application/xml" } });
    assert.equal(answer.status, 401);
    assert.equal((await answer.json()).code, "lead_key_unknown");
    for (
      const [body, type] of [[DOCUMENT, "application/xml"], ["", "text/xml"], ["x", "image/png"]]
    ) {
      const headers = { "x-api-key": "lead_x", "content-type": type ?? "" };
      assert.equal((await post(body ?? "", { headers })).status, 401);
    }
    assert.deepEqual(callsOf(database, "count_refusal").map((call) => call["reason"]), [
      "missing_key",
      "wrong_key",
      "wrong_key",
      "wrong_key",
    ]);
  }, { receive_document: UNKNOWN_KEY, check_lead_key: UNKNOWN_KEY });
});

Deno.test("adf-inbound: what cannot be a lead is refused by name and not kept", () =>
  onStage(async ({ database, post }) => {
    const send = async (body: string, type: string) =>
      await post(body, { headers: { "x-api-key": "lead_oak", "content-type": type } });
    const cases = [
      ["", "application/xml", 422, ["body"]],
      ["{", "application/json", 422, ["body"]],
      ['{"color":"red"}', "application/json", 422, ["adf", "name"]],
      ["color=red", "application/x-www-form-urlencoded", 422, ["adf", "name"]],
      ["x", "image/png", 415, undefined],
      ["x", "multipart/form-data; boundary=x", 415, undefined],
    ] as const;
    for (const [body, type, status, fields] of cases) {
      const answer = await send(body, type);
      assert.equal(answer.status, status, type);
      const { errors } = await answer.json();
      assert.deepEqual(errors?.map((error: { field: string }) => error.field), fields);
    }
    assert.deepEqual(callsOf(database, "receive_document"), []);
  }));

Deno.test("adf-inbound: JSON, forms and broken XML are kept", () =>
  onStage(async ({ database, post }) => {
    const send = async (body: string, type: string) =>
      await post(body, { headers: { "x-api-key": "lead_oak", "content-type": type } });
    const bodies = [
      [JSON.stringify({ lead: { xml: DOCUMENT } }), "application/json"],
      [JSON.stringify({ name: "Ana Lopez", email: "ana@shopper.example" }), "application/json"],
      [new URLSearchParams({ adf: DOCUMENT }).toString(), "application/x-www-form-urlencoded"],
      ["<adf><prospect", "application/xml"],
      ["no document at all", "text/plain"],
    ] as const;
    for (const [body, type] of bodies) assert.ok((await send(body, type)).ok, body);
    assert.equal(callsOf(database, "receive_document").length, bodies.length);
  }));

Deno.test("adf-inbound: over 500 KB is 413, too many documents are 429", async () => {
  await onStage(async ({ database, post }) => {
    assert.equal((await post("x".repeat(513 * 1024))).status, 413);
    assert.deepEqual(database.heard, []);
  });
  await onStage(async ({ post }) => {
    assert.equal((await post(DOCUMENT)).status, 429);
  }, {
    receive_document: () =>
      Response.json({ code: "PT429", message: "no", details: "too_many_requests" }, {
        status: 429,
      }),
  });
});
