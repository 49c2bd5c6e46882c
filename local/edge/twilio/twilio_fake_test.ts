import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import RequestClient from "twilio/lib/base/RequestClient.js";
import Twilio from "twilio/lib/rest/Twilio.js";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { edgeEnv, fakeTwilioAccount } from "../edge_env.ts";
import { type EdgeUnderTest, until, withEdge } from "../edge_test_support.ts";

const OURS = "+15550100100";
const SHOPPER = "+15550101234";

/** The official client, pointed at the fake as the product points it. */
function twilioClient(edge: EdgeUnderTest, password?: string) {
  const { accountSid, authToken } = fakeTwilioAccount(edge.config);
  const base = edgeEnv(edge.config)["TWILIO_API_BASE_URL"] ?? "";
  const inner = new RequestClient();
  const request: typeof inner.request = (options) =>
    inner.request({ ...options, uri: options.uri.replace("https://api.twilio.com", base) });
  return new Twilio(accountSid, password ?? authToken, {
    httpClient: Object.assign(Object.create(inner), { request }),
  });
}

/** A send that waits 100 ms for its answer. By fetch: on Deno 2.9 Twilio's own client repeats it. */
async function sendImpatiently(edge: EdgeUnderTest): Promise<Response> {
  const { accountSid, authToken } = fakeTwilioAccount(edge.config);
  const path = `/fakes/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`;
  return await fetch(edge.url + path, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
    body: new URLSearchParams({ To: SHOPPER, From: OURS, Body: "x" }),
    signal: AbortSignal.timeout(100),
  });
}

async function refusal(promise: Promise<unknown>): Promise<{ code?: number; status?: number }> {
  return await promise.then(
    () => assert.fail("the send was accepted"),
    (error) => error,
  );
}

function statuses(edge: EdgeUnderTest, sid: string): string[] {
  return edge.received.filter((form) => form.params["MessageSid"] === sid)
    .map((form) => form.params["MessageStatus"] ?? "");
}

Deno.test("fake twilio: a text is accepted, delivered, and reported with valid signatures", async () => {
  await withEdge(async (edge) => {
    const client = twilioClient(edge);
    const statusCallback = `${edge.functionsUrl}/sms-status?message_id=7`;
    const sent = await client.messages.create({
      to: SHOPPER,
      from: OURS,
      body: "Hi",
      statusCallback,
    });
    assert.match(sent.sid, /^SM[0-9a-f]{32}$/);
    assert.equal(sent.status, "queued");
    assert.equal(sent.numSegments, "1");
    assert.equal(sent.price, null);
    assert.ok(Math.abs(sent.dateCreated.getTime() - Date.now()) < 60_000);
    await until(() => statuses(edge, sent.sid).length === 2);
    assert.deepEqual(statuses(edge, sent.sid), ["sent", "delivered"]);
    for (const form of edge.received) {
      const { authToken } = fakeTwilioAccount(edge.config);
      assert.ok(validateRequest(authToken, form.signature, statusCallback, form.params));
      assert.equal(form.params["To"], SHOPPER);
    }
    assert.equal((await client.messages(sent.sid).fetch()).status, "delivered");
    assert.equal((await client.api.v2010.account.fetch()).status, "active");
  });
});

Deno.test("fake twilio: messages are found by number and by time", async () => {
  await withEdge(async (edge) => {
    const client = twilioClient(edge);
    const dateSentAfter = new Date();
    for (const to of [SHOPPER, SHOPPER, "+15550105555"]) {
      await client.messages.create({ to, from: OURS, body: `for ${to}` });
    }
    const found = await client.messages.list({ to: SHOPPER, from: OURS, dateSentAfter });
    assert.equal(found.length, 2);
    assert.equal((await client.messages.list({ dateSentBefore: new Date(0) })).length, 0);
    assert.equal((await client.messages.list({ pageSize: 1 })).length, 3);
  });
});

Deno.test("fake twilio: refusals carry Twilio's codes", async () => {
  await withEdge(async (edge) => {
    const client = twilioClient(edge);
    const send = (to: string, body: string) => client.messages.create({ to, from: OURS, body });
    const cases: readonly (readonly [Promise<unknown>, number, number])[] = [
      [send("555-1234", "x"), 21211, 400],
      [send("+15005550009", "x"), 21614, 400],
      [send(SHOPPER, ""), 21602, 400],
      [send(SHOPPER, "x".repeat(1_601)), 21617, 400],
      [client.messages("SM0").fetch(), 20404, 404],
      [client.messages.create({ to: SHOPPER, messagingServiceSid: "MG1", body: "x" }), 21703, 400],
      [
        twilioClient(edge, "wrong").messages.create({ to: SHOPPER, from: OURS, body: "x" }),
        20003,
        401,
      ],
    ];
    for (const [promise, code, status] of cases) {
      const error = await refusal(promise);
      assert.deepEqual([error.code, error.status], [code, status]);
    }
  });
});

Deno.test("fake twilio: STOP blocks the pair, is confirmed by Twilio, and START opens it", async () => {
  await withEdge(async (edge) => {
    const client = twilioClient(edge);
    const text = (body: string) =>
      edge.post("/fakes/twilio/inbound", { from: SHOPPER, to: OURS, body });
    await text("Stop");
    const blocked = await refusal(client.messages.create({ to: SHOPPER, from: OURS, body: "x" }));
    assert.equal(blocked.code, 21610);
    await client.messages.create({ to: SHOPPER, from: "+15550100200", body: "another pair" });
    await edge.restart();
    assert.equal(
      (await refusal(client.messages.create({ to: SHOPPER, from: OURS, body: "x" }))).code,
      21610,
    );
    await text("START");
    await client.messages.create({ to: SHOPPER, from: OURS, body: "welcome back" });
    const { messages } = await (await fetch(`${edge.url}/fakes/twilio/messages`)).json();
    const replies = messages.filter((one: { direction: string }) =>
      one.direction === "outbound-reply"
    );
    assert.equal(replies.length, 2);
    assert.deepEqual(edge.received.map((form) => form.params["Body"]), ["Stop", "START"]);
  });
});

Deno.test("fake twilio: an inbound text is Twilio's full signed form", async () => {
  await withEdge(async (edge) => {
    const answer = await edge.post("/fakes/twilio/inbound", {
      from: SHOPPER,
      to: OURS,
      body: " hi ",
      media_urls: ["http://127.0.0.1:1/car.png"],
    });
    const entry = await answer.json();
    assert.equal(entry.label, "Inbound webhook");
    assert.equal(entry.answer, "200");
    const [form] = edge.received;
    assert.ok(form !== undefined);
    assert.equal(form.url, `${edge.functionsUrl}/sms-inbound`);
    const { accountSid, authToken } = fakeTwilioAccount(edge.config);
    assert.ok(validateRequest(authToken, form.signature, form.url, form.params));
    assert.match(form.params["MessageSid"] ?? "", /^MM[0-9a-f]{32}$/);
    assert.deepEqual(
      ["Body", "From", "To", "NumMedia", "MediaContentType0", "AccountSid", "FromCity"]
        .map((name) => form.params[name]),
      [" hi ", SHOPPER, OURS, "1", "image/png", accountSid, ""],
    );
  });
});

Deno.test("fake twilio: copies repeat the same message, and a forged one is signed wrongly", async () => {
  await withEdge(async (edge) => {
    const inbound = { from: SHOPPER, to: OURS, body: "hi" };
    const { entries } = await (await edge.post("/fakes/twilio/inbound", { ...inbound, times: 2 }))
      .json();
    assert.equal(entries.length, 2);
    assert.equal(new Set(edge.received.map((form) => form.params["MessageSid"])).size, 1);
    await edge.post("/fakes/twilio/inbound", { ...inbound, bad_signature: true });
    const forged = edge.received[2];
    assert.ok(forged !== undefined);
    const { authToken } = fakeTwilioAccount(edge.config);
    assert.ok(!validateRequest(authToken, forged.signature, forged.url, forged.params));
    const refused = await edge.post("/fakes/twilio/inbound", { from: "me", to: OURS });
    assert.equal(refused.status, 400);
  });
});

Deno.test("fake twilio: texts in a TwiML answer reach the phone", async () => {
  await withEdge(async (edge) => {
    edge.answer = () =>
      new Response(
        "<Response><Message>Ben &amp; Co</Message><Message><Body>2</Body></Message></Response>",
      );
    await edge.post("/fakes/twilio/inbound", { from: SHOPPER, to: OURS, body: "hi" });
    const { messages } =
      await (await fetch(`${edge.url}/fakes/twilio/messages?number=${encodeURIComponent(SHOPPER)}`))
        .json();
    assert.deepEqual(messages.map((one: { body: string }) => one.body), ["hi", "Ben & Co", "2"]);
  });
});

Deno.test("fake twilio: faults refuse, limit and break sends, once and for one number", async () => {
  await withEdge(async (edge) => {
    const client = twilioClient(edge);
    const fault = (value: unknown) => edge.post("/fakes/twilio/faults", value);
    const send = (to = SHOPPER) => client.messages.create({ to, from: OURS, body: "x" });
    await fault({ to: SHOPPER, status: 503 });
    await send("+15550109999");
    assert.equal((await refusal(send())).status, 503);
    await send();
    await fault({ rate_limit: true, retry_after: 3 });
    assert.equal((await refusal(send())).code, 20429);
    const before = (await client.messages.list({ to: SHOPPER })).length;
    await fault({ timeout_ms: 1_000 });
    await refusal(sendImpatiently(edge));
    assert.equal((await client.messages.list({ to: SHOPPER })).length, before);
    await fault({ accept_then_timeout: true });
    await refusal(sendImpatiently(edge));
    assert.equal((await client.messages.list({ to: SHOPPER })).length, before + 1);
  });
});

Deno.test("fake twilio: delivery can fail, and callbacks can repeat or change order", async () => {
  await withEdge(async (edge) => {
    const client = twilioClient(edge);
    const send = async (fault: unknown) => {
      await edge.post("/fakes/twilio/faults", fault);
      const statusCallback = `${edge.functionsUrl}/sms-status`;
      return (await client.messages.create({ to: SHOPPER, from: OURS, body: "x", statusCallback }))
        .sid;
    };
    const failed = await send({ fail_delivery: "30003" });
    await until(() => statuses(edge, failed).includes("undelivered"));
    const last = edge.received.find((form) => form.params["MessageStatus"] === "undelivered");
    assert.equal(last?.params["ErrorCode"], "30003");
    assert.equal((await client.messages(failed).fetch()).errorCode, 30003);
    const twice = await send({ duplicate_callbacks: true });
    await until(() => statuses(edge, twice).length === 4);
    const turned = await send({ reorder_callbacks: true });
    await until(() => statuses(edge, turned).length === 2);
    assert.deepEqual(statuses(edge, turned), ["delivered", "sent"]);
  });
});

Deno.test("fake twilio: a status callback is repeated while the functions fail", async () => {
  await withEdge(async (edge) => {
    let failures = 2;
    edge.answer = () => new Response(null, { status: failures-- > 0 ? 500 : 204 });
    const client = twilioClient(edge);
    const statusCallback = `${edge.functionsUrl}/sms-status`;
    const { sid } = await client.messages.create({
      to: SHOPPER,
      from: OURS,
      body: "x",
      statusCallback,
    });
    await until(() => new Set(statuses(edge, sid)).size === 2);
    await until(() => statuses(edge, sid).length === 4);
  });
});

Deno.test("fake twilio: a shopper's picture is kept and served to the functions", async () => {
  await withEdge(async (edge) => {
    const bytes = Buffer.from("picture");
    const upload = (type: string) =>
      fetch(`${edge.url}/fakes/twilio/media`, {
        method: "POST",
        body: bytes,
        headers: { "content-type": type },
      });
    const kept = await (await upload("image/png")).json();
    const served = await fetch(kept.url);
    assert.equal(served.headers.get("content-type"), "image/png");
    assert.equal(await served.text(), "picture");
    assert.equal((await upload("text/html")).status, 415);
  });
});

Deno.test("fake twilio: pages of other sites may not use it", async () => {
  await withEdge(async (edge) => {
    const response = await fetch(`${edge.url}/fakes/twilio/messages`, {
      headers: { origin: "https://elsewhere.example" },
    });
    assert.equal(response.status, 403);
  });
});
