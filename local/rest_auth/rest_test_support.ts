import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { apiUrl } from "../config.ts";
import { signToken, startTestStack, type TestStack } from "./test_stack.ts";

/** Two dealerships and one of Oak's people. */
export const OAK = "0a000000-0000-4000-8000-000000000001";
export const PINE = "0b000000-0000-4000-8000-000000000001";
export const OAK_USER = "5a1e5000-0000-4000-8000-000000000001";

/** Tables with the product's kind of grants and policies, and functions of every kind. */
export const SETUP = `
  create table public.vehicles (
    id uuid primary key default gen_random_uuid(),
    dealership_id uuid not null,
    vin text not null check (vin <> ''),
    price_cents integer,
    mpg numeric(6, 2),
    features text[] not null default '{}',
    images jsonb not null default '[]',
    cost_cents integer,
    created_at timestamptz not null default now(),
    unique (dealership_id, vin));
  alter table public.vehicles enable row level security;
  revoke all on public.vehicles from anon, authenticated;
  grant select (id, dealership_id, vin, price_cents, mpg, features, images, created_at),
    insert (dealership_id, vin, price_cents, mpg, features, images),
    update (vin, price_cents, mpg, features, images), delete
    on public.vehicles to authenticated;
  create policy vehicles_all_staff on public.vehicles for all to authenticated
    using (dealership_id = (select (auth.jwt() ->> 'dealership')::uuid))
    with check (dealership_id = (select (auth.jwt() ->> 'dealership')::uuid));

  create table public.notes (
    id bigint generated always as identity primary key,
    vehicle_id uuid not null references public.vehicles on delete cascade,
    body text not null);
  alter table public.notes enable row level security;
  revoke all on public.notes from anon, authenticated;
  grant select, insert on public.notes to authenticated;
  create policy notes_all_staff on public.notes for all to authenticated
    using (exists (select from public.vehicles as v where v.id = vehicle_id));

  create table public.words (word text primary key);
  create table public.typed (
    id integer primary key, flag boolean, tags text[] not null default '{}', data jsonb);
  grant all on public.words, public.typed to service_role;

  create function public.add(a integer, b integer) returns integer
    language sql immutable as 'select a + b';
  create function public.refuse() returns void language plpgsql as $$
  begin
    raise exception 'Cannot take over conversation: it is closed'
      using errcode = 'PT409', detail = 'conversation_not_open', hint = 'Reopen it';
  end $$;
  create function public.fail() returns void language plpgsql as $$
  begin raise exception 'Plain'; end $$;
  create function public.add_vehicle(vin text) returns public.vehicles
    language sql security definer as $$
    insert into public.vehicles (dealership_id, vin) values ('${OAK}', vin) returning * $$;
  create function public.write_then_stable() returns uuid language sql stable as
    $$ select (public.add_vehicle('STABLE')).id $$;
  create function public.context() returns jsonb language sql stable as $$
    select jsonb_build_object(
      'headers', current_setting('request.headers')::jsonb,
      'method', current_setting('request.method'), 'path', current_setting('request.path'),
      'role', current_user, 'uid', auth.uid(),
      'timeout', current_setting('statement_timeout')) $$;
  create function public.seen_method() returns text language sql stable as
    $$ select current_setting('request.method') $$;
  create view public.methods with (security_invoker) as select public.seen_method() as method;
  grant select on public.methods to authenticated;
  create function public.nap() returns void language sql as 'select pg_catalog.pg_sleep(5)';
  alter role anon set statement_timeout = '1s';
`;

/** A client that sends a token of its own making. */
export function withToken(
  stack: TestStack,
  token: string,
  key: string = stack.config.keys.publishable,
): SupabaseClient {
  return createClient(apiUrl(stack.config), key, {
    accessToken: () => Promise.resolve(token),
  });
}

/** A client of somebody who works at one dealership. */
export async function staffOf(stack: TestStack, dealership: string): Promise<SupabaseClient> {
  const token = await signToken({ role: "authenticated", sub: OAK_USER, dealership });
  return withToken(stack, token);
}

/** What a step works with: the stack, somebody at Oak, and the service role. */
export interface Context {
  readonly stack: TestStack;
  readonly oak: SupabaseClient;
  readonly service: SupabaseClient;
}

/** Runs a test on a stack of its own with the tables above. */
export async function withRestStack(
  test: (context: Context) => Promise<void>,
): Promise<void> {
  const stack = await startTestStack({ setup: SETUP });
  try {
    const service = stack.client(stack.config.keys.secret);
    await test({ stack, oak: await staffOf(stack, OAK), service });
  } finally {
    await stack.stop();
  }
}
