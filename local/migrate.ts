/** Applies supabase/migrations and supabase/seed.sql, with the Supabase CLI's own history tables. */
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import postgres, { type Sql, type TransactionSql } from "postgres";
import type { StackConfig } from "./config.ts";
import { connect } from "./postgres/bootstrap.ts";

/** Where to read from; by default the checkout's own files. */
export interface MigrateOptions {
  /** Folder of `<version>_<name>.sql` files. */
  readonly dir?: string;
  /** Whether seed.sql, beside that folder, is applied too; true unless told. */
  readonly seed?: boolean;
}

/** What was done, in order. */
export interface MigrateResult {
  readonly applied: readonly string[];
  readonly seeded: boolean;
  /** Files that were applied and have been edited or deleted since: only a reset follows them. */
  readonly drifted: readonly string[];
}

/** One migration file. */
export interface Migration {
  readonly version: string;
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

interface HistoryRow {
  readonly version: string;
  readonly name: string | null;
  /** MD5 of the file, or null when another tool recorded it statement by statement. */
  readonly md5: string | null;
}

const HISTORY_SQL = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (
    version text not null primary key,
    statements text[],
    name text,
    created_by text,
    idempotency_key text unique,
    rollback text[]
  );
  create table if not exists supabase_migrations.seed_files (
    path text not null primary key,
    hash text not null
  )`;

/** Brings the database to the state of the migration files; each file is one transaction. */
export async function applyMigrations(
  config: StackConfig,
  options: MigrateOptions = {},
): Promise<MigrateResult> {
  const dir = options.dir ?? join(config.projectDir, "supabase", "migrations");
  const migrations = await readMigrations(dir, config.projectDir);
  const sql = connect(config, "postgres");
  try {
    await sql.unsafe(HISTORY_SQL);
    const history = await readHistory(sql);
    const known = new Set(history.map(({ version }) => version));
    const missing = migrations.filter(({ version }) => !known.has(version));
    // One after the other: each may build on the one before.
    for (const migration of missing) await applyMigration(sql, migration);
    return {
      applied: missing.map(({ path }) => path),
      seeded: options.seed !== false && await applySeed(sql, join(dir, "..", "seed.sql")),
      drifted: driftedMigrations(migrations, history),
    };
  } finally {
    await sql.end();
  }
}

/** Reads the migration files of a folder in the order in which they apply. */
export async function readMigrations(dir: string, projectDir: string): Promise<Migration[]> {
  const names = await fileNames(dir);
  const matches = names.sort().flatMap((file) => {
    const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? [];
    return version === undefined || name === undefined ? [] : [{ file, version, name }];
  });
  return await Promise.all(matches.map(async ({ file, version, name }) => ({
    version,
    name,
    path: relative(projectDir, join(dir, file)),
    text: await Deno.readTextFile(join(dir, file)),
  })));
}

/** Names the files that no longer are what the database was made of. */
export function driftedMigrations(
  migrations: readonly Migration[],
  history: readonly HistoryRow[],
): string[] {
  const byVersion = new Map(migrations.map((migration) => [migration.version, migration]));
  return history.flatMap(({ version, name, md5 }) => {
    const migration = byVersion.get(version);
    if (migration === undefined) return [`${version}_${name ?? ""}.sql (deleted)`];
    const isSame = md5 === null || md5 === hash("md5", migration.text);
    return isSame ? [] : [migration.path];
  });
}

/** Returns the line, from 1, of a position that Postgres counts in characters from 1. */
export function lineOf(text: string, position: number): number {
  return [...text].slice(0, position - 1).filter((letter) => letter === "\n").length + 1;
}

async function readHistory(sql: Sql): Promise<HistoryRow[]> {
  return await sql<HistoryRow[]>`
    select version, name, case when cardinality(statements) = 1 then md5(statements[1]) end as md5
    from supabase_migrations.schema_migrations order by version`;
}

async function applyMigration(sql: Sql, migration: Migration): Promise<void> {
  const { version, name, path, text } = migration;
  // A file may leave settings behind, such as an empty search_path.
  await sql.unsafe("reset all");
  await sql.begin(async (transaction) => {
    await runFile(transaction, path, text);
    await transaction`
      insert into supabase_migrations.schema_migrations (version, name, statements)
      values (${version}, ${name}, array[${text}])`;
  });
}

/** Applies seed.sql if it changed since it was last applied. */
async function applySeed(sql: Sql, file: string): Promise<boolean> {
  const text = await Deno.readTextFile(file).catch(() => null);
  if (text === null) return false;
  const seedHash = hash("sha256", text);
  const path = "supabase/seed.sql";
  const [row] = await sql<{ hash: string }[]>`
    select hash from supabase_migrations.seed_files where path = ${path}`;
  if (row?.hash === seedHash) return false;

  await sql.unsafe("reset all");
  await sql.begin(async (transaction) => {
    await runFile(transaction, path, text);
    await transaction`
      insert into supabase_migrations.seed_files (path, hash) values (${path}, ${seedHash})
      on conflict (path) do update set hash = excluded.hash`;
  });
  return true;
}

async function runFile(sql: TransactionSql, path: string, text: string): Promise<void> {
  try {
    await sql.unsafe(text);
  } catch (cause) {
    if (cause instanceof postgres.PostgresError) {
      throw new Error(`Cannot apply ${describeFault(path, text, cause)}`, { cause });
    }
    throw cause;
  }
}

function describeFault(path: string, text: string, fault: postgres.PostgresError): string {
  const place = fault.position ? `${path}:${lineOf(text, Number(fault.position))}` : path;
  const lines = [
    `${place}: ${fault.message} (${fault.code})`,
    fault.detail && `detail: ${fault.detail}`,
    fault.hint && `hint: ${fault.hint}`,
    fault.where && `where: ${fault.where.split("\n")[0]}`,
  ];
  return lines.filter(Boolean).join("\n  ");
}

async function fileNames(dir: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function hash(algorithm: "md5" | "sha256", text: string): string {
  return createHash(algorithm).update(text).digest("hex");
}
