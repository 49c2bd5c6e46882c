import type { Service, StackConfig } from "../config.ts";
import { edgeError } from "./edge_error.ts";
import { createFunctionPool, type FunctionPool } from "./function_pool.ts";
import {
  FunctionBootError,
  type FunctionProcess,
  startFunctionProcess,
} from "./function_process.ts";
import {
  functionExists,
  type FunctionSettings,
  readFunctionSettings,
} from "./function_settings.ts";
import { openLineLog } from "./line_log.ts";
import { proxySocket, wantsSocket } from "./proxy_socket.ts";
import { refuseWithoutJwt } from "./verify_jwt.ts";
import { watchFunctions } from "./watch_functions.ts";

/** The functions of the project, served. */
export interface FunctionsHost extends Service {
  readonly url: string;
  /** Starts functions before anyone calls them; those that fail only write to the log. */
  warm(names: readonly string[]): Promise<void>;
}

/** What a caller may set; the defaults are those of the hosted platform. */
export interface FunctionsHostOptions {
  /** Takes the lines that a person should see. */
  readonly log?: (line: string) => void;
  /** How long a function may take to begin its answer. */
  readonly wallLimitMs?: number;
}

interface Host {
  readonly config: StackConfig;
  readonly pool: FunctionPool;
  readonly wallLimitMs: number;
  readonly log: (line: string) => void;
  settings: FunctionSettings;
  /** Functions that were there when last asked for; a change of their files asks again. */
  readonly known: Set<string>;
}

/** Deno 2.9 says so about every function that looks at its request's signal, which hono does. */
const NOISE = /^Deno\.serve: request\.signal aborts on successful responses/;

/** What the server of the function's process adds or the next hop must not see. */
const HOP_HEADERS = ["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "host"];

/** Serves every function under `/functions/v1/<name>` and `/<name>`, each in a process of its own. */
export async function startFunctionsHost(
  config: StackConfig,
  env: Readonly<Record<string, string>>,
  options: FunctionsHostOptions = {},
): Promise<FunctionsHost> {
  const lines = await openLineLog(`${config.stateDir}/logs/functions.log`);
  const print = (name: string, text: string, isError: boolean) => {
    if (text.trim() === "" || NOISE.test(text)) return;
    lines.write(`${new Date().toISOString()} [${name}] ${text}`);
    if (isError) options.log?.(`[${name}] ${text}`);
  };
  const host: Host = {
    config,
    settings: await readFunctionSettings(config.projectDir),
    known: new Set(),
    wallLimitMs: options.wallLimitMs ?? 150_000,
    log: (text) => print("host", text, true),
    pool: createFunctionPool((name) =>
      startFunctionProcess({
        name,
        projectDir: config.projectDir,
        denoBinary: Deno.env.get("RYLIE_FUNCTIONS_DENO") ?? Deno.execPath(),
        env: { ...env, ...host.settings.secrets },
        log: (line, isError) => print(name, line, isError),
      })
    ),
  };
  const unwatch = watchFunctions(
    config.projectDir,
    ({ functions }) => void reload(host, functions),
  );
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    (request) => answer(host, request),
  );
  return {
    name: "functions",
    url: `http://127.0.0.1:${server.addr.port}`,
    async warm(names) {
      await Promise.all(names.map((name) => warmUp(host, name)));
    },
    async stop() {
      unwatch();
      await host.pool.stop();
      await server.shutdown();
      await lines.close();
    },
  };
}

async function reload(host: Host, functions: ReadonlySet<string> | "all"): Promise<void> {
  if (functions !== "all") {
    for (const name of functions) {
      host.known.delete(name);
      host.pool.retire(name);
    }
    return;
  }
  host.known.clear();
  try {
    host.settings = await readFunctionSettings(host.config.projectDir);
  } catch (error) {
    host.log(`Cannot read settings, the old ones stay: ${describe(error)}`);
  }
  host.pool.retire();
}

async function warmUp(host: Host, name: string): Promise<void> {
  await host.pool.lend(name, () => Promise.resolve()).catch((error) => host.log(describe(error)));
}

async function isKnown({ config, known }: Host, name: string): Promise<boolean> {
  if (known.has(name)) return true;
  const exists = await functionExists(config.projectDir, name);
  if (exists) known.add(name);
  return exists;
}

async function answer(host: Host, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/functions\/v1(?=\/)/, "");
  const name = path.split("/")[1] ?? "";
  if (!await isKnown(host, name)) {
    return edgeError(404, "NOT_FOUND", "Requested function was not found");
  }
  if (host.settings.verifiesJwt(name)) {
    const refusal = await refuseWithoutJwt(request, host.config.keys.jwtSecret);
    if (refusal !== null) return refusal;
  }
  try {
    return await host.pool.lend(name, async (process) => {
      const target = `127.0.0.1:${process.port}${path}${url.search}`;
      if (wantsSocket(request)) return await proxySocket(request, `ws://${target}`);
      return await forward(host, request, { name, process, target: `http://${target}` });
    });
  } catch (error) {
    host.log(describe(error));
    const isBoot = error instanceof FunctionBootError;
    return isBoot
      ? edgeError(503, "BOOT_ERROR", "Function failed to start (please check logs)")
      : edgeError(500, "WORKER_ERROR", "Function exited due to an error (please check logs)");
  }
}

interface Destination {
  readonly name: string;
  readonly process: FunctionProcess;
  readonly target: string;
}

async function forward(host: Host, request: Request, to: Destination): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of HOP_HEADERS) headers.delete(name);
  // The caller gets the function's bytes as they are; compression is not this hop's business.
  headers.set("accept-encoding", "identity");
  const limit = AbortSignal.timeout(host.wallLimitMs);
  try {
    const response = await fetch(to.target, {
      method: request.method,
      headers,
      body: request.body,
      redirect: "manual",
      signal: limit,
    });
    return new Response(response.body, response);
  } catch (error) {
    if (limit.aborted) {
      host.log(`${to.name} did not answer within ${host.wallLimitMs} ms`);
      return edgeError(504, "IDLE_TIMEOUT", "Function did not answer in time");
    }
    return await explainFailure(host, to, error);
  }
}

async function explainFailure(host: Host, to: Destination, error: unknown): Promise<Response> {
  // A broken connection is seen a moment before the end of the process that broke it.
  const grace = Promise.withResolvers<void>();
  const timer = setTimeout(grace.resolve, 250);
  await Promise.race([to.process.whenEnded, grace.promise]);
  clearTimeout(timer);
  const ended = to.process.ended();
  if (ended === null) throw error;
  host.log(`${to.name} ended with ${ended.signal ?? ended.code} while it answered`);
  return ended.signal === null
    ? edgeError(500, "WORKER_ERROR", "Function exited due to an error (please check logs)")
    : edgeError(546, "WORKER_LIMIT", "Function failed due to not having enough compute resources");
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
