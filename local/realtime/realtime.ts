/** Supabase Realtime for the local stack: channels, presence, and broadcasts of the database. */
import type { Service, StackConfig } from "../config.ts";
import { logStep } from "../log.ts";
import { broadcastBatch, broadcastOne } from "./broadcast_api.ts";
import type { ChannelDeps } from "./channel.ts";
import { Connection, type ConnectionOpening } from "./connection.ts";
import { openDatabase, type RealtimeDatabase } from "./database.ts";
import type { Vsn } from "./protocol.ts";
import { Replication } from "./replication.ts";
import { Rooms } from "./room.ts";
import { isRefusal, type TokenRefusal, tokenVerifier } from "./tokens.ts";

/** The running server. */
export interface RealtimeService extends Service {
  /** Where it listens, for the gateway. */
  readonly url: string;
}

/** Told what went wrong without stopping anything. */
export type Report = (problem: string, cause?: unknown) => void;

const MAINTENANCE_INTERVAL_MS = 3_600_000;
/** Clients send a heartbeat every 25 seconds; upstream hangs up after a silent minute. */
const IDLE_TIMEOUT_S = 60;
const MOUNT = /^\/realtime\/v1(?=\/)/;
const ONE_MESSAGE = /^\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/;

/** Starts the server on a free loopback port; it resolves when database broadcasts flow. */
export async function startRealtime(
  config: StackConfig,
  report: Report = logReport,
): Promise<RealtimeService> {
  const database = openDatabase(config);
  const rooms = new Rooms();
  const replication = new Replication({
    target: { port: config.ports.postgres, user: "supabase_admin", database: "postgres" },
    database,
    publish: ({ topic, isPrivate, broadcast }) => rooms.publish(topic, isPrivate, broadcast),
    report,
  });
  try {
    await replication.started();
  } catch (error) {
    await Promise.all([replication.stop(), database.stop()]);
    throw error;
  }
  const deps: ChannelDeps = {
    rooms,
    tokens: tokenVerifier(config.keys),
    database,
    report,
    whenReplicating: (callback) => replication.whenReady(callback),
  };
  const connections = new Set<Connection>();
  const server = serve(deps, connections);
  const endMaintenance = maintainHourly(database, report);
  return {
    name: "realtime",
    url: `http://127.0.0.1:${server.addr.port}`,
    async stop() {
      endMaintenance();
      for (const connection of connections) connection.stop();
      await Promise.all([server.stop(), replication.stop(), database.stop()]);
    },
  };
}

function serve(deps: ChannelDeps, connections: Set<Connection>) {
  const abort = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: abort.signal,
    onListen: () => undefined,
    onError(error) {
      deps.report("cannot answer a request", error);
      return new Response(null, { status: 500 });
    },
  }, (request) => answer(request, deps, connections));
  return {
    addr: server.addr,
    async stop() {
      abort.abort();
      await server.finished;
    },
  };
}

async function answer(
  request: Request,
  deps: ChannelDeps,
  connections: Set<Connection>,
): Promise<Response> {
  const path = new URL(request.url).pathname.replace(MOUNT, "");
  if (path === "/websocket") return await openSocket(request, deps, connections);
  if (request.method !== "POST") return new Response(null, { status: 404 });
  if (path === "/api/broadcast") return await broadcastBatch(request, deps);
  const parts = ONE_MESSAGE.exec(path);
  if (parts === null) return new Response(null, { status: 404 });
  const [topic, event] = parts.slice(1).map(decodedPart);
  if (topic === undefined || event === undefined) return new Response(null, { status: 400 });
  return await broadcastOne(request, { topic, event }, deps);
}

function decodedPart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

async function openSocket(
  request: Request,
  deps: ChannelDeps,
  connections: Set<Connection>,
): Promise<Response> {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return Response.json({ error: "WebSocket upgrade expected" }, { status: 400 });
  }
  // All that is read of the request is read before the upgrade: an exception after it ends the
  // whole listener.
  const opening = await openingOf(request, deps);
  if (opening instanceof Response) return opening;
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: IDLE_TIMEOUT_S });
  const connection = new Connection(socket, opening, deps);
  connections.add(connection);
  connection.listen(() => connections.delete(connection));
  return response;
}

async function openingOf(
  request: Request,
  deps: ChannelDeps,
): Promise<ConnectionOpening | Response> {
  const { searchParams } = new URL(request.url);
  const vsn = searchParams.get("vsn") ?? "1.0.0";
  if (!isVsn(vsn)) return Response.json({ error: "Unsupported vsn" }, { status: 403 });
  const key = request.headers.get("x-api-key") ?? searchParams.get("apikey");
  if (key === null) return Response.json({ error: "API key is missing" }, { status: 401 });
  const token = deps.tokens.tokenOfKey(key);
  const verdict = await deps.tokens.verify(token);
  if (isRefusal(verdict)) {
    return Response.json({ error: connectError(verdict) }, { status: 401 });
  }
  const headers = [...request.headers].filter(([name]) => name.startsWith("x-"));
  return { vsn, token, headers: Object.fromEntries(headers) };
}

function isVsn(vsn: string): vsn is Vsn {
  return vsn === "1.0.0" || vsn === "2.0.0";
}

function connectError({ message }: TokenRefusal): string {
  return message.startsWith("Token has expired") ? "Token has expired" : message;
}

function maintainHourly(database: RealtimeDatabase, report: Report): () => void {
  let isOver = false;
  const maintain = () => {
    database.maintain().catch((cause) => {
      if (!isOver) report("cannot maintain the partitions", cause);
    });
  };
  const timer = setInterval(maintain, MAINTENANCE_INTERVAL_MS);
  maintain();
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}

function logReport(problem: string, cause?: unknown): void {
  logStep(`realtime: ${problem}${cause instanceof Error ? `: ${cause.message}` : ""}`);
}
