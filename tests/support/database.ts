/** A migrated and seeded database of a test's own, for work that would disturb others or be disturbed. */
import postgres from "postgres";
import { databaseUrl } from "../../local/config.ts";
import { checkoutDir, openStack } from "../../local/open_stack.ts";
import { freePorts } from "../../local/ports.ts";
import { startPostgres } from "../../local/postgres/postgres.ts";
import { migrateDatabase } from "../../local/stack.ts";

/** A database that nobody else uses. */
export interface FreshDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Postgres alone on an empty state folder and migrates it: about three seconds. */
export async function startFreshDatabase(): Promise<FreshDatabase> {
  const stateDir = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "rylie-test-" });
  await Deno.chmod(stateDir, 0o711);
  const open = await openStack({ projectDir: checkoutDir(), stateDir, ports: freePorts() }, quiet);
  const server = await startPostgres(open.config, quiet);
  const stop = async () => {
    await server.stop();
    await open.close();
    await Deno.remove(stateDir, { recursive: true });
  };
  try {
    await migrateDatabase(open.config, { seed: true, progress: quiet });
    return { url: databaseUrl(open.config), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens plain connections to a database; the caller ends them. */
export function connectTo(url: string, max: number): postgres.Sql {
  return postgres(url, { max, onnotice: () => {} });
}

function quiet(): void {}
