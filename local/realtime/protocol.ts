/** The two serializations that realtime clients speak; 1.0.0 is text only, 2.0.0 adds binary. */
export type Vsn = "1.0.0" | "2.0.0";

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** What one WebSocket message carries: text or bytes. */
export type WireFrame = string | Uint8Array<ArrayBuffer>;

/** A broadcast as its sender encoded it; the body is passed on untouched. */
export interface UserBroadcast {
  readonly kind: "user";
  readonly event: string;
  readonly encoding: "json" | "binary";
  readonly body: Uint8Array<ArrayBuffer>;
  readonly meta: JsonObject | null;
}

/** A broadcast that arrived as a whole JSON object, which may lack an event. */
export interface ObjectBroadcast {
  readonly kind: "object";
  readonly payload: JsonObject;
}

/** Something to be sent to the subscribers of a topic. */
export type Broadcast = UserBroadcast | ObjectBroadcast;

/** One message from a client. */
export interface ClientFrame {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: Json;
  /** Set when the frame was a binary user broadcast; then `payload` is null. */
  readonly broadcast: UserBroadcast | null;
}

/** One message to a client, broadcasts apart. */
export interface ServerFrame {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: JsonObject;
}

const USER_BROADCAST_PUSH = 3;
const USER_BROADCAST = 4;
const BINARY = 0;
const JSON_TEXT = 1;
const MAX_HEADER_FIELD = 255;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads one message from a client; null when it is malformed. */
export function decodeFrame(message: string | Uint8Array, vsn: Vsn): ClientFrame | null {
  try {
    if (typeof message !== "string") return vsn === "2.0.0" ? decodeUserPush(message) : null;
    const parsed: unknown = JSON.parse(message);
    return vsn === "2.0.0" ? frameOfArray(parsed) : frameOfObject(parsed);
  } catch {
    return null;
  }
}

/** Writes one message for a client. */
export function encodeFrame(frame: ServerFrame, vsn: Vsn): string {
  const { joinRef, ref, topic, event, payload } = frame;
  return vsn === "2.0.0"
    ? JSON.stringify([joinRef, ref, topic, event, payload])
    : JSON.stringify({ topic, event, payload, ref });
}

/** Writes a broadcast once for all clients of a version; null when that version cannot carry it. */
export function encodeBroadcast(topic: string, broadcast: Broadcast, vsn: Vsn): WireFrame | null {
  if (broadcast.kind === "object") {
    const { payload } = broadcast;
    return encodeFrame({ joinRef: null, ref: null, topic, event: "broadcast", payload }, vsn);
  }
  return vsn === "2.0.0"
    ? encodeUserBroadcast(topic, broadcast)
    : userBroadcastAsText(topic, broadcast);
}

/** A broadcast whose payload is JSON text as the database wrote it. */
export function jsonBroadcast(
  event: string,
  payload: string,
  meta: JsonObject | null,
): UserBroadcast {
  return { kind: "user", event, encoding: "json", body: encoder.encode(payload), meta };
}

/** Whether a JSON value is an object, not an array or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function frameOfArray(parsed: unknown): ClientFrame | null {
  if (!Array.isArray(parsed)) return null;
  const [joinRef, ref, topic, event, payload] = parsed;
  return frameOf({ joinRef, ref, topic, event, payload });
}

function frameOfObject(parsed: unknown): ClientFrame | null {
  if (!isJsonObject(parsed)) return null;
  const { join_ref: joinRef, ref, topic, event, payload } = parsed;
  return frameOf({ joinRef, ref, topic, event, payload });
}

function frameOf(parts: Record<string, Json | undefined>): ClientFrame | null {
  const { topic, event, payload } = parts;
  if (typeof topic !== "string" || typeof event !== "string") return null;
  return {
    joinRef: refOf(parts.joinRef),
    ref: refOf(parts.ref),
    topic,
    event,
    payload: payload ?? null,
    broadcast: null,
  };
}

function refOf(value: Json | undefined): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

/** [3, five lengths, encoding] + join_ref + ref + topic + event + metadata + body. */
function decodeUserPush(bytes: Uint8Array): ClientFrame | null {
  const [kind, joinRefSize, refSize, topicSize, eventSize, metaSize, encoding] = bytes;
  if (kind !== USER_BROADCAST_PUSH || encoding === undefined) return null;
  const sizes = [joinRefSize ?? 0, refSize ?? 0, topicSize ?? 0, eventSize ?? 0, metaSize ?? 0];
  let offset = 7;
  const fields = sizes.map((size) => {
    const field = decoder.decode(bytes.subarray(offset, offset + size));
    offset += size;
    return field;
  });
  if (offset > bytes.length) return null;
  const [joinRef, ref, topic = "", event = ""] = fields;
  const body = bytes.slice(offset);
  // The body is passed on as it is: one that is no JSON would break each receiver.
  if (encoding === JSON_TEXT) JSON.parse(decoder.decode(body));
  return {
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event: "broadcast",
    payload: null,
    broadcast: {
      kind: "user",
      event,
      encoding: encoding === BINARY ? "binary" : "json",
      body,
      meta: null,
    },
  };
}

/** [4, three lengths, encoding] + topic + event + metadata + body. */
function encodeUserBroadcast(
  topic: string,
  broadcast: UserBroadcast,
): Uint8Array<ArrayBuffer> | null {
  const fields = [topic, broadcast.event, broadcast.meta ? JSON.stringify(broadcast.meta) : ""]
    .map((field) => encoder.encode(field));
  if (fields.some((field) => field.length > MAX_HEADER_FIELD)) return null;
  const header = [
    USER_BROADCAST,
    ...fields.map((field) => field.length),
    broadcast.encoding === "json" ? JSON_TEXT : BINARY,
  ];
  const parts = [Uint8Array.from(header), ...fields, broadcast.body];
  const frame = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    frame.set(part, offset);
    offset += part.length;
  }
  return frame;
}

/** The body goes in as text, so a payload is never parsed and written again. */
function userBroadcastAsText(topic: string, broadcast: UserBroadcast): string | null {
  if (broadcast.encoding === "binary") return null;
  const meta = broadcast.meta ? `,"meta":${JSON.stringify(broadcast.meta)}` : "";
  const payload = `{"type":"broadcast","event":${JSON.stringify(broadcast.event)},"payload":${
    decoder.decode(broadcast.body)
  }${meta}}`;
  return `{"topic":${JSON.stringify(topic)},"event":"broadcast","payload":${payload},"ref":null}`;
}
