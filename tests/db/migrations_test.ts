import assert from "node:assert/strict";
import { join } from "node:path";
import { applyMigrations } from "../../local/migrate.ts";
import { checkoutDir } from "../../local/open_stack.ts";
import { runSupabase } from "../../tools/supabase_cli.ts";
import { connect, inRollback, type Sql } from "../support/db.ts";
import { testDatabaseUrl, testStack } from "../support/stack.ts";

Deno.test("migrations: applying them again changes nothing", async () => {
  const config = await testStack();
  const before = await catalogue();
  const result = await applyMigrations(config);
  assert.deepEqual(result, { applied: [], seeded: false, drifted: [] });
  assert.deepEqual(await catalogue(), before);
});

Deno.test("migrations: the Supabase CLI finds nothing left to apply and knows each of them", async () => {
  const remote = `--remote=${await testDatabaseUrl()}`;
  const push = await runSupabase(checkoutDir(), ["db", "push", "--dry-run", remote]);
  assert.ok(push.success, push.output);
  assert.match(push.output, /Remote database is up to date/);

  const list = await runSupabase(checkoutDir(), ["migration", "list", remote]);
  assert.ok(list.success, list.output);
  const rows = [...list.stdout.matchAll(/^\W*(\d{14})?\W*\|\W*(\d{14})?\W*\|/gm)]
    .map(([, local, applied]) => ({ local, applied }));
  const versions = await migrationVersions();
  assert.deepEqual(rows, versions.map((version) => ({ local: version, applied: version })));
});

Deno.test("migrations: the seed may be applied twice", async () => {
  const seed = await Deno.readTextFile(join(checkoutDir(), "supabase", "seed.sql"));
  await inRollback(async (sql) => {
    const before = await countRows(sql);
    assert.ok((before["public.dealerships"] ?? 0) >= 2);
    await sql.unsafe(seed);
    assert.deepEqual(await countRows(sql), before);
  });
});

async function migrationVersions(): Promise<string[]> {
  const dir = Deno.readDir(join(checkoutDir(), "supabase", "migrations"));
  const names = (await Array.fromAsync(dir)).map(({ name }) => name);
  return names.flatMap((name) => /^(\d{14})_.*\.sql$/.exec(name)?.[1] ?? []).sort();
}

/** Everything that a migration may change, in a form that compares. */
async function catalogue(): Promise<string[]> {
  const sql = await connect();
  try {
    const rows = await sql<{ line: string }[]>`
      select 'column ' || a.attrelid::regclass || '.' || a.attname || ' '
          || format_type(a.atttypid, a.atttypmod) || ' ' || coalesce(a.attacl::text, '') as line
        from pg_attribute as a join pg_class as c on c.oid = a.attrelid
        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and a.attnum > 0
      union all select 'relation ' || c.oid::regclass || ' ' || coalesce(c.relacl::text, '')
        from pg_class as c
        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      union all select 'function ' || pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '')
        from pg_proc as p
        where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      union all select 'policy ' || p.tablename || ' ' || p.policyname || ' '
          || coalesce(p.qual, '') || coalesce(p.with_check, '') from pg_policies as p
      union all select 'job ' || j.jobname || ' ' || j.schedule || ' ' || j.command from cron.job as j
      order by line`;
    return rows.map(({ line }) => line);
  } finally {
    await sql.end();
  }
}

/** Rows per table, of the API and of Auth. */
async function countRows(sql: Sql): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select c.relnamespace::regnamespace || '.' || c.relname as name from pg_class as c
    where c.relkind = 'r' and (c.relnamespace = 'public'::regnamespace
      or c.oid in ('auth.users'::regclass, 'auth.identities'::regclass)
      or c.oid = 'private.platform_admins'::regclass)`;
  const counts: Record<string, number> = {};
  // A few dozen tables, one after the other on one connection.
  for (const { name } of tables) {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(name)}`;
    counts[name] = row?.count ?? 0;
  }
  return counts;
}
