/** Starts, watches and stops the server process over one data directory. */
import { join } from "node:path";
import { pollUntil } from "../poll.ts";
import { commandLine, type OsUser } from "./os_user.ts";

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 3_000;

const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  max_connections: "100",
  shared_buffers: "128MB",
  shared_preload_libraries: "pg_stat_statements",
  wal_level: "logical",
  max_slot_wal_keep_size: "256MB",
  max_wal_size: "1GB",
  // "off" would delay every realtime message: the walsender only sends WAL that was flushed.
  synchronous_commit: "on",
  log_checkpoints: "off",
};

/** What it takes to run the server. */
export interface ServerOptions {
  readonly program: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly port: number;
  readonly user: OsUser | null;
}

/** A running server process. */
export interface Server {
  readonly pid: number;
  /** Ends sessions and writes a checkpoint, or, if `immediate`, ends like a crash. */
  stop(how?: "fast" | "immediate"): Promise<void>;
}

/** Starts the server and resolves once it accepts connections. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const child = spawn(options);
  let ended = false;
  const exit = child.status.then(() => {
    ended = true;
  });
  const ready = () => isReady(options.dataDir, child.pid);
  await pollUntil(async () => ended || await ready(), { timeoutMs: START_TIMEOUT_MS, everyMs: 5 })
    .catch(async (cause) => {
      await stopChild(child, exit, "SIGQUIT");
      throw new Error(`Cannot start Postgres: see ${options.logFile}`, { cause });
    });
  if (ended) throw new Error(`Cannot start Postgres: ${await lastFault(options.logFile)}`);
  return {
    pid: child.pid,
    async stop(how = "fast") {
      if (!ended) await stopChild(child, exit, how === "fast" ? "SIGINT" : "SIGQUIT");
    },
  };
}

/** Ends the server that a killed stack left behind on this data directory; true if there was one. */
export async function stopOrphan(dataDir: string): Promise<boolean> {
  const pid = Number((await readPidFile(dataDir))[0]);
  if (!(pid > 1)) return false;
  const isOurs = async () => (await commandLine(pid))?.includes(dataDir) ?? false;
  if (!(await isOurs())) return false;
  Deno.kill(pid, "SIGINT");
  await pollUntil(async () => !(await isOurs()), { timeoutMs: STOP_TIMEOUT_MS, everyMs: 20 })
    .catch(() => Deno.kill(pid, "SIGQUIT"));
  return true;
}

function spawn(options: ServerOptions): Deno.ChildProcess {
  const settings = { ...SETTINGS, port: `${options.port}` };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // The shell only points the output at a file: a pipe to us would break with us. Detached, or
  // Ctrl-C in the terminal would reach the server before those who use it.
  return new Deno.Command("/bin/sh", {
    args: [
      "-c",
      'log=$1; shift; exec "$@" >>"$log" 2>&1',
      "sh",
      options.logFile,
      options.program,
      "-D",
      options.dataDir,
      ...args,
    ],
    cwd: options.dataDir,
    env: { LC_ALL: "C", TZ: "UTC" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
    ...options.user,
  }).spawn();
}

/** The server writes its state into line 8 of postmaster.pid. */
async function isReady(dataDir: string, pid: number): Promise<boolean> {
  const lines = await readPidFile(dataDir);
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

async function readPidFile(dataDir: string): Promise<string[]> {
  try {
    return (await Deno.readTextFile(join(dataDir, "postmaster.pid"))).split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function stopChild(
  child: Deno.ChildProcess,
  exit: Promise<void>,
  signal: Deno.Signal,
): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGQUIT"), STOP_TIMEOUT_MS);
  await exit;
  clearTimeout(timer);
}

async function lastFault(logFile: string): Promise<string> {
  const lines = (await Deno.readTextFile(logFile).catch(() => "")).trimEnd().split("\n");
  return lines.findLast((line) => line.includes("FATAL")) ?? lines.at(-1) ?? "no reason given";
}
