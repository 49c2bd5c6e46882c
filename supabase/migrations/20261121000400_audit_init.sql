-- Who changed what. Written by triggers, so no caller can forget it; append-only even for the service role.

create table public.audit_logs (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  actor_id uuid,
  actor_role text not null,
  action text not null check (action in ('insert', 'update', 'delete')),
  table_name text not null,
  record_id text not null,
  old_values jsonb,
  new_values jsonb,
  request_id text,
  ip_address text,
  user_agent text,
  occurred_at timestamptz not null default now()
);
comment on table public.audit_logs is
  'One change to one audited row: the changed columns before and after, who did it, and from where.';
create index audit_logs_dealership_idx on public.audit_logs (dealership_id, id desc);

create function private.tg_audit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  before_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  row_now jsonb := coalesce(after_row, before_row);
  request_headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
  skipped text[] := array['updated_at', 'last_seen_at'] || tg_argv;
  entry public.audit_logs;
begin
  if tg_op = 'UPDATE' then
    before_row := (
      select jsonb_object_agg(o.key, o.value) from jsonb_each(before_row) as o
      where o.value is distinct from (after_row -> o.key) and not o.key = any (skipped));
    if before_row is null then
      return null;
    end if;
    after_row := (
      select jsonb_object_agg(n.key, n.value) from jsonb_each(after_row) as n
      where before_row ? n.key);
  end if;
  entry.dealership_id := coalesce(row_now ->> 'dealership_id', row_now ->> 'id')::uuid;
  entry.actor_id := (select auth.uid());
  entry.actor_role := coalesce((select auth.role()), session_user);
  entry.action := lower(tg_op);
  entry.table_name := tg_table_name;
  entry.record_id := coalesce(row_now ->> 'id', (
    select string_agg(row_now ->> a.attname, '/' order by k.place)
    from pg_catalog.pg_index as i, unnest(i.indkey::int2[]) with ordinality as k (attnum, place),
      pg_catalog.pg_attribute as a
    where i.indrelid = tg_relid and i.indisprimary and a.attrelid = tg_relid and a.attnum = k.attnum));
  entry.old_values := private.audit_values(before_row);
  entry.new_values := private.audit_values(after_row);
  entry.request_id := request_headers ->> 'x-request-id';
  entry.ip_address := split_part(request_headers ->> 'x-forwarded-for', ',', 1);
  entry.user_agent := left(request_headers ->> 'user-agent', 300);
  entry.occurred_at := now();
  perform private.append_audit(entry);
  return null;
end
$$;
comment on function private.tg_audit is
  'Appends the change to audit_logs; arguments name columns whose change alone is no news. For deferred constraint '
  'triggers, so that the chain follows commit order. Definer: nobody may write the log directly.';

alter table public.audit_logs enable row level security;
alter table public.audit_logs force row level security;
revoke all on public.audit_logs from anon, authenticated, service_role;
grant select on public.audit_logs to authenticated, service_role;
create policy audit_logs_select_admin on public.audit_logs for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('audit.read'))::uuid[]));

create function private.tg_append_only() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  -- A dealership that is deleted takes its rows along; the foreign key's cascade runs one trigger deeper.
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
    return old;
  end if;
  raise exception 'Cannot % %: rows are append-only', lower(tg_op), tg_table_name
    using errcode = 'PT409', detail = 'append_only';
end
$$;
comment on function private.tg_append_only is 'Refuses update and delete, whoever asks, the table''s owner included.';
create trigger audit_logs_00_append_only before update or delete on public.audit_logs
  for each row execute function private.tg_append_only();
create trigger audit_logs_00_no_truncate before truncate on public.audit_logs
  for each statement execute function private.tg_append_only();

create trigger dealerships_80_audit after insert or update on public.dealerships
  for each row execute function private.tg_audit();
create trigger memberships_80_audit after insert or update or delete on public.memberships
  for each row execute function private.tg_audit();
create trigger business_hours_80_audit after insert or update or delete on public.business_hours
  for each row execute function private.tg_audit();
create trigger business_holidays_80_audit after insert or update or delete on public.business_holidays
  for each row execute function private.tg_audit();
