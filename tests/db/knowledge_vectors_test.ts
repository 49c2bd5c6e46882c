import assert from "node:assert/strict";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { vector } from "@electric-sql/pglite/vector";
import { checkoutDir } from "../../local/open_stack.ts";
import { inRollback } from "../support/db.ts";
import { OAK, PINE } from "../support/people.ts";

const DIMENSIONS = 384;

/** What the two migrations stand on; the table with the columns that they read. */
const GROUND = `
  create role anon; create role authenticated; create role service_role;
  create schema private; create schema extensions;
  create extension pg_trgm with schema extensions;
  create extension btree_gin with schema extensions;
  create table public.knowledge_entries (
    id uuid primary key default gen_random_uuid(), dealership_id uuid not null, title text not null,
    question_phrases text[] not null default '{}', answer text not null, category text,
    tags text[] not null default '{}', valid_from timestamptz, valid_until timestamptz,
    is_active boolean not null default true);
  create function private.knowledge_text(title text, question_phrases text[], tags text[]) returns text
  language sql immutable set search_path = '' as $$
    select lower(title || ' ' || array_to_string(question_phrases, ' ') || ' ' || array_to_string(tags, ' '))
  $$;
  create index knowledge_entries_fts_idx on public.knowledge_entries using gin (dealership_id);
  create index knowledge_entries_trgm_idx on public.knowledge_entries using gin
    (dealership_id, private.knowledge_text(title, question_phrases, tags) extensions.gin_trgm_ops);
  create function public.search_knowledge(dealership_id uuid, query text, max int default 3)
  returns table (id uuid, title text, answer text, category text, score double precision)
  language sql as 'select null::uuid, null, null, null, null::double precision';`;

async function migrate(database: PGlite): Promise<void> {
  await database.exec(GROUND);
  for (
    const name of [
      "20261121004200_knowledge_search.sql",
      "20261121004210_knowledge_vectors.sql",
    ]
  ) {
    await database.exec(await readMigration(name));
  }
}

function readMigration(name: string): Promise<string> {
  return Deno.readTextFile(join(checkoutDir(), "supabase", "migrations", name));
}

/** A direction: mostly along one axis, a little along another, of length 1. */
function direction(axis: number, lean = 0): string {
  const values = new Array<number>(DIMENSIONS).fill(0);
  values[axis] = Math.sqrt(1 - lean * lean);
  values[(axis + 1) % DIMENSIONS] = lean;
  return JSON.stringify(values);
}

async function titlesFor(database: PGlite, question: string, axis: number): Promise<string[]> {
  const { rows } = await database.query<{ title: string }>(
    `select title from public.search_knowledge_by_meaning($1, $2, $3::extensions.vector)`,
    [OAK, question, direction(axis, 0.3)],
  );
  return rows.map(({ title }) => title);
}

Deno.test("knowledge vectors: where pgvector is, the third leg finds what shares no word with the question", async () => {
  const database = await PGlite.create({ extensions: { vector, pg_trgm, btree_gin } });
  try {
    await migrate(database);
    const insert = (dealership: string, title: string, axis: number, isActive = true) =>
      database.query(
        `insert into public.knowledge_entries (dealership_id, title, answer, embedding, is_active)
          values ($1, $2, 'Yes.', $3, $4)`,
        [dealership, title, direction(axis), isActive],
      );
    await insert(OAK, "Pets", 3);
    await insert(OAK, "Delivery", 7);
    await insert(OAK, "Switched off", 11, false);
    await insert(PINE, "Pets of Pine", 3);

    assert.deepEqual(await titlesFor(database, "my poodle is coming along", 3), ["Pets"]);
    assert.deepEqual(await titlesFor(database, "my poodle is coming along", 20), []);
    assert.deepEqual(await titlesFor(database, "anything", 11), []);
    // Words alone still count, whatever the embedding says.
    assert.deepEqual(await titlesFor(database, "delivery?", 40), ["Delivery"]);
    const { rows } = await database.query<{ definition: string }>(
      `select indexdef as definition from pg_indexes where indexname = 'knowledge_entries_embedding_idx'`,
    );
    assert.match(rows[0]?.definition ?? "", /hnsw .*vector_ip_ops/);
  } finally {
    await database.close();
  }
});

/** What the job of the embeddings stands on besides. */
const JOBS_GROUND = `
  create schema cron;
  create function cron.schedule(text, text, text) returns bigint language sql as 'select 1::bigint';
  create table private.jobs (id bigint generated always as identity, dealership_id uuid, kind text, payload jsonb,
    fifo_key text, status text not null default 'ready');
  create function private.enqueue_job(dealership_id uuid, kind text, payload jsonb, fifo_key text, delay_ms int default 0)
  returns bigint language sql as $$
    insert into private.jobs (dealership_id, kind, payload, fifo_key) values ($1, $2, $3, $4) returning id $$;
  create function private.tg_audit() returns trigger language plpgsql as 'begin return null; end';
  create constraint trigger knowledge_entries_80_audit after insert or update or delete on public.knowledge_entries
    deferrable initially deferred for each row execute function private.tg_audit();`;

/** Asks for the first row of a query. */
function oneOf(database: PGlite) {
  return async <Row>(query: string, args: unknown[] = []) =>
    (await database.query<Row>(query, args)).rows[0];
}

Deno.test("knowledge vectors: an entry's words promise one job, and only their own embedding is kept", async () => {
  const database = await PGlite.create({ extensions: { vector, pg_trgm, btree_gin } });
  try {
    await migrate(database);
    await database.exec(JOBS_GROUND);
    await database.exec(await readMigration("20261122020500_knowledge_embeddings.sql"));
    const one = oneOf(database);
    const jobs = async () =>
      (await one<{ n: number }>(
        `select count(*)::int as n from private.jobs where kind = 'embed_knowledge' and status = 'ready'`,
      ))?.n;
    const add = (title: string) =>
      one<{ id: string }>(
        `insert into public.knowledge_entries (dealership_id, title, answer) values ($1, $2, 'Yes.') returning id`,
        [OAK, title],
      );
    await add("Pets");
    await add("Delivery");
    assert.equal(await jobs(), 1);
    const { rows } = await database.query<{ id: string; words: string }>(
      "select * from public.knowledge_to_embed($1)",
      [OAK],
    );
    assert.equal(rows.length, 2);
    const retitle = (from: string, to: string) =>
      one(`update public.knowledge_entries set title = $2 where title = $1`, [from, to]);
    const save = async (dealership: string) =>
      (await one<{ n: number }>("select public.save_knowledge_embeddings($1, $2::jsonb) as n", [
        dealership,
        JSON.stringify(rows.map((row, at) => ({ ...row, embedding: direction(at * 5) }))),
      ]))?.n;
    await retitle("Pets", "Dogs and cats");
    assert.deepEqual([await save(PINE), await save(OAK)], [0, 1]);
    await database.exec("update private.jobs set status = 'done'");
    await one(`update public.knowledge_entries set answer = 'No.' where title = 'Delivery'`);
    assert.equal(await jobs(), 0, "the answer is no part of the embedding");
    await retitle("Delivery", "Home delivery");
    assert.equal(await jobs(), 1);
  } finally {
    await database.close();
  }
});

Deno.test("knowledge vectors: without pgvector there is no embedding, no third leg and no fault", async () => {
  await inRollback(async (sql) => {
    const [row] = await sql<{ available: boolean; column: boolean; leg: boolean }[]>`
      select exists (select from pg_available_extensions where name = 'vector') as available,
        exists (select from pg_attribute where attrelid = 'public.knowledge_entries'::regclass
          and attname = 'embedding') as column,
        to_regproc('public.search_knowledge_by_meaning') is not null as leg`;
    assert.ok(row);
    assert.deepEqual([row.column, row.leg], [row.available, row.available]);
  });
});
