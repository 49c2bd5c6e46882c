import { deepEqual, equal, rejects } from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import type { StackConfig } from "../config.ts";
import { applyMigrations } from "../migrate.ts";
import { freePort } from "../ports.ts";
import { createKeys } from "../state.ts";
import { connect } from "./bootstrap.ts";
import { deleteDatabase, type PostgresService, startPostgres } from "./postgres.ts";

interface Database {
  readonly config: StackConfig;
  readonly service: PostgresService;
}

async function withDatabase(test: (database: Database) => Promise<void>): Promise<void> {
  const stateDir = await Deno.makeTempDir();
  const ports = { api: 1, postgres: freePort(), web: 3, inbox: 4 };
  const config = { projectDir: stateDir, stateDir, ports, keys: createKeys(0) };
  const service = await startPostgres(config);
  try {
    await test({ config, service });
  } finally {
    await service.stop();
    await Deno.remove(stateDir, { recursive: true });
  }
}

async function ask(config: StackConfig, role: string, query: string): Promise<unknown[]> {
  const sql = connect(config, role);
  try {
    return [...await sql.unsafe(query)];
  } finally {
    await sql.end();
  }
}

async function writeMigration(config: StackConfig, name: string, text: string): Promise<void> {
  const folder = `${config.projectDir}/supabase/migrations`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}`, text);
}

/** Told in order: they share one database, because making it takes a second. */
const STORY: Readonly<Record<string, (database: Database) => Promise<void>>> = {
  async "postgres is no superuser"({ config }) {
    const query = "select rolsuper from pg_roles where rolname = current_user";
    deepEqual(await ask(config, "postgres", query), [{ rolsuper: false }]);
    await rejects(ask(config, "postgres", "create role x superuser"), /permission denied/);
  },

  async "a migration of hosted style runs"({ config }) {
    await writeMigration(config, "1_first.sql", HOSTED_STYLE);
    await writeFile(`${config.projectDir}/supabase/seed.sql`, SEED);
    const applied = ["supabase/migrations/1_first.sql"];
    deepEqual(await applyMigrations(config), { applied, seeded: true, drifted: [] });
    deepEqual(await applyMigrations(config), { applied: [], seeded: false, drifted: [] });
  },

  async "a broadcast from a trigger becomes a message"({ config }) {
    await ask(config, "postgres", "insert into public.notes (body) values ('x')");
    const query = "select topic, event, private, payload ->> 'body' as body from realtime.messages";
    const message = { topic: "notes", event: "new", private: true, body: "x" };
    deepEqual(await ask(config, "supabase_admin", query), [message]);
  },

  async "API roles read under row-level security, and never auth.users"({ config }) {
    const asUser = (id: string, query: string) =>
      ask(
        config,
        "postgres",
        `begin; select set_config('request.jwt.claims', '{"sub":"${id}"}', true);
         set local role authenticated; ${query}`,
      );
    await rejects(asUser(OAK_USER, "select * from auth.users"), /permission denied/);
    const seesOne = "do $$ begin assert (select count(*) from public.owned) = 1; end $$";
    await asUser(OAK_USER, seesOne);
    await rejects(asUser(crypto.randomUUID(), seesOne), /assertion failed/);
  },

  async "a failing migration names its line and leaves nothing"({ config }) {
    await writeMigration(config, "2_bad.sql", "create table public.t ();\nselect 1;\nselect no;");
    await rejects(applyMigrations(config), {
      message: /supabase\/migrations\/2_bad\.sql:3: column "no" does not exist/,
    });
    deepEqual(await ask(config, "postgres", "select to_regclass('public.t') as t"), [{ t: null }]);
    await Deno.remove(`${config.projectDir}/supabase/migrations/2_bad.sql`);
  },

  async "an edited migration is reported"({ config }) {
    await writeMigration(config, "1_first.sql", `${HOSTED_STYLE}\n-- edited`);
    const { drifted } = await applyMigrations(config);
    deepEqual(drifted, ["supabase/migrations/1_first.sql"]);
  },

  async "a crash loses nothing that was committed"({ config, service }) {
    await service.restart();
    deepEqual(await ask(config, "postgres", "select body from public.notes"), [{ body: "x" }]);
  },

  async "a start beside a server that lost its stack takes over"({ config }) {
    const second = await startPostgres(config);
    equal(second.created, false);
    deepEqual(await ask(config, "postgres", "select body from public.notes"), [{ body: "x" }]);
    await second.stop();
  },

  async "a start after the database was deleted makes a new one"({ config }) {
    await deleteDatabase(config.stateDir);
    const fresh = await startPostgres(config);
    equal(fresh.created, true);
    await fresh.stop();
  },
};

Deno.test("postgres: a new database is a hosted project's, and outlives a crash", async (t) => {
  await withDatabase(async (database) => {
    for (const [name, step] of Object.entries(STORY)) await t.step(name, () => step(database));
  });
});

const OAK_USER = "0a000000-0000-4000-8000-000000000009";

const HOSTED_STYLE = `
  create extension if not exists pg_cron;
  create extension if not exists pg_net with schema extensions;
  create extension if not exists pg_trgm with schema extensions;
  create table public.notes (body text);
  create table public.owned (id uuid primary key references auth.users (id));
  alter table public.owned enable row level security;
  create policy owned_select on public.owned for select to authenticated
    using (id = (select auth.uid()));
  create policy messages_select on realtime.messages for select to authenticated
    using (realtime.topic() = 'notes');
  create function public.tg_announce() returns trigger
  language plpgsql security definer set search_path = '' as $$
  begin
    perform realtime.send(jsonb_build_object('body', new.body), 'new', 'notes');
    return new;
  end
  $$;
  create trigger notes_01_announce after insert on public.notes
    for each row execute function public.tg_announce();
  select cron.schedule('tick', '30 seconds', 'select 1');
  select vault.create_secret('s3cret', 'key');`;

const SEED = `
  insert into auth.users (
    instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
    raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
    confirmation_token, recovery_token, email_change, email_change_token_new
  ) values (
    '00000000-0000-0000-0000-000000000000', '${OAK_USER}', 'authenticated', 'authenticated',
    'sales@oak.example', extensions.crypt('pw', extensions.gen_salt('bf')), now(),
    '{"provider":"email"}', '{}', now(), now(), '', '', '', ''
  ) on conflict (id) do nothing;
  insert into auth.identities (provider_id, user_id, identity_data, provider)
  values ('${OAK_USER}', '${OAK_USER}', '{"email":"sales@oak.example"}', 'email')
  on conflict do nothing;
  insert into public.owned values ('${OAK_USER}') on conflict do nothing;`;
