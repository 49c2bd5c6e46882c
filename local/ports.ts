/** Chooses the stack's ports: those asked for, else the first free block. */
import { DEFAULT_PORTS, type StackPorts } from "./config.ts";

/** The environment variable that fixes each port. */
export const PORT_VARIABLES: Readonly<Record<keyof StackPorts, string>> = {
  api: "RYLIE_API_PORT",
  postgres: "RYLIE_DB_PORT",
  web: "RYLIE_WEB_PORT",
  inbox: "RYLIE_INBOX_PORT",
};

const NAMES = Object.keys(PORT_VARIABLES) as (keyof StackPorts)[];
const BLOCK_STEP = 10;
const MAX_BLOCKS = 50;
/** Where Linux begins to give ports away (net.ipv4.ip_local_port_range). */
const LOWEST_GIVEN = 32_768;
/** Above those that programs are known by, one of which browsers refuse. */
const LOWEST_FREE = 11_000;
const MAX_TRIES = 100;

/** What decides the ports. */
export interface PortWishes {
  /** Ports that must be these or nothing. */
  readonly fixed: Partial<StackPorts>;
  /** The block of the last start, tried first. */
  readonly remembered: StackPorts | null;
}

/** Reads the ports that the environment fixes. */
export function portsFromEnv(env: Readonly<Record<string, string>>): Partial<StackPorts> {
  const fixed: Partial<Record<keyof StackPorts, number>> = {};
  for (const name of NAMES) {
    const text = env[PORT_VARIABLES[name]];
    if (text === undefined || text === "") continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(
        `Cannot read ${
          PORT_VARIABLES[name]
        }: "${text}" is no port; set a number up to 65535, or nothing`,
      );
    }
    fixed[name] = port;
  }
  return fixed;
}

/** Returns ports that are free and distinct; fails when a fixed one is in use. */
export function choosePorts(
  wishes: PortWishes,
  isFree: (port: number) => boolean = isPortFree,
): StackPorts {
  refuseFixed(wishes.fixed, isFree);
  for (const block of candidateBlocks(wishes.remembered)) {
    const ports = { ...block, ...wishes.fixed };
    if (isUsable(ports, wishes.fixed, isFree)) return ports;
  }
  throw new Error(
    `Cannot start: no free block of ports from ${DEFAULT_PORTS.api} on; set ${
      Object.values(PORT_VARIABLES).join(", ")
    }`,
  );
}

function refuseFixed(fixed: Partial<StackPorts>, isFree: (port: number) => boolean): void {
  const seen = new Map<number, string>();
  for (const name of NAMES) {
    const port = fixed[name];
    if (port === undefined) continue;
    const wish = `port ${port} (${PORT_VARIABLES[name]})`;
    const twin = seen.get(port);
    if (twin !== undefined) {
      throw new Error(`Cannot start: ${wish} is ${twin} too; each part needs a port of its own`);
    }
    seen.set(port, PORT_VARIABLES[name]);
    if (isFree(port)) continue;
    throw new Error(
      `Cannot start: ${wish} ${port < 1024 ? "is in use or reserved" : "is in use"}; ` +
        "set another, or nothing to take the next free ones",
    );
  }
}

/** Tells whether nothing listens on a loopback port. */
export function isPortFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    // A port below 1024 is not for ordinary users.
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

/** Four loopback ports that nobody holds now. */
export function freePorts(): StackPorts {
  const listeners = NAMES.map((name) => ({ name, listener: listenSomewhere() }));
  const ports = { ...DEFAULT_PORTS };
  // All are held until the last is chosen, or two might be the same.
  for (const { name, listener } of listeners) {
    ports[name] = listener.addr.port;
    listener.close();
  }
  return ports;
}

/** Below the ports that the system gives away: there each connection may take one before we do. */
function listenSomewhere(): Deno.TcpListener {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = LOWEST_FREE + Math.floor(Math.random() * (LOWEST_GIVEN - LOWEST_FREE));
    try {
      return Deno.listen({ hostname: "127.0.0.1", port });
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`Cannot find a free port: ${MAX_TRIES} were in use`);
}

/** One port that nobody holds now. */
export function freePort(): number {
  return freePorts().api;
}

function* candidateBlocks(remembered: StackPorts | null): Generator<StackPorts> {
  if (remembered !== null) yield remembered;
  for (let index = 0; index < MAX_BLOCKS; index++) {
    const shift = index * BLOCK_STEP;
    yield {
      api: DEFAULT_PORTS.api + shift,
      postgres: DEFAULT_PORTS.postgres + shift,
      web: DEFAULT_PORTS.web + shift,
      inbox: DEFAULT_PORTS.inbox + shift,
    };
  }
}

function isUsable(
  ports: StackPorts,
  fixed: Partial<StackPorts>,
  isFree: (port: number) => boolean,
): boolean {
  if (new Set(Object.values(ports)).size < NAMES.length) return false;
  return NAMES.every((name) => fixed[name] !== undefined || isFree(ports[name]));
}
