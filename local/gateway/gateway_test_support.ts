import { apiUrl, type StackConfig } from "../config.ts";
import { startGateway } from "../gateway.ts";

/** A gateway's configuration; nothing else of the stack is started. */
export const CONFIG: StackConfig = {
  projectDir: "/",
  stateDir: "/",
  ports: { api: 55230, postgres: 0, web: 0, inbox: 0 },
  keys: {
    publishable: "sb_publishable_test",
    secret: "sb_secret_test",
    anon: "anon.jwt.key",
    serviceRole: "service.jwt.key",
    jwtSecret: "unused",
  },
};
/** Headers with a key. */
export const KEY = { apikey: CONFIG.keys.publishable };

interface Upstream {
  readonly url: string;
  stop(): Promise<void>;
}

/** Answers for one upstream. */
export type Handler = (request: Request) => Response | Promise<Response>;

function startUpstream(handler: Handler): Upstream {
  const abort = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: abort.signal,
    onListen: () => undefined,
    onError: () => new Response(null, { status: 500 }),
  }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async stop() {
      abort.abort();
      await server.finished;
    },
  };
}

/** Runs a test against a gateway whose upstreams answer as told. */
export async function withGateway(
  handlers: { functions?: Handler; realtime?: Handler; restAuth?: Handler },
  test: (url: string, lines: string[]) => Promise<void>,
): Promise<void> {
  const functions = startUpstream(handlers.functions ?? (() => new Response("functions")));
  const realtime = startUpstream(handlers.realtime ?? (() => new Response("realtime")));
  const lines: string[] = [];
  const gateway = startGateway(CONFIG, {
    functions,
    realtime,
    restAuth: {
      handle: async (request) => await handlers.restAuth?.(request) ?? new Response("rest"),
    },
  }, { log: (line) => lines.push(line) });
  try {
    await test(apiUrl(CONFIG), lines);
  } finally {
    await gateway.stop();
    await Promise.all([functions.stop(), realtime.stop()]);
  }
}

/** Fetches a text. */
export async function textOf(url: string, init?: RequestInit): Promise<string> {
  return await (await fetch(url, init)).text();
}

/** What happens first to a client's socket. */
export async function firstEvent(url: string): Promise<string> {
  const socket = new WebSocket(url.replace("http", "ws"));
  return await new Promise((resolve) => {
    socket.onopen = () => {
      socket.close();
      resolve("open");
    };
    socket.onerror = () => resolve("error");
  });
}
