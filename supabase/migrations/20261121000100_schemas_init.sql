-- The ground everything stands on: where things live, what nobody may do by default, two small helpers.
-- Hosted Supabase used to grant everything in public to the API roles and is withdrawing that default,
-- so each migration revokes and grants by name and is right under both.

create schema if not exists private;
comment on schema private is 'What no API client may reach: helpers, jobs, counters. Never exposed by PostgREST.';
revoke all on schema private from public;
grant usage on schema private to authenticated, anon, service_role;

create extension if not exists pgcrypto with schema extensions;
create extension if not exists pg_trgm with schema extensions;
create extension if not exists btree_gin with schema extensions;
create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;

alter default privileges for role postgres in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke all on functions from anon, authenticated, service_role;
alter default privileges for role postgres revoke execute on functions from public;

create function private.tg_touch_updated_at() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.tg_touch_updated_at is 'Keeps updated_at true, whoever writes the row.';

-- PostgREST turns errcode PTnnn into HTTP status nnn and passes message and detail on.
create function private.refuse(http_status int, code text, sentence text) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  raise exception '%', refuse.sentence
    using errcode = 'PT' || refuse.http_status::text, detail = refuse.code;
end
$$;
comment on function private.refuse is
  'Raises a refusal that reaches the client as HTTP status, a sentence, and a problem code in detail.';
grant execute on function private.refuse to authenticated, service_role;
