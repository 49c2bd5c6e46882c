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
    const path = join(checkoutDir(), "supabase", "migrations", name);
    await database.exec(await Deno.readTextFile(path));
  }
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
