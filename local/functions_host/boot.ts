/**
 * Runs one function in its own process: gives it what the hosted runtime gives (`EdgeRuntime`),
 * binds its `Deno.serve` to a free loopback port and tells the host which one. It is a main module,
 * not a --preload with DENO_SERVE_ADDRESS, because Deno 2.1, which the hosted runtime pins, has neither.
 */

type Serve = typeof Deno.serve;
type ServeArgs = [first: unknown, second?: unknown];

const realServe = Deno.serve as unknown as (options: object, handler: unknown) => Deno.HttpServer;
const servers: Deno.HttpServer[] = [];
const background = new Set<Promise<unknown>>();

function splitServeArgs([first, second]: ServeArgs): { options: object; handler: unknown } {
  if (typeof first === "function") return { options: {}, handler: first };
  const { handler, ...options } = (first ?? {}) as { handler?: unknown };
  return { options, handler: second ?? handler };
}

/** Listens where the host can reach it, whatever address the function asked for. */
function serveOnLoopback(...args: ServeArgs): Deno.HttpServer {
  const { options, handler } = splitServeArgs(args);
  const onListen = (address: Deno.NetAddr) => {
    Deno.stdout.writeSync(new TextEncoder().encode(`rylie: listening on port ${address.port}\n`));
  };
  const server = realServe({ ...options, hostname: "127.0.0.1", port: 0, onListen }, handler);
  servers.push(server);
  return server;
}

/** Keeps the process alive for work that outlives its response. */
function waitUntil<T>(promise: Promise<T>): Promise<T> {
  const settled: Promise<unknown> = Promise.resolve(promise)
    .catch((error) => reportBackgroundFailure(error))
    .finally(() => background.delete(settled));
  background.add(settled);
  return promise;
}

function reportBackgroundFailure(error: unknown): void {
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  Deno.stderr.writeSync(new TextEncoder().encode(`waitUntil: promise was rejected: ${text}\n`));
}

async function drainAndExit(): Promise<never> {
  await Promise.all(servers.map((server) => server.shutdown()));
  // Background work may start more background work; each round waits for what is known.
  while (background.size > 0) await Promise.all([...background]);
  Deno.exit(0);
}

/** The host holds our stdin open for as long as it lives, so that a killed host leaves no orphans. */
async function exitWithHost(): Promise<never> {
  const reader = Deno.stdin.readable.getReader();
  while (!(await reader.read()).done) { /* the host never writes */ }
  Deno.exit(0);
}

Object.defineProperty(Deno, "serve", { value: serveOnLoopback as Serve, configurable: true });
Object.defineProperty(globalThis, "EdgeRuntime", { value: { waitUntil }, configurable: true });
Deno.addSignalListener("SIGTERM", () => void drainAndExit());
void exitWithHost();

const entry = Deno.args[0];
if (entry === undefined) throw new Error("Cannot start function: no entry file was given");
await import(entry);
