/** A migrated database that nobody else uses, for what is generated from the schema. */
import postgres, { type Sql } from "postgres";
import { databaseUrl, type StackConfig } from "../local/config.ts";
import { checkoutDir, openStack } from "../local/open_stack.ts";
import { freePort } from "../local/ports.ts";
import { startPostgres } from "../local/postgres/postgres.ts";
import { migrateDatabase } from "../local/stack.ts";

/** A database while it lasts. */
export interface FreshDatabase {
  readonly url: string;
  readonly config: StackConfig;
  readonly sql: Sql;
}

/** Starts Postgres on an empty folder, applies all migrations, and removes both after `use`. */
export async function withFreshDatabase<T>(
  use: (database: FreshDatabase) => Promise<T>,
): Promise<T> {
  const stateDir = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "rylie-schema-" });
  try {
    const ports = { postgres: freePort() };
    const open = await openStack({ projectDir: checkoutDir(), stateDir, ports }, () => {});
    const server = await startPostgres(open.config);
    const url = databaseUrl(open.config);
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    try {
      await migrateDatabase(open.config, { seed: false, progress: () => {} });
      return await use({ url, config: open.config, sql });
    } finally {
      await sql.end({ timeout: 1 });
      await server.stop();
      await open.close();
    }
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}
