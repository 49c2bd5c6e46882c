/** The whole local stack as one value: start it, use it, stop it. */
import type { StackConfig } from "./config.ts";
import { applyMigrations } from "./migrate.ts";
import { ensureSchedulerExtensions } from "./postgres/bootstrap.ts";
import type { Progress } from "./postgres/postgres.ts";

/** How far the database is brought. */
export interface MigrateDatabaseOptions {
  readonly seed: boolean;
  readonly progress: Progress;
}

/** Applies migrations and seed, and makes sure that the scheduler finds its tables. */
export async function migrateDatabase(
  config: StackConfig,
  { seed, progress }: MigrateDatabaseOptions,
): Promise<void> {
  progress("applying migrations");
  const result = await applyMigrations(config, { seed });
  await ensureSchedulerExtensions(config);
  if (result.applied.length > 0) progress(`applied ${result.applied.length} migrations`);
  if (result.seeded) progress("applied supabase/seed.sql");
  if (result.drifted.length > 0) {
    progress(
      `note: changed since applied: ${result.drifted.join(", ")}; ` +
        "`deno task reset` rebuilds the database",
    );
  }
}
