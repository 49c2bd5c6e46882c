import { createHmac } from "node:crypto";
import type { Context, Hono } from "hono";
import { cors } from "hono/cors";
import type { z } from "zod";
import {
  callPerson,
  identifyVisitor,
  type KnownCaller,
  openChat,
  sayInChat,
  type ServeVisitorDeps,
  startChat,
  type WebCaller,
} from "../_shared/actions/web_chat/serve_visitor.ts";
import {
  MAX_PHOTO_BYTES,
  receivePhoto,
  type ReceivePhotoDeps,
} from "../_shared/actions/web_chat/receive_photo.ts";
import {
  IdentifyWebVisitor,
  OpenWebChat,
  PlainWebChat,
  SayInWebChat,
  SendWebPhoto,
  StartWebChat,
} from "../_shared/contract/web_chat.ts";
import { createApp, type DoorEnv, limitBody, refuseMethod } from "../_shared/http/create_app.ts";
import { withKnownRefusals } from "../_shared/http/known_refusal.ts";
import { parseFields } from "../_shared/http/parse_fields.ts";
import type { Log } from "../_shared/platform/log.ts";
import { Problem } from "../_shared/platform/problem.ts";

const DOOR = "web-chat";
const WORDS_BYTES = 16 * 1024;

/** What this door needs. */
export interface WebChatDeps extends ServeVisitorDeps, ReceivePhotoDeps {
  readonly log: Log;
  /** Where the widget's frame is served; no other page may call. Null leaves the door shut. */
  readonly webUrl: string | null;
  /** Secret with which callers' addresses are hashed. */
  readonly pepper: string;
  visitorOfToken(token: string): Promise<string | null>;
  seeWebVisitor(visitorId: string): Promise<void>;
}

/** The door for visitors of a dealership's own site, through the widget's frame. */
export function webChat(deps: WebChatDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log, maxBodyBytes: MAX_PHOTO_BYTES });
  const frame = deps.webUrl === null ? null : new URL(deps.webUrl).origin;
  app.use(async (_context, next) => {
    if (frame === null) throw new Problem("door_not_configured", "PUBLIC_APP_URL is not set");
    await next();
  });
  app.use(cors({
    origin: frame ?? "",
    allowMethods: ["POST"],
    allowHeaders: ["authorization", "content-type"],
    exposeHeaders: ["x-request-id"],
    maxAge: 3600,
  }));
  app.use("/:act{open|start|say|person|identify|seen}", limitBody(WORDS_BYTES));
  addRoutes(app, deps);
  app.all("/:act{open|start|say|person|identify|seen|photo}", refuseMethod("POST"));
  return app;
}

function addRoutes(app: Hono<DoorEnv>, deps: WebChatDeps): void {
  app.post("/open", async (context) => {
    const asked = await bodyOf(context, OpenWebChat);
    return context.json(
      await withKnownRefusals(openChat(asked, await callerOf(context, deps), deps)),
    );
  });
  app.post("/start", async (context) => {
    const asked = await bodyOf(context, StartWebChat);
    return context.json(
      await withKnownRefusals(startChat(asked, await callerOf(context, deps), deps)),
    );
  });
  app.post("/say", async (context) => {
    const said = await bodyOf(context, SayInWebChat);
    const stored = await withKnownRefusals(sayInChat(said, await visitorOf(context, deps), deps));
    deps.log.info("web_message_received", {
      request_id: context.get("requestId"),
      dealership_id: stored.dealership_id,
      resource_id: stored.message_id,
      metadata: { outcome: stored.outcome },
    });
    return context.json({ outcome: stored.outcome, message_id: stored.message_id });
  });
  app.post("/photo", async (context) => {
    const sent = parseFields(SendWebPhoto, context.req.query());
    const caller = await visitorOf(context, deps);
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    const stored = await withKnownRefusals(receivePhoto(sent, bytes, caller, deps));
    return context.json({ outcome: stored.outcome, message_id: stored.message_id });
  });
  app.post("/person", async (context) => {
    const asked = await bodyOf(context, PlainWebChat);
    return context.json(
      await withKnownRefusals(callPerson(asked, await visitorOf(context, deps), deps)),
    );
  });
  app.post("/identify", async (context) => {
    const said = await bodyOf(context, IdentifyWebVisitor);
    await withKnownRefusals(identifyVisitor(said, await visitorOf(context, deps), deps));
    return context.body(null, 204);
  });
  app.post("/seen", async (context) => {
    await deps.seeWebVisitor((await visitorOf(context, deps)).visitorId);
    return context.body(null, 204);
  });
}

async function bodyOf<Schema extends z.ZodType>(
  context: Context<DoorEnv>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body: unknown = await context.req.json().catch(() => null);
  return parseFields(schema, body);
}

async function callerOf(context: Context<DoorEnv>, deps: WebChatDeps): Promise<WebCaller> {
  const token = context.req.header("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
  const visitorId = token === undefined ? null : await deps.visitorOfToken(token);
  const ipHash = createHmac("sha256", deps.pepper).update(addressOf(context)).digest("hex");
  return { visitorId, ipHash: ipHash.slice(0, 32) };
}

async function visitorOf(context: Context<DoorEnv>, deps: WebChatDeps): Promise<KnownCaller> {
  const { visitorId, ipHash } = await callerOf(context, deps);
  if (visitorId === null) throw new Problem("session_expired");
  return { visitorId, ipHash };
}

/** The last hop is the one that our own gateway saw; those before it are the caller's word. */
function addressOf(context: Context<DoorEnv>): string {
  return context.req.header("cf-connecting-ip") ??
    context.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "unknown";
}
