import assert from "node:assert/strict";
import { inRollback, type Sql } from "../support/db.ts";

interface Refusal {
  readonly place: string;
  readonly status: string;
  readonly code: string;
  readonly sentence: string;
}

/** Every refusal that our functions can raise, read from their source. */
async function refusals(sql: Sql): Promise<readonly Refusal[]> {
  const rows = await sql<{ name: string; source: string }[]>`
    select p.proname as name, p.prosrc as source from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)`;
  const call = /private\.refuse\(\s*(\d+),\s*'([^']*)',\s*'((?:[^']|'')*)'/g;
  return rows.flatMap(({ name, source }) =>
    [...source.matchAll(call)].map(([, status = "", code = "", sentence = ""]) => ({
      place: name,
      status,
      code,
      sentence,
    }))
  );
}

Deno.test("problems PRB-01: each refusal has a snake_case code, a client status and a sentence of the house", async () => {
  await inRollback(async (sql) => {
    const all = await refusals(sql);
    assert.ok(all.length > 10);
    const odd = all.filter(({ status, code, sentence }) =>
      !/^[a-z]+(_[a-z]+)*$/.test(code) || !/^4\d\d$/.test(status) ||
      !/^Cannot [a-z-]+/.test(sentence) || sentence.endsWith(".")
    );
    assert.deepEqual(odd, []);
    const calls = await sql<{ name: string }[]>`select p.proname as name from pg_proc as p
      where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        and p.prosrc ~ 'private\\.refuse\\(' and p.prosrc !~ 'private\\.refuse\\(\\s*\\d+,\\s*''[a-z_]+'''`;
    assert.deepEqual(calls.map(({ name }) => name), [], "a code that is not written out");
  });
});

Deno.test("problems PRB-02: a code means one thing: one status wherever it is raised, and no twin", async () => {
  await inRollback(async (sql) => {
    const all = await refusals(sql);
    const statuses = new Map<string, Set<string>>();
    const codes = new Map<string, Set<string>>();
    for (const { code, status, sentence } of all) {
      statuses.set(code, (statuses.get(code) ?? new Set()).add(status));
      codes.set(sentence, (codes.get(sentence) ?? new Set()).add(code));
    }
    const manyStatuses = [...statuses].filter(([, found]) => found.size > 1);
    const manyCodes = [...codes].filter(([, found]) => found.size > 1);
    assert.deepEqual(manyStatuses.map(([code]) => code), []);
    assert.deepEqual(manyCodes.map(([sentence]) => sentence), []);
  });
});

Deno.test("problems PRB-03: a constraint that a client can trip names the field", async () => {
  await inRollback(async (sql) => {
    const unnamed = await sql<{ name: string }[]>`
      with rules as (
        select k.conrelid as relation, k.conname as name, k.conkey::int2[] as columns
        from pg_constraint as k where k.contype in ('c', 'u', 'x')
        union
        select i.indrelid, c.relname, i.indkey::int2[] from pg_index as i
        join pg_class as c on c.oid = i.indexrelid where i.indisunique and not i.indisprimary
      )
      select t.relname || ': ' || r.name as name
      from rules as r
      join pg_class as t on t.oid = r.relation and t.relnamespace = 'public'::regnamespace
      where exists (select from unnest(r.columns) as c (attnum)
          where c.attnum > 0 and (has_column_privilege('authenticated', t.oid, c.attnum, 'insert')
            or has_column_privilege('authenticated', t.oid, c.attnum, 'update')))
        -- keys with the id are what children point at; ids are ours
        and not exists (select from pg_attribute as a
          where a.attrelid = t.oid and a.attname = 'id' and a.attnum = any (r.columns))
        and not r.columns <@ (select array_agg(a.attnum) from pg_attribute as a
          where a.attrelid = t.oid and a.attname = 'dealership_id')
        and not exists (select from unnest(r.columns) as c (attnum)
          join pg_attribute as a on a.attrelid = t.oid and a.attnum = c.attnum
          where a.attname <> 'dealership_id' and r.name ~ ('^' || t.relname || '_' || a.attname || '_[a-z_]+$'))`;
    assert.deepEqual(unnamed.map(({ name }) => name), []);
  });
});
