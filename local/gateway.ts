import type { Service, StackConfig } from "./config.ts";
import { withBodyLimit } from "./gateway/body_limit.ts";
import { isPreflight, preflightAnswer, withCors } from "./gateway/cors.ts";
import { forward, unavailable } from "./gateway/forward.ts";
import { forwardSocket, wantsSocket } from "./gateway/forward_socket.ts";
import { type Client, forwardedHeaders } from "./gateway/forwarded_headers.ts";
import { refuseWithoutApiKey } from "./rest_auth/api_keys.ts";
import { requestWith } from "./rest_auth/request_with.ts";
import type { RestAuth } from "./rest_auth/rest_auth.ts";

/** What stands behind the gateway. The addresses are origins: paths go on as they came. */
export interface GatewayUpstreams {
  readonly restAuth: Pick<RestAuth, "handle">;
  readonly realtime: { readonly url: string };
  readonly functions: { readonly url: string };
  /** Absent where no test needs files. */
  readonly storage?: { handle(request: Request): Promise<Response> };
}

/** What one may change about the gateway. */
export interface GatewayOptions {
  /** Told about faults, never about refusals. */
  readonly log?: (line: string) => void;
}

interface Gateway {
  readonly config: StackConfig;
  readonly upstreams: GatewayUpstreams;
  readonly sockets: Set<WebSocket>;
  log(line: string): void;
}

type Route = "rest" | "auth" | "realtime" | "storage" | "functions";

/** Auth's links are opened by browsers, which send no key. */
const OPEN_AUTH_PATHS = /^\/auth\/v1\/(verify|callback|authorize|health|\.well-known\/.*)$/;
/** 1001 may not be sent from here, and after 1000 clients would not come back. */
const GOING_AWAY = 4001;
const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** Serves REST, Auth, Realtime, Storage and the functions under one loopback address, as hosted does. */
export function startGateway(
  config: StackConfig,
  upstreams: GatewayUpstreams,
  options: GatewayOptions = {},
): Service {
  const abort = new AbortController();
  const gateway: Gateway = {
    config,
    upstreams,
    sockets: new Set(),
    log: options.log ?? (() => {}),
  };
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: config.ports.api,
    signal: abort.signal,
    onListen: () => undefined,
  }, (request, connection) => answer(request, connection.remoteAddr.hostname, gateway));
  return {
    name: "gateway",
    async stop() {
      for (const socket of gateway.sockets) socket.close(GOING_AWAY, "The stack stops");
      abort.abort();
      await server.finished;
    },
  };
}

async function answer(request: Request, address: string, gateway: Gateway): Promise<Response> {
  const route = routeOf(new URL(request.url).pathname);
  const requestId = crypto.randomUUID();
  const asked = request.headers.get("x-request-id") ?? "";
  const client: Client = { address, requestId: REQUEST_ID.test(asked) ? asked : requestId };
  const ids = { "sb-request-id": requestId, "x-request-id": client.requestId };
  try {
    const response = await answerRoute(request, route, client, gateway);
    // A response that switches protocols belongs to the server; it cannot be copied.
    if (response.status === 101) return response;
    return withHeaders(route === "functions" ? response : withCors(response), ids);
  } catch (error) {
    gateway.log(`${request.method} ${new URL(request.url).pathname}: ${describe(error)}`);
    const body = { message: "An unexpected error occurred", request_id: requestId };
    return withHeaders(withCors(Response.json(body, { status: 500 })), ids);
  }
}

async function answerRoute(
  request: Request,
  route: Route | "health" | null,
  client: Client,
  gateway: Gateway,
): Promise<Response> {
  if (route === "health") return Response.json({ status: "ok" });
  if (route === null) {
    return Response.json({ message: "no Route matched with those values" }, { status: 404 });
  }
  if (route === "functions") {
    // Functions answer preflights and check tokens themselves, as they must when hosted.
    return await answerUpstream(request, client, gateway, {
      name: "Functions",
      url: targetOf(request, gateway.upstreams.functions.url, "/functions/v1"),
    });
  }
  if (isPreflight(request)) return preflightAnswer(request);
  // Storage asks for a key itself: what is public or signed needs none, and sizes are per bucket.
  if (route === "storage") {
    return await gateway.upstreams.storage?.handle(request) ?? unavailable("Storage");
  }
  const isOpen = OPEN_AUTH_PATHS.test(new URL(request.url).pathname);
  const refusal = isOpen ? null : refuseWithoutApiKey(request, gateway.config.keys);
  if (refusal !== null) return refusal;
  if (route === "realtime") {
    return await answerUpstream(request, client, gateway, {
      name: "Realtime",
      url: targetOf(request, gateway.upstreams.realtime.url, ""),
    });
  }
  const headers = forwardedHeaders(request, client);
  return await withBodyLimit(request, (limited) => {
    return gateway.upstreams.restAuth.handle(requestWith(limited, { headers }));
  });
}

async function answerUpstream(
  request: Request,
  client: Client,
  gateway: Gateway,
  upstream: { readonly name: string; readonly url: URL },
): Promise<Response> {
  const headers = forwardedHeaders(request, client);
  if (wantsSocket(request)) {
    const response = await forwardSocket(request, upstream.url, headers, gateway.sockets);
    return response ?? unavailable(upstream.name);
  }
  return await withBodyLimit(request, (limited) => forward(limited, upstream, headers));
}

function routeOf(pathname: string): Route | "health" | null {
  if (pathname === "/health") return "health";
  const [, route] = /^\/(rest|auth|realtime|storage|functions)\/v1\//.exec(pathname) ?? [];
  if (route === "rest" || route === "auth" || route === "realtime") return route;
  return route === "storage" || route === "functions" ? route : null;
}

function targetOf(request: Request, origin: string, mount: string): URL {
  const { pathname, search } = new URL(request.url);
  return new URL(pathname.slice(mount.length) + search, origin);
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const named = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) named.headers.set(name, value);
  return named;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
