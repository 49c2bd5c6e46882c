/** A Postgres filled with a year of a platform's life; loaded once, then kept for the next run. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { databaseUrl, type StackConfig } from "../local/config.ts";
import { applyMigrations } from "../local/migrate.ts";
import { checkoutDir, openStack } from "../local/open_stack.ts";
import { freePort } from "../local/ports.ts";
import { deleteDatabase, startPostgres, stopOrphanDatabase } from "../local/postgres/postgres.ts";
import { ensureSchedulerExtensions } from "../local/postgres/bootstrap.ts";
import { chooseStateDir } from "../local/state.ts";

/** Told what is being done. */
export type Progress = (line: string) => void;

/** The running database and how to end it; what was loaded stays on disk. */
export interface DataSet {
  readonly config: StackConfig;
  stop(): Promise<void>;
}

/** Tables whose plain indexes are made after the load: that takes half the time. */
const HEAVY_TABLES = ["messages", "conversations", "events", "consents", "vehicles"];

/** Which data set is wanted. */
export interface DataSetOptions {
  /** 1 is 1,000,000 messages. */
  readonly scale: number;
  /** Use what was kept even if a migration has been edited since. */
  readonly stale: boolean;
  readonly progress: Progress;
}

/** Starts the database of the wished scale, and loads it when nothing fitting was kept. */
export async function startDataSet(wanted: DataSetOptions): Promise<DataSet> {
  const { scale, progress } = wanted;
  const dir = checkoutDir();
  const stateDir = join(await chooseStateDir(dir), `bench-${scale}`);
  const script = await Deno.readTextFile(new URL("data_set.sql", import.meta.url));
  const key = createHash("sha256").update(script).digest("hex");
  const options = { projectDir: dir, stateDir, ports: { postgres: freePort() } };
  const open = await openStack(options, () => {});
  const keyFile = join(stateDir, "loaded.txt");
  const stopAll = async () => {
    await stopOrphanDatabase(stateDir);
    await open.close();
  };
  try {
    const loaded = await Deno.readTextFile(keyFile).catch(() => "");
    if (loaded !== key || !(await startKept(open.config, wanted))) {
      await Deno.remove(keyFile).catch(() => {});
      await deleteDatabase(stateDir);
      await startPostgres(open.config);
      await load(open.config, { scale, script, progress });
      await Deno.writeTextFile(keyFile, key);
    }
    return { config: open.config, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Starts what was loaded before and applies newer migrations; false if an applied one was edited. */
async function startKept(
  config: StackConfig,
  { stale, progress }: DataSetOptions,
): Promise<boolean> {
  await startPostgres(config);
  const { applied, drifted } = await applyMigrations(config, { seed: false });
  if (drifted.length > 0 && !stale) {
    progress(`loading anew, because of ${drifted.join(", ")}`);
    return false;
  }
  if (applied.length > 0) {
    progress(`applied ${applied.join(", ")}`);
    const sql = openDatabase(config, "supabase_admin");
    await sql.unsafe("analyze");
    await sql.end({ timeout: 1 });
  }
  return true;
}

interface LoadOptions {
  readonly scale: number;
  readonly script: string;
  readonly progress: Progress;
}

async function load(config: StackConfig, { scale, script, progress }: LoadOptions): Promise<void> {
  await applyMigrations(config, { seed: false });
  await ensureSchedulerExtensions(config);
  const sql = openDatabase(config, "supabase_admin");
  const startedAt = performance.now();
  try {
    await sql.unsafe(
      `set session_replication_role = replica; set maintenance_work_mem = '512MB';
       set work_mem = '128MB'; set bench.scale = '${scale}'`,
    );
    const indexes = await dropPlainIndexes(sql);
    for (const step of script.split(/^-- step: /m).slice(1)) { // bound: the steps of the script
      await timedStep(step.split("\n", 1)[0] ?? "", progress, () => sql.unsafe(`-- ${step}`));
    }
    await timedStep("indexes", progress, async () => {
      for (const index of indexes) await sql.unsafe(index); // bound: the indexes of five tables
    });
    await timedStep("vacuum, analyze, checkpoint", progress, async () => {
      await sql.unsafe("vacuum (analyze)");
      await sql.unsafe("checkpoint");
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  progress(`loaded the data set of scale ${scale} in ${seconds} s`);
}

/** Returns what makes the dropped indexes again. Keys stay: constraints hang on them. */
async function dropPlainIndexes(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ name: string; definition: string }[]>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index as i
    join pg_class as t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace
    where t.relname = any (${HEAVY_TABLES}) and not i.indisprimary
      and not exists (select from pg_constraint as c where c.conindid = i.indexrelid)`;
  for (const { name } of rows) await sql.unsafe(`drop index ${name}`); // bound: as above
  return rows.map(({ definition }) => definition);
}

async function timedStep(
  name: string,
  progress: Progress,
  work: () => Promise<unknown>,
): Promise<void> {
  const startedAt = performance.now();
  await work();
  progress(`  ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Opens connections to the data set as one database role; the caller ends them. */
export function openDatabase(config: StackConfig, role: string, max = 1): Sql {
  return postgres(databaseUrl(config, role), { max, onnotice: () => {} });
}
