import { fileURLToPath } from "node:url";
import { eachLine } from "./each_line.ts";

/** What it takes to start one function. */
export interface FunctionLaunch {
  readonly name: string;
  readonly projectDir: string;
  readonly denoBinary: string;
  readonly env: Readonly<Record<string, string>>;
  /** Takes every line that the function prints. */
  readonly log: (line: string, isError: boolean) => void;
}

/** One function, running. */
export interface FunctionProcess {
  readonly port: number;
  /** How it ended, or null while it runs. */
  readonly ended: () => Deno.CommandStatus | null;
  readonly whenEnded: Promise<Deno.CommandStatus>;
  /** Lets it finish its requests and background work, then ends it; by force after the deadline. */
  retire(deadlineMs: number): Promise<void>;
}

/** A function that ended or stayed silent before it served anything. */
export class FunctionBootError extends Error {
  override readonly name = "FunctionBootError";
}

const BOOT_FILE = fileURLToPath(new URL("./boot.ts", import.meta.url));
const PORT_LINE = /^rylie: listening on port (\d+)$/;
/** A first start may have to fetch packages. */
const BOOT_DEADLINE_MS = 60_000;
/** What Deno itself needs from our environment: where its cache is and how to reach a registry. */
const INHERITED = /^(PATH|HOME|TMPDIR|DENO_DIR|DENO_TLS_CA_STORE|NPM_CONFIG_REGISTRY|.*_PROXY)$/i;

/** Starts a function and waits until it serves. */
export async function startFunctionProcess(launch: FunctionLaunch): Promise<FunctionProcess> {
  const child = new Deno.Command(launch.denoBinary, {
    args: denoArgs(launch),
    clearEnv: true,
    env: { ...inheritedEnv(), NO_COLOR: "1", ...launch.env },
    cwd: launch.projectDir,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let status: Deno.CommandStatus | null = null;
  const whenEnded = child.status.then((ended) => status = ended);
  const port = Promise.withResolvers<number>();
  void eachLine(child.stdout, (line) => {
    const announced = PORT_LINE.exec(line)?.[1];
    if (announced === undefined) launch.log(line, false);
    else port.resolve(Number(announced));
  });
  void eachLine(child.stderr, (line) => launch.log(line, true));
  void whenEnded.then((ended) => {
    port.reject(new FunctionBootError(`Cannot start ${launch.name}: it ended with ${ended.code}`));
  });
  const late = setTimeout(() => {
    port.reject(new FunctionBootError(`Cannot start ${launch.name}: it never called Deno.serve`));
  }, BOOT_DEADLINE_MS);
  try {
    return {
      port: await port.promise,
      ended: () => status,
      whenEnded,
      retire: (deadlineMs) => retire(child, deadlineMs),
    };
  } catch (error) {
    endChild(child, "SIGKILL");
    throw error;
  } finally {
    clearTimeout(late);
  }
}

function denoArgs(launch: FunctionLaunch): string[] {
  const functionsDir = `${launch.projectDir}/supabase/functions`;
  // Another version of Deno may neither read our lock file nor share our node_modules.
  const isOtherDeno = launch.denoBinary !== Deno.execPath();
  return [
    "run",
    "--quiet",
    "--no-prompt",
    ...(isOtherDeno ? ["--no-lock", "--node-modules-dir=none"] : []),
    `--config=${functionsDir}/deno.json`,
    "--allow-net",
    "--allow-env",
    "--allow-read",
    // What the hosted runtime tells its workers of the machine, and no more.
    "--allow-sys=hostname,userInfo,cpus",
    "--v8-flags=--max-old-space-size=256",
    BOOT_FILE,
    new URL(`file://${functionsDir}/${launch.name}/index.ts`).href,
  ];
}

function inheritedEnv(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  return Object.fromEntries(all.filter(([name]) => INHERITED.test(name)));
}

async function retire(child: Deno.ChildProcess, deadlineMs: number): Promise<void> {
  endChild(child, "SIGTERM");
  const force = setTimeout(() => endChild(child, "SIGKILL"), deadlineMs);
  await child.status;
  clearTimeout(force);
  await child.stdin.close().catch(() => undefined);
}

function endChild(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It has ended on its own already.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}
