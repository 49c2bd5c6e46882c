import assert from "node:assert/strict";
import { pollUntil } from "../poll.ts";
import { startTestStack, type TestStack } from "./test_stack.ts";

type Frame = [string | null, string | null, string, string, Record<string, unknown>];

let stack: TestStack;

Deno.test.beforeAll(async () => {
  stack = await startTestStack();
});

Deno.test.afterAll(async () => {
  await stack.stop();
});

function address(): string {
  const { url } = stack.realtime;
  const { publishable } = stack.config.keys;
  return `${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${publishable}&vsn=2.0.0`;
}

/** A client that says what it likes. */
async function connected(): Promise<{ socket: WebSocket; frames: Frame[]; codes: number[] }> {
  const socket = new WebSocket(address());
  socket.binaryType = "arraybuffer";
  const [frames, codes]: [Frame[], number[]] = [[], []];
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") frames.push(JSON.parse(data));
  };
  socket.onclose = ({ code }) => codes.push(code);
  await until(() => socket.readyState === WebSocket.OPEN);
  return { socket, frames, codes };
}

function until(condition: () => boolean): Promise<void> {
  return pollUntil(condition, { timeoutMs: 20_000, everyMs: 5 });
}

async function closed(socket: WebSocket): Promise<void> {
  socket.close();
  await until(() => socket.readyState === WebSocket.CLOSED);
}

function frame(...parts: [string | null, string | null, string, string, unknown]): string {
  return JSON.stringify(parts);
}

Deno.test("malformed messages: are ignored, and the connection goes on", async () => {
  const { socket, frames } = await connected();
  const binary = [[], [3], [3, 255, 255, 255, 255, 255, 1], [9, 1, 2], [0, 0, 0, 0, 0]];
  for (const bytes of binary) socket.send(Uint8Array.from(bytes));
  for (const text of ["", "{", "[]", "null", "[1,2,3,4,5]", '{"topic":"phoenix"}']) {
    socket.send(text);
  }
  socket.send(frame(null, "1", "phoenix", "heartbeat", {}));
  await until(() => frames.length === 1);
  assert.deepEqual(frames[0], [
    null,
    "1",
    "phoenix",
    "phx_reply",
    { status: "ok", response: {} },
  ]);
  await closed(socket);
});

Deno.test("odd messages: unknown topics and events, payloads of every kind", async () => {
  const { socket, frames } = await connected();
  const statusOf = (ref: string) => {
    return frames.find((sent) => sent[1] === ref && sent[3] === "phx_reply")?.[4];
  };
  socket.send(frame("1", "1", "elsewhere", "phx_join", {}));
  socket.send(frame("2", "2", "realtime:", "phx_join", {}));
  socket.send(frame("3", "3", "realtime:never joined", "broadcast", {}));
  socket.send(frame("4", "4", "realtime:never joined", "phx_leave", {}));
  socket.send(frame("5", "5", "realtime:odd", "phx_join", "no object"));
  for (const payload of [null, 1, "x", [], {}, { event: 1 }, { access_token: 3 }]) {
    for (const event of ["broadcast", "presence", "access_token", "unheard of"]) {
      socket.send(frame("5", null, "realtime:odd", event, payload));
    }
  }
  socket.send(frame("5", "6", "realtime:odd", "presence", { event: "track", payload: [] }));
  await until(() => statusOf("6") !== undefined);
  assert.deepEqual(statusOf("1"), { status: "error", response: { reason: "unmatched topic" } });
  assert.match(JSON.stringify(statusOf("2")), /TopicNameRequired/);
  assert.match(JSON.stringify(statusOf("3")), /unmatched topic/);
  assert.deepEqual(statusOf("4"), { status: "ok", response: {} });
  assert.deepEqual(statusOf("5"), { status: "ok", response: { postgres_changes: [] } });
  assert.match(JSON.stringify(statusOf("6")), /Presence track payload must be a map/);
  await closed(socket);
});

Deno.test("joining a topic again replaces the channel and ends the one before", async () => {
  const { socket, frames } = await connected();
  socket.send(frame("1", "1", "realtime:twice", "phx_join", {}));
  socket.send(frame("2", "2", "realtime:twice", "phx_join", {}));
  socket.send(frame("1", "3", "realtime:twice", "phx_leave", {}));
  socket.send(frame("2", "4", "realtime:twice", "phx_leave", {}));
  await until(() => frames.some((sent) => sent[3] === "phx_close" && sent[0] === "2"));
  const closes = frames.filter((sent) => sent[3] === "phx_close").map((sent) => sent[0]);
  assert.deepEqual(closes, ["1", "2"]);
  await closed(socket);
});

Deno.test("a connection holds a hundred channels, not more", async () => {
  const { socket, frames } = await connected();
  for (let n = 1; n <= 101; n++) {
    socket.send(frame(`${n}`, `${n}`, `realtime:many ${n}`, "phx_join", {}));
  }
  await until(() => frames.length === 101);
  const refused = frames.filter((sent) => sent[4].status === "error");
  assert.match(JSON.stringify(refused), /ChannelRateLimitReached: Too many channels/);
  assert.equal(refused.length, 1);
  await closed(socket);
});

Deno.test("a message above the limit ends its connection and no other", async () => {
  const [offender, bystander] = [await connected(), await connected()];
  offender.socket.send("x".repeat(1_000_001));
  await until(() => offender.codes.length === 1);
  assert.deepEqual(offender.codes, [1009]);
  bystander.socket.send(frame(null, "1", "phoenix", "heartbeat", {}));
  await until(() => bystander.frames.length === 1);
  await closed(bystander.socket);
});

Deno.test("a client that does not read is dropped while others go on", async () => {
  const { hostname, port, pathname, search } = new URL(address());
  using sleeper = await Deno.connect({ hostname, port: Number(port) });
  const encoder = new TextEncoder();
  await sleeper.write(encoder.encode(
    `GET ${pathname}${search} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n` +
      "connection: upgrade\r\nsec-websocket-version: 13\r\n" +
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  ));
  const join = encoder.encode(frame("1", "1", "realtime:flood", "phx_join", {}));
  // A masked text frame with the mask 0: the bytes stay as they are.
  await sleeper.write(Uint8Array.from([0x81, 0x80 | join.length, 0, 0, 0, 0, ...join]));
  const sender = await connected();
  const presence = { presence: { enabled: true, key: "sender" } };
  sender.socket.send(frame("1", "1", "realtime:flood", "phx_join", { config: presence }));
  await until(() => sender.frames.length >= 2);
  const payload = { type: "broadcast", event: "x", payload: { text: "x".repeat(500_000) } };
  for (let n = 0; n < 40; n++) {
    sender.socket.send(frame("1", null, "realtime:flood", "broadcast", payload));
    sender.socket.send(frame(null, `beat ${n}`, "phoenix", "heartbeat", {}));
    await until(() => sender.frames.some((sent) => sent[1] === `beat ${n}`));
  }
  await until(() => stack.reports.some((line) => line.includes("reads too slowly")));
  await closed(sender.socket);
});

Deno.test("stopping ends connections in a way that lets clients come back", async () => {
  const own = await startTestStack();
  const { url } = own.realtime;
  const { publishable } = own.config.keys;
  const socket = new WebSocket(
    `${url.replace("http", "ws")}/websocket?apikey=${publishable}&vsn=1.0.0`,
  );
  let code = 0;
  socket.onclose = (event) => code = event.code;
  await until(() => socket.readyState === WebSocket.OPEN);
  const begun = performance.now();
  await own.realtime.stop();
  // It would be a minute if it waited for the clients to fall silent.
  assert.ok(performance.now() - begun < 20_000);
  await until(() => code !== 0);
  assert.notEqual(code, 1000);
  await own.stop();
});
