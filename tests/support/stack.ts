/** The stack that tests talk to: the runner's, or one of their own when a file runs alone. */
import { apiUrl, databaseUrl, inboxUrl, type StackConfig } from "../../local/config.ts";
import { checkoutDir } from "../../local/open_stack.ts";
import { freePorts } from "../../local/ports.ts";
import { type Stack, startStack } from "../../local/stack.ts";

/** Names the environment variable in which the runner hands its stack's configuration on. */
export const TEST_STACK_VARIABLE = "RYLIE_TEST_STACK";

/** How a stack of one's own is started. */
export interface FreshStackOptions {
  readonly progress?: (line: string) => void;
  readonly web?: boolean;
  /** The scripted model writes instead of the local intelligence. */
  readonly model?: boolean;
}

/** Starts a whole stack on free ports and an empty state folder; the caller stops it. */
export async function startFreshStack(
  { model = false, ...options }: FreshStackOptions = {},
): Promise<Stack & { readonly remove: () => Promise<void> }> {
  await removeOldStates();
  const ports = freePorts();
  const stateDir = await Deno.makeTempDir({ dir: STATES, prefix: STATE_PREFIX });
  await Deno.chmod(stateDir, 0o711);
  const stack = await startStack({
    projectDir: checkoutDir(),
    stateDir,
    ports,
    env: {
      ...(model ? scriptedModel(ports.inbox) : { OPENAI_API_KEY: "" }),
      RYLIE_LOG_LEVEL: "warn",
    },
    ...options,
  });
  const remove = async () => {
    await stack.stop();
    await Deno.remove(stateDir, { recursive: true });
  };
  return { ...stack, remove };
}

function scriptedModel(inboxPort: number): Record<string, string> {
  return {
    OPENAI_API_KEY: "sk-local-test",
    OPENAI_BASE_URL: `http://127.0.0.1:${inboxPort}/fakes/openai/v1`,
    OPENAI_MODEL: "gpt-4.1-mini,gpt-4.1",
  };
}

/** Returns the stack under test; started on first use when no runner gave one. */
export function testStack(): Promise<StackConfig> {
  return found ??= findStack();
}

/** Addresses of the stack under test, for clients. */
export async function testUrls(): Promise<{ api: string; inbox: string; web: string }> {
  const config = await testStack();
  return {
    api: apiUrl(config),
    inbox: inboxUrl(config),
    web: `http://127.0.0.1:${config.ports.web}`,
  };
}

/** A connection string of the stack under test for one role. */
export async function testDatabaseUrl(role = "postgres"): Promise<string> {
  return databaseUrl(await testStack(), role);
}

const STATES = "/var/tmp";
const STATE_PREFIX = "rylie-test-";
const OLD_MS = 6 * 3600 * 1000;

/** A test file that ran alone or was killed could not take its folder away. */
async function removeOldStates(): Promise<void> {
  for await (const { name } of Deno.readDir(STATES)) {
    if (!name.startsWith(STATE_PREFIX)) continue;
    const path = `${STATES}/${name}`;
    const made = (await Deno.stat(path).catch(() => null))?.mtime?.getTime() ?? Date.now();
    if (Date.now() - made > OLD_MS) await Deno.remove(path, { recursive: true }).catch(() => {});
  }
}

let found: Promise<StackConfig> | null = null;

async function findStack(): Promise<StackConfig> {
  const given = Deno.env.get(TEST_STACK_VARIABLE);
  if (given) return JSON.parse(given) as StackConfig;
  const stack = await startFreshStack({ web: true });
  globalThis.addEventListener("unload", () => endAtOnce(stack.config.stateDir));
  return stack.config;
}

/** A process that is ending cannot wait for a clean stop. */
function endAtOnce(stateDir: string): void {
  try {
    const [pid] = Deno.readTextFileSync(`${stateDir}/postgres/data/postmaster.pid`).split("\n");
    Deno.kill(Number(pid), "SIGQUIT");
    Deno.removeSync(stateDir, { recursive: true });
  } catch {
    // What is left goes with the next run that is a few hours younger.
  }
}
