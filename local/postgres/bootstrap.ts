/** Turns an empty database into a hosted project's: roles, schemas, Auth, Realtime, Vault. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { databaseUrl, type StackConfig } from "../config.ts";

const PLATFORM_DIR = join(import.meta.dirname ?? ".", "..", "platform");

/** `outdated`: the database was made by other platform SQL than this checkout's. */
export type PlatformState = "created" | "current" | "outdated";

interface SqlFile {
  readonly name: string;
  readonly text: string;
}

/** Opens one quiet connection as `role`; the caller ends it. */
export function connect(config: StackConfig, role: string, database?: string): Sql {
  return postgres(databaseUrl(config, role, database), {
    max: 1,
    onnotice: () => {},
    connection: { application_name: "local_stack" },
  });
}

/** Makes the platform in one transaction if the database has none, and says what it found. */
export async function ensurePlatform(config: StackConfig): Promise<PlatformState> {
  const files = await readPlatformFiles();
  const version = platformVersion(files);
  const sql = connect(config, "supabase_admin");
  try {
    const [found] = await sql<{ version: string | null }[]>`
      select pg_catalog.shobj_description(d.oid, 'pg_database') as version
      from pg_catalog.pg_database as d where d.datname = current_database()`;
    if (found?.version?.startsWith("platform ")) {
      await sql`select realtime.maintain_partitions()`;
      return found.version === version ? "current" : "outdated";
    }
    await createPlatform(sql, files, version);
    return "created";
  } finally {
    await sql.end();
  }
}

async function createPlatform(sql: Sql, files: SqlFile[], version: string): Promise<void> {
  // Loading it takes 0.3 s, and only an empty database needs it.
  const { getAuthSchemaSql, getStorageSchemaSql } = await import("@supabase/lite");
  const steps: SqlFile[] = files.filter(({ name }) => !name.includes("/"));
  const authAt = steps.findIndex(({ name }) => name.endsWith("_auth.sql"));
  steps.splice(authAt, 0, {
    name: "@supabase/lite auth tables",
    text: `set local role supabase_auth_admin; ${getAuthSchemaSql(false)}; reset role`,
  }, {
    name: "@supabase/lite storage tables",
    text: `set local role supabase_storage_admin; ${getStorageSchemaSql(false)}; reset role`,
  });
  await sql.begin(async (transaction) => {
    for (const { name, text } of steps) {
      try {
        await transaction.unsafe(text);
      } catch (cause) {
        throw new Error(`Cannot create the platform: ${name} failed`, { cause });
      }
    }
    await transaction.unsafe(`comment on database postgres is '${version}'`);
  });
}

async function readPlatformFiles(): Promise<SqlFile[]> {
  const names: string[] = [];
  for (const folder of ["", "extension/"]) {
    for await (const entry of Deno.readDir(join(PLATFORM_DIR, folder))) {
      if (entry.isFile) names.push(folder + entry.name);
    }
  }
  return await Promise.all(
    names.sort().map(async (name) => ({
      name,
      text: await Deno.readTextFile(join(PLATFORM_DIR, name)),
    })),
  );
}

function platformVersion(files: SqlFile[]): string {
  const hash = createHash("sha256");
  for (const { name, text } of files) hash.update(`${name}\n${text}\n`);
  return `platform ${hash.digest("hex").slice(0, 16)}`;
}

/**
 * Creates pg_cron and pg_net if no migration did: the scheduler reads their tables. It runs after
 * the migrations, so one that uses them without creating them fails here as it would when hosted.
 */
export async function ensureSchedulerExtensions(config: StackConfig): Promise<void> {
  const sql = connect(config, "postgres");
  try {
    await sql.unsafe(`
      create extension if not exists pg_cron;
      create extension if not exists pg_net with schema extensions`);
  } finally {
    await sql.end();
  }
}
