import { type AccessQuestion, type RealtimeDatabase, troubleOf } from "./database.ts";
import { MAX_MESSAGE_BYTES } from "./connection.ts";
import { type Broadcast, isJsonObject, type JsonObject } from "./protocol.ts";
import type { Rooms } from "./room.ts";
import { type Claims, isRefusal, type TokenVerifier } from "./tokens.ts";

/** What sending over HTTP needs. */
export interface BroadcastApiDeps {
  readonly rooms: Rooms;
  readonly tokens: TokenVerifier;
  readonly database: RealtimeDatabase;
  report(problem: string, cause?: unknown): void;
}

interface Message {
  readonly topic: string;
  readonly isPrivate: boolean;
  readonly broadcast: Broadcast;
}

/** `POST /api/broadcast`: sends a batch; messages the caller may not write are left out. */
export async function broadcastBatch(request: Request, deps: BroadcastApiDeps): Promise<Response> {
  const claims = await callerOf(request, deps.tokens);
  if (claims === null) return refusal(401, "Unauthorized");
  const body = await bodyOf(request);
  if (body === null) return refusal(413, "Payload size exceeds limit");
  const messages = messagesOf(body);
  if (messages === null) {
    return Response.json({ errors: { messages: ["is invalid"] } }, { status: 422 });
  }
  const mayWrite = new Map<string, boolean>();
  for (const { topic, isPrivate, broadcast } of messages) {
    if (isPrivate && !mayWrite.has(topic)) {
      const access = await writeAccess({ topic, claims, headers: headersOf(request) }, deps);
      mayWrite.set(topic, access === "allowed");
    }
    if (!isPrivate || mayWrite.get(topic)) deps.rooms.publish(topic, isPrivate, broadcast);
  }
  return new Response(null, { status: 202 });
}

/** `POST /api/broadcast/<topic>/events/<event>`: sends the body, JSON or bytes, as one message. */
export async function broadcastOne(
  request: Request,
  target: { readonly topic: string; readonly event: string },
  deps: BroadcastApiDeps,
): Promise<Response> {
  const claims = await callerOf(request, deps.tokens);
  if (claims === null) return refusal(401, "Unauthorized");
  const encoding = encodingOf(request);
  if (encoding === null) return refusal(415, "Unsupported Media Type");
  const body = await bodyOf(request);
  if (body === null) return refusal(413, "Payload size exceeds limit");
  if (encoding === "json" && parsed(body) === undefined) return refusal(400, "Bad Request");
  const { topic, event } = target;
  const isPrivate = new URL(request.url).searchParams.get("private") === "true";
  if (isPrivate) {
    const access = await writeAccess({ topic, claims, headers: headersOf(request) }, deps);
    if (access === "denied") return refusal(403, "Unauthorized");
    if (access === "failed") return refusal(422, "Unable to authorize broadcast");
  }
  deps.rooms.publish(topic, isPrivate, { kind: "user", event, encoding, body, meta: null });
  return new Response(null, { status: 202 });
}

/** The bearer token or, without one, the API key, verified. */
async function callerOf(request: Request, tokens: TokenVerifier): Promise<Claims | null> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const token = bearer ?? request.headers.get("apikey");
  if (token === null) return null;
  const verdict = await tokens.verify(tokens.tokenOfKey(token));
  return isRefusal(verdict) ? null : verdict;
}

async function writeAccess(
  question: AccessQuestion,
  deps: BroadcastApiDeps,
): Promise<"allowed" | "denied" | "failed"> {
  try {
    const writes = await deps.database.writable(question);
    return writes.has("broadcast") ? "allowed" : "denied";
  } catch (cause) {
    deps.report(`cannot ask who may write to a channel (${troubleOf(cause)})`, cause);
    return "failed";
  }
}

/** Reads the body up to the limit; null beyond it. */
async function bodyOf(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function messagesOf(body: Uint8Array): Message[] | null {
  const batch = parsed(body);
  if (!isJsonObject(batch) || !Array.isArray(batch.messages)) return null;
  const messages = batch.messages.map(messageOf);
  const valid = messages.filter((message) => message !== null);
  return valid.length === messages.length && valid.length > 0 ? valid : null;
}

function messageOf(value: unknown): Message | null {
  if (!isJsonObject(value)) return null;
  const { topic, event, payload, id } = value;
  if (typeof topic !== "string" || topic === "") return null;
  if (typeof event !== "string" || event === "" || !isJsonObject(payload)) return null;
  const broadcast: JsonObject = { payload, event, type: "broadcast" };
  if (typeof id === "string") broadcast.meta = { id };
  const isPrivate = value.private === true || value.private === "true";
  return { topic, isPrivate, broadcast: { kind: "object", payload: broadcast } };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function encodingOf(request: Request): "json" | "binary" | null {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/json")) return "json";
  return type.startsWith("application/octet-stream") ? "binary" : null;
}

function headersOf(request: Request): Record<string, string> {
  return Object.fromEntries(request.headers);
}

function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
