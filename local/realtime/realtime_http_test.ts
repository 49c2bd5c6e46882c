import assert from "node:assert/strict";
import { pollUntil } from "../poll.ts";
import { closeClient, newClient, startTestStack, subscribed, userToken } from "./test_stack.ts";
import type { TestStack } from "./test_stack.ts";

const ANN = "0a000000-0000-4000-8000-00000000000a";
const JSON_TYPE = { "content-type": "application/json" };

let stack: TestStack;

Deno.test.beforeAll(async () => {
  stack = await startTestStack();
});

Deno.test.afterAll(async () => {
  await stack.stop();
});

/** Posts and returns the status; the mount of the gateway is accepted and not needed. */
async function post(
  path: string,
  body: BodyInit,
  headers: Record<string, string>,
): Promise<number> {
  const response = await fetch(`${stack.realtime.url}${path}`, { method: "POST", headers, body });
  await response.body?.cancel();
  return response.status;
}

/** Listens on a topic while `action` runs, and returns what came until `count` is reached. */
async function heard(
  topic: string,
  options: { readonly isPrivate: boolean; readonly count: number },
  action: () => Promise<void>,
): Promise<unknown[]> {
  const client = await newClient(stack, await userToken(ANN));
  const channel = client.channel(topic, { config: { private: options.isPrivate } });
  const messages: unknown[] = [];
  channel.on(
    "broadcast",
    { event: "*" },
    ({ event, payload }) => messages.push({ event, payload }),
  );
  assert.equal(await subscribed(channel), "SUBSCRIBED");
  await action();
  await pollUntil(() => messages.length >= options.count, { timeoutMs: 20_000, everyMs: 5 });
  await closeClient(client);
  return messages;
}

Deno.test("POST /api/broadcast sends a batch to those who listen", async () => {
  const { publishable } = stack.config.keys;
  const messages = [1, 2].map((n) => ({ topic: "news", event: "item", payload: { n } }));
  const got = await heard("news", { isPrivate: false, count: 2 }, async () => {
    const headers = { ...JSON_TYPE, apikey: publishable };
    assert.equal(await post("/api/broadcast", JSON.stringify({ messages }), headers), 202);
  });
  assert.deepEqual(got, [1, 2].map((n) => ({ event: "item", payload: { n } })));
});

Deno.test("POST /api/broadcast leaves out what the caller may not write", async () => {
  const topic = `room:${ANN}`;
  const send = async (token: string, n: number) => {
    const messages = [{ topic, event: "item", payload: { n }, private: true }];
    const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
    const path = "/realtime/v1/api/broadcast";
    assert.equal(await post(path, JSON.stringify({ messages }), headers), 202);
  };
  const got = await heard(topic, { isPrivate: true, count: 2 }, async () => {
    await send(stack.config.keys.publishable, 1);
    await send(await userToken(ANN), 2);
    await send(stack.config.keys.secret, 3);
  });
  assert.deepEqual(got.map((message) => JSON.stringify(message)), [
    '{"event":"item","payload":{"n":2}}',
    '{"event":"item","payload":{"n":3}}',
  ]);
});

Deno.test("httpSend() sends one message, JSON or bytes, and hears of a denial", async () => {
  const got = await heard(`room:${ANN}`, { isPrivate: true, count: 2 }, async () => {
    const ann = await newClient(stack, await userToken(ANN));
    const channel = ann.channel(`room:${ANN}`, { config: { private: true } });
    assert.deepEqual(await channel.httpSend("größe", { n: 1 }), { success: true });
    const bytes = Uint8Array.from([0, 255]).buffer;
    assert.deepEqual(await channel.httpSend("bytes", bytes), { success: true });
    const denied = ann.channel("hall:a", { config: { private: true } });
    await assert.rejects(denied.httpSend("no", {}), /Unauthorized/);
    await closeClient(ann);
  });
  assert.deepEqual(got, [
    { event: "größe", payload: { n: 1 } },
    { event: "bytes", payload: Uint8Array.from([0, 255]).buffer },
  ]);
});

Deno.test("the HTTP API refuses what it cannot take", async () => {
  const key = { apikey: stack.config.keys.publishable };
  const batch = "/api/broadcast";
  const one = "/api/broadcast/news/events/item";
  const big = JSON.stringify("x".repeat(1_000_001));
  const cases: [number, string, BodyInit, Record<string, string>][] = [
    [401, batch, "{}", JSON_TYPE],
    [401, one, "{}", { ...JSON_TYPE, apikey: "sb_publishable_other" }],
    [401, batch, "{}", { ...JSON_TYPE, ...key, authorization: "Bearer x.y.z" }],
    [422, batch, "{", { ...JSON_TYPE, ...key }],
    [422, batch, '{"messages":[]}', { ...JSON_TYPE, ...key }],
    [422, batch, '{"messages":[{"topic":"a","event":"b"}]}', { ...JSON_TYPE, ...key }],
    [413, batch, big, { ...JSON_TYPE, ...key }],
    [415, one, "x", { "content-type": "text/plain", ...key }],
    [400, one, "{", { ...JSON_TYPE, ...key }],
    [400, "/api/broadcast/%ff/events/x", "{}", { ...JSON_TYPE, ...key }],
    [404, "/api/other", "{}", { ...JSON_TYPE, ...key }],
  ];
  for (const [status, path, body, headers] of cases) {
    assert.equal(await post(path, body, headers), status, path);
  }
});

Deno.test("a connection is refused before it is made", async () => {
  const { url } = stack.realtime;
  const upgrade = {
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const expired = await userToken(ANN, -5);
  const { publishable } = stack.config.keys;
  const cases: [number, string, Record<string, string>][] = [
    [401, "?vsn=2.0.0", upgrade],
    [401, "?vsn=2.0.0&apikey=sb_publishable_other", upgrade],
    [401, `?vsn=2.0.0&apikey=${expired}`, upgrade],
    [403, `?vsn=3.0.0&apikey=${publishable}`, upgrade],
    [400, `?vsn=2.0.0&apikey=${publishable}`, {}],
  ];
  for (const [status, query, headers] of cases) {
    assert.equal(await upgradeStatus(`${url}/websocket${query}`, headers), status, query);
  }
});

/** The status of a request written by hand, since `fetch` sends no upgrade. */
async function upgradeStatus(url: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port, pathname, search } = new URL(url);
  using conn = await Deno.connect({ hostname, port: Number(port) });
  const lines = Object.entries({ host: hostname, ...headers }).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  const request = `GET ${pathname}${search} HTTP/1.1\r\n${lines.join("")}\r\n`;
  await conn.write(new TextEncoder().encode(request));
  const answer = new Uint8Array(1024);
  const size = await conn.read(answer);
  const text = new TextDecoder().decode(answer.subarray(0, size ?? 0));
  return Number(text.split(" ")[1]);
}
