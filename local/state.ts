/** What outlives a run of the stack: its folder, keys, ports, and the lock that one run holds. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import type { StackKeys, StackPorts } from "./config.ts";
import { isReachableByAll } from "./postgres/os_user.ts";

const TEN_YEARS_S = 10 * 365 * 24 * 3600;

/** The stack that holds a state directory. */
export interface RunningStack {
  readonly pid: number;
  readonly ports: StackPorts;
}

/** Held while a stack runs; the system frees it when the process ends, however it ends. */
export interface StateLock {
  /** Tells others where this stack listens. */
  publish(ports: StackPorts): Promise<void>;
  release(): Promise<void>;
}

/**
 * Returns the folder for a checkout's state: `.state` inside it, or, when Postgres could not enter
 * that because a root-only folder is on the way, one below /var/tmp.
 */
export async function chooseStateDir(projectDir: string): Promise<string> {
  if (Deno.uid() !== 0 || await isReachableByAll(projectDir)) return join(projectDir, ".state");
  const name = createHash("sha256").update(projectDir).digest("hex").slice(0, 10);
  return `/var/tmp/rylie-${name}`;
}

/** Makes the state directory, and refuses one that another user could have laid out for us. */
export async function openStateDir(stateDir: string): Promise<void> {
  await Deno.mkdir(stateDir, { recursive: true });
  const entry = await Deno.lstat(stateDir);
  if (!entry.isDirectory || entry.uid !== Deno.uid()) {
    throw new Error(`Cannot use ${stateDir}: it belongs to another user`);
  }
}

/** Returns the checkout's API keys, made once. */
export async function loadKeys(stateDir: string): Promise<StackKeys> {
  const path = join(stateDir, "keys.json");
  const text = await Deno.readTextFile(path).catch(() => null);
  if (text !== null) return JSON.parse(text);
  const keys = createKeys(Math.floor(Date.now() / 1000));
  await Deno.writeTextFile(path, JSON.stringify(keys, null, 2), { mode: 0o600, createNew: true });
  return keys;
}

/** Makes the four keys of a project and the secret behind them. */
export function createKeys(nowS: number): StackKeys {
  const jwtSecret = randomBytes(32).toString("base64url");
  return {
    publishable: `sb_publishable_${randomBytes(24).toString("base64url")}`,
    secret: `sb_secret_${randomBytes(24).toString("base64url")}`,
    anon: signRole("anon", jwtSecret, nowS),
    serviceRole: signRole("service_role", jwtSecret, nowS),
    jwtSecret,
  };
}

/** Returns the block of ports of the last start, if there was one. */
export async function rememberedPorts(stateDir: string): Promise<StackPorts | null> {
  const text = await Deno.readTextFile(join(stateDir, "ports.json")).catch(() => null);
  return text === null ? null : JSON.parse(text);
}

/** Keeps a block of ports for the next start. */
export async function rememberPorts(stateDir: string, ports: StackPorts): Promise<void> {
  await Deno.writeTextFile(join(stateDir, "ports.json"), JSON.stringify(ports));
}

/** Takes the state directory for this process, or returns null when a running stack has it. */
export async function lockState(stateDir: string): Promise<StateLock | null> {
  const file = await Deno.open(lockPath(stateDir), { read: true, write: true, create: true });
  if (!(await file.tryLock(true))) {
    file.close();
    return null;
  }
  await file.truncate(0);
  return {
    async publish(ports) {
      const running: RunningStack = { pid: Deno.pid, ports };
      await file.write(new TextEncoder().encode(JSON.stringify(running)));
    },
    async release() {
      await file.truncate(0);
      file.close();
    },
  };
}

/** Returns the stack that runs on a state directory, or null. */
export async function runningStack(stateDir: string): Promise<RunningStack | null> {
  const text = await Deno.readTextFile(lockPath(stateDir)).catch(() => "");
  if (text === "") return null;
  const file = await Deno.open(lockPath(stateDir), { read: true, write: true });
  try {
    return await file.tryLock(true) ? null : JSON.parse(text);
  } finally {
    file.close();
  }
}

function lockPath(stateDir: string): string {
  return join(stateDir, "stack.lock");
}

function signRole(role: string, jwtSecret: string, nowS: number): string {
  const claims = { iss: "supabase-demo", role, iat: nowS, exp: nowS + TEN_YEARS_S };
  const unsigned = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const signature = createHmac("sha256", jwtSecret).update(unsigned).digest("base64url");
  return `${unsigned}.${signature}`;
}
