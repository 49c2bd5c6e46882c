import assert from "node:assert/strict";
import { smsDeps } from "../_shared/platform/deps.ts";
import {
  ACCOUNT_SID,
  callsOf,
  fakePostgrest,
  type RpcAnswers,
  SERVICE_KEY,
  testConfig,
  twilioRequest,
} from "../_shared/testing/door.ts";
import { type FakeServer, keptLog } from "../_shared/testing/fakes.ts";
import { smsInbound } from "./app.ts";

const FIELDS = {
  AccountSid: ACCOUNT_SID,
  MessageSid: `SM${"0".repeat(31)}1`,
  From: "+15550103333",
  To: "+15550100100",
  Body: "Is the blue RAV4 still there?",
  NumMedia: "0",
};
const STORED = {
  outcome: "stored",
  message_id: 7,
  conversation_id: "0a000000-0000-4000-8000-0000000000c1",
  dealership_id: "0a000000-0000-4000-8000-000000000001",
};

interface Stage {
  readonly database: FakeServer;
  readonly lines: string[];
  post(request: Request): Promise<Response>;
}

async function onStage(
  play: (stage: Stage) => Promise<void>,
  options: { env?: Record<string, string>; answers?: RpcAnswers } = {},
): Promise<void> {
  await using database = fakePostgrest({
    receive_sms: () => STORED,
    count_refusal: () => null,
    ...options.answers,
  });
  const { log, lines } = keptLog();
  const deps = { ...smsDeps("sms-inbound", testConfig(database.url, options.env)), log };
  const app = smsInbound(deps);
  await play({ database, lines, post: async (request) => await app.request(request) });
}

Deno.test("sms-inbound: a signed text is stored once and answered with empty TwiML", () =>
  onStage(async ({ database, post, lines }) => {
    const answer = await post(twilioRequest("/sms-inbound", FIELDS));
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/xml/);
    assert.match(await answer.text(), /<Response\/>$/);
    const [call, ...more] = callsOf(database, "receive_sms");
    assert.deepEqual(more, []);
    assert.deepEqual(call, {
      account_sid: ACCOUNT_SID,
      message_sid: FIELDS.MessageSid,
      from_number: FIELDS.From,
      to_number: FIELDS.To,
      content: FIELDS.Body,
      media: [],
      keyword: null,
      opt_out: "none",
      raw: FIELDS,
      messaging_service_sid: null,
    });
    assert.equal(database.heard[0]?.headers.get("apikey"), SERVICE_KEY);
    assert.ok(!lines.join("\n").includes("5550103333"), "no phone number in the log");
    assert.ok(!lines.join("\n").includes("RAV4"), "no message text in the log");
  }));

Deno.test("sms-inbound: a repeat and an unknown number are answered like a first text", async () => {
  for (const outcome of ["duplicate", "quarantined"]) {
    await onStage(async ({ post }) => {
      assert.equal((await post(twilioRequest("/sms-inbound", FIELDS))).status, 200);
    }, { answers: { receive_sms: () => ({ ...STORED, outcome, conversation_id: null }) } });
  }
});

Deno.test("sms-inbound: a missing or wrong signature is refused with an empty body and counted", () =>
  onStage(async ({ database, post }) => {
    for (const signature of [null, "", "bm90IGEgc2lnbmF0dXJl"]) {
      const answer = await post(twilioRequest("/sms-inbound", FIELDS, { signature }));
      assert.equal(answer.status, 403);
      assert.equal(await answer.text(), "");
    }
    assert.deepEqual(callsOf(database, "receive_sms"), []);
    assert.deepEqual(callsOf(database, "count_refusal"), [
      { door: "sms-inbound", reason: "missing_signature" },
      { door: "sms-inbound", reason: "missing_signature" },
      { door: "sms-inbound", reason: "wrong_signature" },
    ]);
  }));

Deno.test("sms-inbound: a refusal stands when it cannot be counted", () =>
  onStage(async ({ post }) => {
    const answer = await post(twilioRequest("/sms-inbound", FIELDS, { signature: null }));
    assert.equal(answer.status, 403);
  }, { answers: { count_refusal: () => new Response("", { status: 500 }) } }));

Deno.test("sms-inbound: changing, trimming or dropping a field breaks the signature", () =>
  onStage(async ({ post }) => {
    const fields = { ...FIELDS, Body: "hi ", SmsStatus: "" };
    assert.equal((await post(twilioRequest("/sms-inbound", fields))).status, 200);
    const tampered: ((body: URLSearchParams) => void)[] = [
      (body) => body.set("Body", "hi"),
      (body) => body.delete("SmsStatus"),
      (body) => body.set("To", "+15550100200"),
      (body) => body.append("Extra", "1"),
    ];
    for (const tamper of tampered) {
      assert.equal((await post(twilioRequest("/sms-inbound", fields, { tamper }))).status, 403);
    }
  }));

Deno.test("sms-inbound: text is stored as it came, white space included", () =>
  onStage(async ({ database, post }) => {
    await post(twilioRequest("/sms-inbound", { ...FIELDS, Body: "  hi + ä 🚗 \n" }));
    assert.equal(callsOf(database, "receive_sms")[0]?.["content"], "  hi + ä 🚗 \n");
  }));

Deno.test("sms-inbound: during a rotation the previous token counts too, a stranger's never", () =>
  onStage(async ({ post }) => {
    for (const token of ["new-token", "old-token"]) {
      assert.equal((await post(twilioRequest("/sms-inbound", FIELDS, { token }))).status, 200);
    }
    assert.equal(
      (await post(twilioRequest("/sms-inbound", FIELDS, { token: "other" }))).status,
      403,
    );
  }, { env: { TWILIO_AUTH_TOKEN: "new-token", TWILIO_AUTH_TOKEN_PREVIOUS: "old-token" } }));

Deno.test("sms-inbound: without a token it stays shut, even for a signature made with none", () =>
  onStage(async ({ database, post, lines }) => {
    const answer = await post(twilioRequest("/sms-inbound", FIELDS, { token: "" }));
    assert.equal(answer.status, 503);
    assert.equal((await answer.json()).code, "door_not_configured");
    assert.deepEqual(database.heard, []);
    assert.match(lines.join("\n"), /TWILIO_AUTH_TOKEN/);
  }, { env: { TWILIO_AUTH_TOKEN: "" } }));

Deno.test("sms-inbound: a signed form that lacks a field is refused by name", () =>
  onStage(async ({ database, post }) => {
    const { MessageSid: _one, To: _two, ...fields } = FIELDS;
    const answer = await post(twilioRequest("/sms-inbound", fields));
    assert.equal(answer.status, 400);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    const problem = await answer.json();
    assert.equal(problem.code, "form_invalid");
    assert.deepEqual(problem.errors.map((error: { field: string }) => error.field), [
      "MessageSid",
      "To",
    ]);
    assert.equal(problem.request_id, answer.headers.get("x-request-id"));
    assert.deepEqual(callsOf(database, "receive_sms"), []);
  }));

Deno.test("sms-inbound: a body over 64 KB is refused before it is read", () =>
  onStage(async ({ database, post }) => {
    const answer = await post(
      twilioRequest("/sms-inbound", { ...FIELDS, Body: "x".repeat(70_000) }),
    );
    assert.equal(answer.status, 413);
    assert.deepEqual(database.heard, []);
  }));

Deno.test("sms-inbound: when the database fails Twilio is told to come again", () =>
  onStage(async ({ post, lines }) => {
    const answer = await post(twilioRequest("/sms-inbound", FIELDS));
    assert.equal(answer.status, 500);
    const problem = await answer.json();
    assert.equal(problem.code, "internal");
    assert.ok(!JSON.stringify(problem).includes("deadlock"), "nothing inner leaks");
    assert.match(lines.join("\n"), /deadlock/);
  }, {
    answers: {
      receive_sms: () => Response.json({ code: "40P01", message: "deadlock" }, { status: 500 }),
    },
  }));

Deno.test("sms-inbound: STOP, free language and Twilio's own verdict reach the ledger", () =>
  onStage(async ({ database, post }) => {
    const texts = [
      { Body: "Stop" },
      { Body: "please stop texting me" },
      { Body: "Arrêt", OptOutType: "STOP" },
      { Body: "can you stop by tomorrow?" },
    ];
    for (const text of texts) await post(twilioRequest("/sms-inbound", { ...FIELDS, ...text }));
    assert.deepEqual(
      callsOf(database, "receive_sms").map((call) => [call["keyword"], call["opt_out"]]),
      [["stop", "certain"], [null, "certain"], ["stop", "none"], [null, "none"]],
    );
  }));

Deno.test("sms-inbound: pictures are kept as addresses and types", () =>
  onStage(async ({ database, post }) => {
    await post(twilioRequest("/sms-inbound", {
      ...FIELDS,
      Body: "",
      NumMedia: "2",
      MediaUrl0: "https://media.example/0",
      MediaContentType0: "image/jpeg",
      MediaUrl1: "https://media.example/1",
    }));
    assert.deepEqual(callsOf(database, "receive_sms")[0]?.["media"], [
      { url: "https://media.example/0", content_type: "image/jpeg" },
      { url: "https://media.example/1", content_type: "" },
    ]);
  }));

Deno.test("sms-inbound: a NUL in a text does not stop it from being stored", () =>
  onStage(async ({ database, post }) => {
    await post(twilioRequest("/sms-inbound", { ...FIELDS, Body: "a\u0000b" }));
    assert.equal(callsOf(database, "receive_sms")[0]?.["content"], "ab");
    assert.ok(!database.heard[0]?.body.includes("\\u0000"));
  }));

Deno.test("sms-inbound: other methods and addresses are refused", () =>
  onStage(async ({ post }) => {
    const get = await post(new Request("http://inner/sms-inbound"));
    assert.equal(get.status, 405);
    assert.equal(get.headers.get("allow"), "POST");
    assert.equal((await post(new Request("http://inner/sms-inbound/x"))).status, 404);
  }));
