import assert from "node:assert/strict";
import {
  decodeFrame,
  encodeBroadcast,
  encodeFrame,
  jsonBroadcast,
  type UserBroadcast,
} from "./protocol.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Push {
  readonly fields: readonly [string, string, string, string, string];
  readonly encoding: number;
  readonly body: string;
}

/** A user broadcast as realtime-js writes it. */
function pushBytes({ fields, encoding, body }: Push): Uint8Array {
  const encoded = fields.map((field) => encoder.encode(field));
  const sizes = encoded.map((field) => field.length);
  return Uint8Array.from([
    3,
    ...sizes,
    encoding,
    ...encoded.flatMap((field) => [...field]),
    ...encoder.encode(body),
  ]);
}

Deno.test("decodeFrame() reads the array of 2.0.0 and the object of 1.0.0 alike", () => {
  const expected = {
    joinRef: "1",
    ref: "2",
    topic: "realtime:a",
    event: "phx_join",
    payload: { config: {} },
    broadcast: null,
  };
  const array = JSON.stringify(["1", "2", "realtime:a", "phx_join", { config: {} }]);
  assert.deepEqual(decodeFrame(array, "2.0.0"), expected);
  const object = JSON.stringify({
    topic: "realtime:a",
    event: "phx_join",
    payload: { config: {} },
    ref: 2,
    join_ref: "1",
  });
  assert.deepEqual(decodeFrame(object, "1.0.0"), expected);
});

Deno.test("decodeFrame() reads a binary user broadcast with letters of several bytes", () => {
  const bytes = pushBytes({
    fields: ["1", "7", "realtime:café", "größe", ""],
    encoding: 1,
    body: '{"a":"€"}',
  });
  const frame = decodeFrame(bytes, "2.0.0");
  assert.equal(frame?.topic, "realtime:café");
  assert.equal(frame.event, "broadcast");
  assert.equal(frame.ref, "7");
  assert.equal(frame.broadcast?.event, "größe");
  assert.equal(frame.broadcast.encoding, "json");
  assert.equal(decoder.decode(frame.broadcast.body), '{"a":"€"}');
});

Deno.test("decodeFrame() answers null to what is malformed", () => {
  const whole = pushBytes({ fields: ["1", "2", "realtime:a", "e", ""], encoding: 1, body: "{}" });
  const malformed: [string | Uint8Array, "1.0.0" | "2.0.0"][] = [
    ["", "2.0.0"],
    ["{", "2.0.0"],
    ["[]", "2.0.0"],
    ["null", "1.0.0"],
    ['{"topic":1,"event":"x"}', "1.0.0"],
    ['["1","2",null,"phx_join",{}]', "2.0.0"],
    [new Uint8Array(0), "2.0.0"],
    [Uint8Array.from([3, 255, 255, 255, 255, 255, 1]), "2.0.0"],
    [Uint8Array.from([9, 0, 0, 0, 0, 0, 1]), "2.0.0"],
    [whole.subarray(0, 12), "2.0.0"],
    [whole, "1.0.0"],
    [pushBytes({ fields: ["", "", "t", "e", ""], encoding: 1, body: "{" }), "2.0.0"],
  ];
  for (const [message, vsn] of malformed) assert.equal(decodeFrame(message, vsn), null);
});

Deno.test("encodeFrame() writes what each version expects", () => {
  const payload = { status: "ok", response: {} };
  const frame = { joinRef: "1", ref: "2", topic: "t", event: "phx_reply", payload };
  assert.equal(
    encodeFrame(frame, "2.0.0"),
    '["1","2","t","phx_reply",{"status":"ok","response":{}}]',
  );
  assert.deepEqual(JSON.parse(encodeFrame(frame, "1.0.0")), {
    topic: "t",
    event: "phx_reply",
    payload,
    ref: "2",
  });
});

Deno.test("encodeBroadcast() frames a JSON broadcast as bytes for 2.0.0 and as text for 1.0.0", () => {
  const broadcast = jsonBroadcast("é", '{"n":1}', { id: "x" });
  const bytes = encodeBroadcast("realtime:a", broadcast, "2.0.0");
  assert.ok(bytes instanceof Uint8Array);
  assert.deepEqual([...bytes.subarray(0, 5)], [4, 10, 2, 10, 1]);
  assert.equal(decoder.decode(bytes.subarray(5)), 'realtime:aé{"id":"x"}{"n":1}');
  const text = encodeBroadcast("realtime:a", broadcast, "1.0.0");
  assert.deepEqual(JSON.parse(String(text)), {
    topic: "realtime:a",
    event: "broadcast",
    payload: { type: "broadcast", event: "é", payload: { n: 1 }, meta: { id: "x" } },
    ref: null,
  });
});

Deno.test("encodeBroadcast() answers null where a version cannot carry the broadcast", () => {
  const binary: UserBroadcast = {
    kind: "user",
    event: "e",
    encoding: "binary",
    body: Uint8Array.from([0, 255]),
    meta: null,
  };
  assert.equal(encodeBroadcast("realtime:a", binary, "1.0.0"), null);
  assert.deepEqual(
    encodeBroadcast("t", binary, "2.0.0"),
    Uint8Array.from([4, 1, 1, 0, 0, 116, 101, 0, 255]),
  );
  const long = jsonBroadcast("e".repeat(256), "{}", null);
  assert.equal(encodeBroadcast("realtime:a", long, "2.0.0"), null);
});
