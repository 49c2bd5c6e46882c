/** `deno task start | reset | stop`: the whole product on this machine, no Docker. */
import { databaseUrl } from "./config.ts";
import { logFailure, logStep, say } from "./log.ts";
import { checkoutDir, type OpenOptions, openStack } from "./open_stack.ts";
import { portsFromEnv } from "./ports.ts";
import { migrateDatabase } from "./stack.ts";
import { startPostgres } from "./postgres/postgres.ts";

function openOptions(): OpenOptions {
  const stateDir = Deno.env.get("RYLIE_STATE_DIR");
  return {
    projectDir: checkoutDir(),
    ports: portsFromEnv(Deno.env.toObject()),
    ...(stateDir ? { stateDir } : {}),
  };
}

async function runPostgres(): Promise<void> {
  const stack = await openStack(openOptions(), logStep);
  const database = await startPostgres(stack.config, logStep);
  try {
    await migrateDatabase(stack.config, { seed: true, progress: logStep });
    say(`${databaseUrl(stack.config)}\n${databaseUrl(stack.config, "supabase_admin")}`);
    await interruption();
  } finally {
    await database.stop();
    await stack.close();
  }
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
}

const COMMANDS: Record<string, () => Promise<void>> = { postgres: runPostgres };

if (import.meta.main) {
  const command = COMMANDS[Deno.args[0] ?? "start"];
  try {
    if (command === undefined) throw new Error(`Cannot run "${Deno.args[0]}": no such command`);
    await command();
    Deno.exit(0);
  } catch (error) {
    logFailure(error);
    Deno.exit(1);
  }
}
