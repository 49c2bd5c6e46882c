import assert from "node:assert/strict";
import type { OutgoingSms } from "../contract/send_gate.ts";
import { fakeServer, type Heard } from "../testing/fakes.ts";
import { type SmsProvider, twilioProvider } from "./twilio.ts";

const ACCOUNT_SID = `AC${"0".repeat(31)}1`;
const SMS: OutgoingSms = {
  decision: "send",
  channel: "sms",
  reason: null,
  to: "+15550103333",
  from: "+15550100100",
  messaging_service_sid: null,
  content: "It is 50% off & yours",
  media: [],
  attempt: 1,
  account_sid: null,
  first_claimed_at: null,
};

function created(more: Record<string, unknown> = {}): Response {
  return Response.json(listed(more), { status: 201 });
}

function listed(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sid: `SM${"0".repeat(31)}9`,
    account_sid: ACCOUNT_SID,
    body: SMS.content,
    direction: "outbound-api",
    num_segments: "1",
    date_created: "Sat, 21 Nov 2026 12:00:00 +0000",
    status: "queued",
    ...more,
  };
}

async function withTwilio(
  answer: (heard: Heard) => Response | Promise<Response>,
  play: (provider: SmsProvider, heard: Heard[]) => Promise<void>,
): Promise<void> {
  await using server = fakeServer(answer);
  const provider = twilioProvider({
    accountSid: ACCOUNT_SID,
    authToken: "token",
    apiBaseUrl: server.url,
    publicFunctionsUrl: "https://oak.example/functions/v1",
    timeoutMs: 300,
  });
  await play(provider, server.heard);
}

Deno.test("twilioProvider: a text goes out once, with our id in its callback address", () =>
  withTwilio(() => created(), async (provider, heard) => {
    const sent = await provider.send(SMS, 42);
    assert.deepEqual(sent, {
      outcome: "accepted",
      account_sid: ACCOUNT_SID,
      provider_message_id: `SM${"0".repeat(31)}9`,
      segments: 1,
    });
    assert.equal(heard.length, 1);
    assert.equal(heard[0]?.path, `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`);
    assert.equal(heard[0]?.headers.get("authorization"), `Basic ${btoa(`${ACCOUNT_SID}:token`)}`);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(heard[0]?.body)), {
      To: SMS.to,
      From: SMS.from,
      Body: SMS.content,
      StatusCallback: "https://oak.example/functions/v1/sms-status?message_id=42",
    });
  }));

Deno.test("twilioProvider: messaging service, pictures and a sub-account are passed on", () =>
  withTwilio(() => created(), async (provider, heard) => {
    const sub = `AC${"0".repeat(31)}2`;
    await provider.send({
      ...SMS,
      from: null,
      messaging_service_sid: "MG1",
      account_sid: sub,
      media: ["https://m.example/1", "https://m.example/2"].map((url) => (
        { url, filename: null, content_type: "" }
      )),
    }, 1);
    const form = new URLSearchParams(heard[0]?.body);
    assert.equal(heard[0]?.path, `/2010-04-01/Accounts/${sub}/Messages.json`);
    assert.equal(form.get("MessagingServiceSid"), "MG1");
    assert.equal(form.get("From"), null);
    assert.deepEqual(form.getAll("MediaUrl"), ["https://m.example/1", "https://m.example/2"]);
  }));

Deno.test("twilioProvider: a refusal carries code, class and the time to wait", async () => {
  const table = [
    { status: 400, code: 21610, outcome: "rejected", error_class: "opted_out" },
    { status: 400, code: 21211, outcome: "rejected", error_class: "bad_number" },
    { status: 401, code: 20003, outcome: "rejected", error_class: "auth" },
    { status: 429, code: 20429, outcome: "rejected", error_class: "rate_limit" },
    { status: 500, code: 20500, outcome: "unknown", error_class: "transient" },
  ];
  for (const { status, code, outcome, error_class } of table) {
    const answer = () =>
      Response.json(
        { code, message: "The 'To' number +15550103333 is wrong", status },
        { status, headers: status === 429 ? { "retry-after": "7" } : {} },
      );
    await withTwilio(answer, async (provider, heard) => {
      assert.deepEqual(await provider.send(SMS, 1), {
        outcome,
        error_code: String(code),
        error_class,
        error_message: "The 'To' number [phone] is wrong",
        retry_after_seconds: status === 429 ? 7 : null,
      });
      assert.equal(heard.length, 1, "a POST is never repeated");
    });
  }
});

Deno.test("twilioProvider: an answer that is no JSON is uncertain only if the server failed", async () => {
  for (const [status, outcome] of [[502, "unknown"], [404, "rejected"]] as const) {
    await withTwilio(() => new Response("<html>", { status }), async (provider) => {
      const sent = await provider.send(SMS, 1);
      assert.equal(sent.outcome, outcome);
    });
  }
  await withTwilio(() => new Response("<html>", { status: 201 }), async (provider) => {
    assert.equal((await provider.send(SMS, 1)).outcome, "unknown");
  });
});

Deno.test("twilioProvider: no answer in time means that nobody knows", async () => {
  const release = Promise.withResolvers<Response>();
  await withTwilio(() => release.promise, async (provider) => {
    const sent = await provider.send(SMS, 1);
    assert.equal(sent.outcome, "unknown");
    release.resolve(created());
  });
});

Deno.test({
  name: "twilioProvider: a refused connection means that nobody knows",
  // node:http of Deno 2.1 forgets to close its client after a refused connection.
  sanitizeResources: false,
  async fn() {
    const provider = twilioProvider({
      accountSid: ACCOUNT_SID,
      authToken: "token",
      apiBaseUrl: "http://127.0.0.1:9",
      publicFunctionsUrl: "https://oak.example",
    });
    assert.equal((await provider.send(SMS, 1)).outcome, "unknown");
  },
});

Deno.test("twilioProvider: findSent() lists our texts of that pair and time, oldest first", () =>
  withTwilio(() =>
    Response.json({
      messages: [
        listed({ sid: "SM3", date_created: "Sat, 21 Nov 2026 12:05:00 +0000" }),
        listed({ sid: "SM2", date_created: "Sat, 21 Nov 2026 12:01:00 +0000" }),
        listed({ sid: "SM1", date_created: "Sat, 21 Nov 2026 11:00:00 +0000" }),
        listed({ sid: "SM4", body: "Something else" }),
        listed({ sid: "SM5", direction: "inbound" }),
      ],
      page: 0,
      page_size: 100,
      next_page_uri: null,
    }), async (provider, heard) => {
    const found = await provider.findSent(SMS, new Date("2026-11-21T12:00:00Z"));
    assert.deepEqual(found.map((sent) => sent.provider_message_id), ["SM2", "SM3"]);
    assert.equal(heard[0]?.query.get("To"), SMS.to);
    assert.equal(heard[0]?.query.get("From"), SMS.from);
  }));

Deno.test("twilioProvider: findSent() throws when Twilio cannot say", () =>
  withTwilio(() => new Response("", { status: 500 }), async (provider) => {
    await assert.rejects(provider.findSent(SMS, new Date(0)));
  }));
