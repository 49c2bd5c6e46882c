import assert from "node:assert/strict";
import { findSqlFaults } from "./check_sql.ts";

const TABLE = `create table public.leads (
    id uuid primary key,
    dealership_id uuid not null references public.dealerships on delete cascade,
    name text
  );
  comment on table public.leads is 'One wish to buy.';
  alter table public.leads enable row level security;
  alter table public.leads force row level security;`;

const FUNCTION = `create function public.win_lead(lead_id uuid) returns void
  language sql security definer set search_path = '' as $$ select 1 $$;
  comment on function public.win_lead is 'Ends a lead. Definer: staff may not write leads.';`;

async function faults(text: string): Promise<string[]> {
  return (await findSqlFaults("x.sql", text)).map((fault) => fault.replace("x.sql: ", ""));
}

Deno.test("findSqlFaults() accepts a table and a function that keep the rules", async () => {
  assert.deepEqual(await faults(TABLE + FUNCTION), []);
});

Deno.test("findSqlFaults() points at the line that Postgres cannot read", async () => {
  const [fault = ""] = await findSqlFaults("x.sql", "select 1;\n\ncrate table x;");
  assert.match(fault, /^x\.sql:3: syntax error at or near "crate"/);
});

Deno.test("findSqlFaults() wants row level security and a comment in the table's own file", async () => {
  assert.deepEqual(await faults("create table public.leads (id uuid);"), [
    "table public.leads: row level security is not enabled",
    "table public.leads: row level security is not forced",
    "table public.leads: has no comment",
  ]);
  assert.deepEqual(await faults("create temp table leads (id uuid);"), []);
  assert.deepEqual(await faults("create table leads (id uuid);"), [
    "table leads: not in public or private",
  ]);
});

Deno.test("findSqlFaults() refuses types that age badly, also in added columns", async () => {
  const text = "alter table public.leads add column a varchar(9), add column b json;";
  assert.deepEqual(await faults(text), [
    "column public.leads.a: varchar: use text with a check",
    "column public.leads.b: json: use jsonb",
  ]);
  const columns = "a serial, b bigserial, c timestamp, d char(2)";
  assert.equal((await faults(TABLE.replace("name text", columns))).length, 4);
  assert.deepEqual(await faults("create type public.mood as enum ('good');"), [
    "type public.mood: an enum: use text with a check",
  ]);
});

Deno.test("findSqlFaults() wants to know what a deletion does to every reference", async () => {
  const fault = "table public.leads: the reference to public.dealerships has no on delete";
  assert.deepEqual(await faults(TABLE.replace("on delete cascade", "")), [fault]);
  const added = "alter table public.leads add foreign key (a) references public.dealerships;";
  assert.deepEqual(await faults(added), [fault]);
});

Deno.test("findSqlFaults() wants functions with an empty search path", async () => {
  const without = "function public.win_lead: does not set search_path = ''";
  assert.deepEqual(await faults(FUNCTION.replace("set search_path = ''", "")), [without]);
  assert.deepEqual(
    await faults(FUNCTION.replace("search_path = ''", "search_path = public")),
    [without],
  );
});

Deno.test("findSqlFaults() wants a definer in public to say why", async () => {
  assert.deepEqual(await faults(FUNCTION.replace("Definer", "Fast")), [
    "function public.win_lead: security definer in public, and its comment does not say why " +
    "(Definer: …)",
  ]);
  assert.deepEqual(
    await faults(FUNCTION.replace("Definer", "Fast").replace("security definer", "")),
    [],
  );
});

Deno.test("findSqlFaults() wants policies that name a role", async () => {
  assert.deepEqual(await faults("create policy p on public.leads using (true);"), [
    "policy p: names no role",
  ]);
  assert.deepEqual(
    await faults("create policy p on public.leads to authenticated using (true);"),
    [],
  );
});

Deno.test("findSqlFaults() wants views that ask with their reader's rights", async () => {
  assert.deepEqual(await faults("create view public.v as select 1 as one;"), [
    "view public.v: is not security_invoker",
    "view public.v: has no comment",
  ]);
  const view = "create view public.v with (security_invoker = true) as select 1 as one;";
  assert.deepEqual(await faults(`${view} comment on view public.v is 'One.';`), []);
});

Deno.test("findSqlFaults() knows that what is replaced keeps its comment", async () => {
  const [create = ""] = FUNCTION.replace("create function", "create or replace function")
    .split("comment on");
  assert.deepEqual(await faults(create), []);
  const view = "create or replace view public.v with (security_invoker = true) as select 1 as one;";
  assert.deepEqual(await faults(view), []);
});
