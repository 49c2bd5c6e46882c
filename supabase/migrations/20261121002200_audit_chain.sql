-- The audit log becomes a chain: each row carries a hash over itself and the row before, so that a change made
-- past the triggers is found. Rows are written at the end of the transaction, under the row lock that already
-- numbers events: one lock per dealership, held only while committing, and never two in different order.

alter table private.event_counters
  add column audit_count bigint not null default 0,
  add column audit_hash text not null default repeat('0', 64);
comment on table private.event_counters is
  'The last event number and the head of the audit chain of each dealership; its row lock makes commit order and '
  'number order the same.';

alter table public.audit_logs
  add column seq bigint,
  add column prev_hash text,
  add column hash text,
  add constraint audit_logs_seq_key unique (dealership_id, seq);
comment on column public.audit_logs.seq is 'Place in the dealership''s chain, from 1, without gaps.';
comment on column public.audit_logs.hash is 'SHA-256 in hex over prev_hash and the row''s canonical text.';

-- Stable and not immutable only because jsonb_build_array is; times are microseconds, so no setting changes the text.
create function private.audit_row_hash(entry public.audit_logs) returns text
language sql stable security invoker set search_path = '' as $$
  select encode(sha256(convert_to(entry.prev_hash || jsonb_build_array(
    entry.dealership_id, entry.seq, entry.actor_id, entry.actor_role, entry.action, entry.table_name,
    entry.record_id, entry.old_values, entry.new_values, entry.request_id, entry.ip_address, entry.user_agent,
    (extract(epoch from entry.occurred_at) * 1000000)::bigint)::text, 'UTF8')), 'hex')
$$;
comment on function private.audit_row_hash is 'What the hash of an audit row must be.';

create function private.append_audit(entry public.audit_logs) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  select c.audit_count + 1, c.audit_hash into entry.seq, entry.prev_hash
  from private.event_counters as c where c.dealership_id = entry.dealership_id for update;
  if not found then
    return; -- the dealership is being deleted, and its log with it
  end if;
  entry.hash := private.audit_row_hash(entry);
  insert into public.audit_logs (dealership_id, actor_id, actor_role, action, table_name, record_id, old_values,
    new_values, request_id, ip_address, user_agent, occurred_at, seq, prev_hash, hash)
  values (entry.dealership_id, entry.actor_id, entry.actor_role, entry.action, entry.table_name, entry.record_id,
    entry.old_values, entry.new_values, entry.request_id, entry.ip_address, entry.user_agent, entry.occurred_at,
    entry.seq, entry.prev_hash, entry.hash);
  update private.event_counters as c set audit_count = entry.seq, audit_hash = entry.hash
  where c.dealership_id = entry.dealership_id;
end
$$;
comment on function private.append_audit is
  'Adds one row to the dealership''s chain. Definer: nobody may write the log or the counters directly.';

create function private.audit_hidden_columns() returns text[]
language sql immutable security invoker set search_path = '' as $$
  select array['secret', 'signing_secret', 'secret_hash', 'key_hash', 'token_hash', 'access_token', 'refresh_token',
    'password', 'password_hash', 'lease_token']
$$;
comment on function private.audit_hidden_columns is
  'Columns whose values never enter the audit log, whatever table they stand in: only that they changed.';

create function private.audit_values(row_values jsonb) returns jsonb
language sql immutable security invoker set search_path = '' as $$
  select jsonb_object_agg(v.key,
    case when v.key = any (private.audit_hidden_columns()) and v.value <> 'null' then '"hidden"' else v.value end)
  from jsonb_each(row_values) as v
$$;
comment on function private.audit_values is 'A row''s values as the audit log may keep them.';

-- Rows written before the chain existed take their places in it by id.
alter table public.audit_logs disable trigger audit_logs_00_append_only;
do $$
declare
  entry public.audit_logs;
begin
  for entry in select l.* from public.audit_logs as l order by l.id loop
    select c.audit_count + 1, c.audit_hash into entry.seq, entry.prev_hash
    from private.event_counters as c where c.dealership_id = entry.dealership_id;
    entry.hash := private.audit_row_hash(entry);
    update public.audit_logs as l set seq = entry.seq, prev_hash = entry.prev_hash, hash = entry.hash
    where l.id = entry.id;
    update private.event_counters as c set audit_count = entry.seq, audit_hash = entry.hash
    where c.dealership_id = entry.dealership_id;
  end loop;
end
$$;
alter table public.audit_logs enable trigger audit_logs_00_append_only;
alter table public.audit_logs
  alter column seq set not null, alter column prev_hash set not null, alter column hash set not null;

create function private.check_audit_chain(dealership_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  with chain as (
    select l.id, l.seq, l.hash,
      l.seq <> row_number() over w
        or l.prev_hash <> lag(l.hash, 1, repeat('0', 64)) over w
        or l.id <= lag(l.id, 1, 0::bigint) over w
        or l.hash <> private.audit_row_hash(l) as is_broken
    from public.audit_logs as l
    where l.dealership_id = check_audit_chain.dealership_id
    window w as (order by l.seq, l.id)
  ),
  found as (
    select count(*) as checked,
      (array_agg(c.id order by c.seq, c.id) filter (where c.is_broken))[1] as first_broken_id,
      (array_agg(c.hash order by c.seq desc))[1] as last_hash
    from chain as c
  )
  select jsonb_build_object(
    -- The head knows how long the chain is, so a cut-off or added tail shows even if the rest fits together.
    'ok', f.first_broken_id is null and f.checked = h.audit_count
      and coalesce(f.last_hash, repeat('0', 64)) = h.audit_hash,
    'checked', f.checked, 'first_broken_id', f.first_broken_id, 'head_seq', h.audit_count, 'head_hash', h.audit_hash)
  from found as f
  join private.event_counters as h on h.dealership_id = check_audit_chain.dealership_id
$$;
comment on function private.check_audit_chain is
  'Recomputes a dealership''s whole audit chain. Definer: reads the log and its head past their policies.';

create function public.verify_audit_chain(dealership_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(verify_audit_chain.dealership_id, 'audit.read');
  return private.check_audit_chain(verify_audit_chain.dealership_id);
end
$$;
comment on function public.verify_audit_chain is
  'Recomputes the audit chain (permission audit.read): {ok, checked, first_broken_id, head_seq, head_hash}. Not ok '
  'without first_broken_id means that rows are missing or added at the end. Keep head_hash elsewhere as an anchor. '
  'Definer: the head is readable by nobody.';

revoke execute on function private.audit_row_hash, private.append_audit, private.audit_hidden_columns,
  private.audit_values, private.check_audit_chain, public.verify_audit_chain from public, anon, authenticated;
grant execute on function private.check_audit_chain to service_role;
grant execute on function public.verify_audit_chain to authenticated;
