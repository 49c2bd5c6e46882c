/** `deno task start | reset | stop`: the whole product on this machine, without Docker. */
import { databaseUrl } from "./config.ts";
import { deleteEdgeState } from "./edge/edge_state.ts";
import { logFailure, logStep, say, secondsSinceStart } from "./log.ts";
import { checkoutDir, type OpenOptions, openStack, StackRunningError } from "./open_stack.ts";
import { pollUntil } from "./poll.ts";
import { portsFromEnv } from "./ports.ts";
import { deleteDatabase, startPostgres, stopOrphanDatabase } from "./postgres/postgres.ts";
import { migrateDatabase, startStack } from "./stack.ts";
import { chooseStateDir, type RunningStack, runningStack } from "./state.ts";
import { deleteObjectFiles } from "./storage/object_files.ts";
import { addresses, welcome } from "./welcome.ts";

/** How a person calls a task who has nothing but npm. */
const TASK = `npx -y deno@${Deno.version.deno} task`;

const USAGE = `${TASK} start   start everything; what is already there is kept
${TASK} reset   delete the database, then start with a fresh one
${TASK} stop    stop the running stack

Environment: RYLIE_API_PORT, RYLIE_DB_PORT, RYLIE_WEB_PORT, RYLIE_INBOX_PORT, RYLIE_STATE_DIR`;

const INTERRUPTED = 130;
const STOP_TIMEOUT_MS = 10_000;

type Options = OpenOptions & { readonly stateDir: string };

async function start(options: Options): Promise<number> {
  const interrupted = interruption();
  const starting = startStack({ ...options, progress: logStep });
  const stack = await Promise.race([starting, interrupted]);
  if (stack === undefined) {
    await stopOrphanDatabase(options.stateDir);
    return INTERRUPTED;
  }
  say(welcome(stack.config, secondsSinceStart()));
  await interrupted;
  await stack.stop();
  return 0;
}

/** Only the database, migrated: for work on SQL. */
async function startDatabase(options: Options): Promise<number> {
  const open = await openStack(options, logStep);
  const database = await startPostgres(open.config, logStep);
  try {
    await migrateDatabase(open.config, { seed: true, progress: logStep });
    say(`${databaseUrl(open.config)}\n${databaseUrl(open.config, "supabase_admin")}`);
    await interruption();
  } finally {
    await database.stop();
    await open.close();
  }
  return 0;
}

async function reset(options: Options): Promise<number> {
  const running = await runningStack(options.stateDir);
  if (running !== null) {
    throw new Error(
      `Cannot reset: the stack runs (process ${running.pid}); end it first: ${TASK} stop`,
    );
  }
  await deleteDatabase(options.stateDir);
  await deleteEdgeState(options.stateDir);
  await deleteObjectFiles(options.stateDir);
  return await start(options);
}

async function stop(options: Options): Promise<number> {
  const running = await runningStack(options.stateDir);
  if (running === null) {
    say("Nothing runs.");
    return 0;
  }
  Deno.kill(running.pid, "SIGTERM");
  const isFree = async () => (await runningStack(options.stateDir)) === null;
  await pollUntil(isFree, { timeoutMs: STOP_TIMEOUT_MS, everyMs: 20 });
  say("Stopped.");
  return 0;
}

const COMMANDS: Readonly<Record<string, (options: Options) => Promise<number>>> = {
  start,
  reset,
  stop,
  postgres: startDatabase,
};

async function readOptions(): Promise<Options> {
  const projectDir = checkoutDir();
  return {
    projectDir,
    stateDir: Deno.env.get("RYLIE_STATE_DIR") || await chooseStateDir(projectDir),
    ports: portsFromEnv(Deno.env.toObject()),
  };
}

/** Resolves when the person or the system asks us to end. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
}

/** A fault that nobody caught ends one request's work, not the stack. */
function surviveStrayFaults(): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    logFailure(event.reason);
  });
}

async function run(name: string): Promise<number> {
  const command = COMMANDS[name];
  if (command === undefined) {
    say(USAGE);
    return name === "help" ? 0 : 2;
  }
  try {
    surviveStrayFaults();
    return await command(await readOptions());
  } catch (error) {
    if (!(error instanceof StackRunningError)) {
      logFailure(error);
      return 1;
    }
    say(error.running === null ? "The stack is starting." : alreadyRuns(error.running));
    return 0;
  }
}

function alreadyRuns({ pid, ports }: RunningStack): string {
  return `The stack already runs (process ${pid}); ${TASK} stop ends it.\n\n${
    addresses({ ports })
  }`;
}

if (import.meta.main) Deno.exit(await run(Deno.args[0] ?? "start"));
