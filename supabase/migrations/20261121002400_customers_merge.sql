-- Two customers turn out to be one person. The loser stays as an empty row that points at the winner, so that
-- the merge can be undone exactly; every table that hangs on a customer is moved, also tables made later.

alter table public.customers
  add column merged_into uuid,
  add foreign key (dealership_id, merged_into) references public.customers (dealership_id, id)
    on delete set null (merged_into),
  add constraint customers_merged_into_other check (merged_into <> id);
comment on column public.customers.merged_into is 'The customer this one was found to be; null for everybody else.';
create index customers_merged_into_idx on public.customers (dealership_id, merged_into) where merged_into is not null;

create table public.customer_merges (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  winner_id uuid not null,
  loser_id uuid not null,
  moved jsonb not null default '{}',
  merged_by uuid references auth.users on delete set null,
  merged_at timestamptz not null default clock_timestamp(),
  undone_by uuid references auth.users on delete set null,
  undone_at timestamptz,
  foreign key (dealership_id, winner_id) references public.customers (dealership_id, id) on delete cascade,
  foreign key (dealership_id, loser_id) references public.customers (dealership_id, id) on delete cascade
);
comment on table public.customer_merges is 'One time that staff declared two customers to be the same person.';
comment on column public.customer_merges.moved is
  'What undo needs: ids by table, the winner''s own fields before, and the consent rows that the merge appended.';
create index customer_merges_winner_idx on public.customer_merges (dealership_id, winner_id, merged_at desc);
create index customer_merges_loser_idx on public.customer_merges (dealership_id, loser_id, merged_at desc);
create index customer_merges_merged_by_idx on public.customer_merges (merged_by);
create index customer_merges_undone_by_idx on public.customer_merges (undone_by);
create constraint trigger customer_merges_80_audit after insert or update on public.customer_merges
  deferrable initially deferred for each row execute function private.tg_audit();

alter table public.customer_merges enable row level security;
alter table public.customer_merges force row level security;
revoke all on public.customer_merges from anon, authenticated, service_role;
grant select on public.customer_merges to authenticated, service_role;
create policy customer_merges_select_staff on public.customer_merges for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.read'))::uuid[]));

-- Everything with a customer_id, found in the catalogue. The ledger is append-only and keeps the name it was
-- given; an experiment's assignment is one per customer and stays where it is.
create function private.customer_tables() returns setof text
language sql stable security invoker set search_path = '' as $$
  select distinct t.relname::text
  from pg_catalog.pg_constraint as k
  join pg_catalog.pg_class as t on t.oid = k.conrelid and t.relnamespace = 'public'::regnamespace
  join pg_catalog.pg_attribute as a on a.attrelid = k.conrelid and a.attname = 'customer_id' and a.attnum = any (k.conkey)
  where k.contype = 'f' and k.confrelid = 'public.customers'::regclass
    and t.relname not in ('consents', 'experiment_assignments')
  order by 1
$$;
comment on function private.customer_tables is 'The tables whose rows go along when a customer is merged into another.';

-- On each channel the stricter standing of the two holds for all addresses of the person.
create function private.tighten_consents(winner public.customers, loser_id uuid, merge_id uuid) returns jsonb
language sql volatile security definer set search_path = '' as $$
  with addresses as (
    select distinct on (c.channel, c.address) c.*
    from public.customer_identities as i
    join (values ('phone', 'sms'), ('phone', 'phone'), ('email', 'email'), ('visitor', 'web')) as k (kind, channel)
      on k.kind = i.kind
    join public.consents as c
      on c.dealership_id = i.dealership_id and c.channel = k.channel and c.address = i.value
    where i.dealership_id = winner.dealership_id and i.customer_id in (winner.id, tighten_consents.loser_id)
    order by c.channel, c.address, c.id desc
  ),
  tightened as (
    insert into public.consents (dealership_id, customer_id, channel, address, status, method, evidence)
    select a.dealership_id, winner.id, a.channel, a.address, 'revoked', 'staff',
      jsonb_build_object('customer_merge_id', tighten_consents.merge_id, 'replaces', a.id)
    from addresses as a
    where a.status = 'granted'
      and exists (select from addresses as s where s.channel = a.channel and s.status = 'revoked')
    returning id
  )
  select coalesce(jsonb_agg(t.id), '[]') from tightened as t
$$;
comment on function private.tighten_consents is
  'Appends an opt-out for each address whose owner opted out elsewhere on that channel; returns the new rows'' ids. '
  'Definer: staff may not write the ledger.';

create function private.lock_customer(id uuid) returns public.customers
language plpgsql volatile security definer set search_path = '' as $$
declare
  person public.customers;
begin
  select c.* into person from public.customers as c
  where c.id = lock_customer.id
    and c.dealership_id = any (private.dealerships_where('customers.write_all'))
  for update;
  if person.id is null then
    perform private.refuse(404, 'customer_not_found', 'Cannot find customer: it does not exist or is not yours');
  end if;
  return person;
end
$$;
comment on function private.lock_customer is
  'The locked customer, if the caller may change every customer there; else 404, the same for foreign and missing '
  'ones. Definer: locks past the table''s policies.';

create function public.merge_customers(winner uuid, loser uuid) returns setof public.customer_merges
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  first_locked public.customers := private.lock_customer(least(winner, loser));
  last_locked public.customers := private.lock_customer(greatest(winner, loser));
  kept public.customers;
  gone public.customers;
  merge public.customer_merges;
  table_name text;
  ids jsonb;
begin
  if winner = loser or first_locked.dealership_id <> last_locked.dealership_id then
    perform private.refuse(400, 'invalid_loser', 'Cannot merge customers: they are not two of one dealership');
  end if;
  if first_locked.merged_into is not null or last_locked.merged_into is not null then
    perform private.refuse(409, 'customer_merged', 'Cannot merge customers: one of them was merged before');
  end if;
  kept := case when first_locked.id = winner then first_locked else last_locked end;
  gone := case when first_locked.id = winner then last_locked else first_locked end;
  insert into public.customer_merges (dealership_id, winner_id, loser_id, merged_by)
  values (kept.dealership_id, kept.id, gone.id, (select auth.uid())) returning * into merge;
  merge.moved := jsonb_build_object(
    'consents', private.tighten_consents(kept, gone.id, merge.id),
    'winner', jsonb_build_object('full_name', kept.full_name, 'preferred_language', kept.preferred_language));
  for table_name in select t from private.customer_tables() as t loop
    execute format('with moved as (update public.%I set customer_id = $1 where dealership_id = $2 and customer_id = $3
      returning id) select coalesce(jsonb_agg(id), ''[]'') from moved', table_name)
    into ids using kept.id, kept.dealership_id, gone.id;
    merge.moved := merge.moved || jsonb_build_object(table_name, ids);
  end loop;
  update public.customers as c
  set full_name = coalesce(c.full_name, gone.full_name),
    preferred_language = coalesce(c.preferred_language, gone.preferred_language)
  where c.id = kept.id and (c.full_name is null or c.preferred_language is null);
  update public.customers as c set merged_into = kept.id where c.id = gone.id;
  return query update public.customer_merges as m set moved = merge.moved where m.id = merge.id returning m.*;
end
$$;
comment on function public.merge_customers is
  'Makes the loser''s addresses, threads and records the winner''s (permission customers.write_all); an opt-out of '
  'either holds for both. Returns the merge, which undo_customer_merge takes back. Definer: moves rows of many tables.';

-- Read again after the wait.
create function public.undo_customer_merge(merge_id uuid) returns setof public.customer_merges
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  merge public.customer_merges := (select m from public.customer_merges as m where m.id = undo_customer_merge.merge_id);
  kept public.customers;
  table_name text;
begin
  perform pg_advisory_xact_lock(private.merge_turn(merge.dealership_id))
  where merge.dealership_id = any (private.dealerships_where('customers.write_all'));
  kept := private.lock_customer(merge.winner_id);
  merge := (select m from public.customer_merges as m where m.id = merge.id);
  if merge.undone_at is not null then
    perform private.refuse(409, 'merge_undone', 'Cannot undo merge: it was undone before');
  end if;
  if kept.merged_into is not null or exists (select from public.customer_merges as m
    where m.dealership_id = merge.dealership_id and m.undone_at is null and m.id <> merge.id
      and m.merged_at > merge.merged_at
      and (m.winner_id in (merge.winner_id, merge.loser_id) or m.loser_id in (merge.winner_id, merge.loser_id))) then
    perform private.refuse(409, 'merge_not_latest', 'Cannot undo merge: a later merge of these customers comes first');
  end if;
  perform private.part_conversations(merge);
  for table_name in select t from private.customer_tables() as t loop
    execute format('update public.%I as t set customer_id = $1 where t.dealership_id = $2 and t.customer_id = $3
      and to_jsonb(t.id) in (select jsonb_array_elements($4))', table_name)
    using merge.loser_id, merge.dealership_id, merge.winner_id, coalesce(merge.moved -> table_name, '[]');
  end loop;
  -- A field that somebody has changed since stays; so does an opt-out that the shopper has repeated since.
  update public.customers as c
  set full_name = case when l.full_name = c.full_name then merge.moved -> 'winner' ->> 'full_name' else c.full_name end,
    preferred_language = case when l.preferred_language = c.preferred_language
      then merge.moved -> 'winner' ->> 'preferred_language' else c.preferred_language end
  from public.customers as l
  where c.id = merge.winner_id and l.id = merge.loser_id and l.dealership_id = c.dealership_id;
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, evidence)
  select o.dealership_id, o.customer_id, o.channel, o.address, o.status, 'staff',
    jsonb_build_object('undone_merge_id', merge.id, 'restores', o.id)
  from public.consents as c
  join public.consents as o on o.dealership_id = c.dealership_id and o.id = (c.evidence ->> 'replaces')::bigint
  where c.dealership_id = merge.dealership_id and merge.moved -> 'consents' @> to_jsonb(c.id)
    and c.id = (private.current_consent(c.dealership_id, c.channel, c.address)).id
  order by c.id;
  update public.customers as c set merged_into = null where c.id = merge.loser_id;
  return query update public.customer_merges as m set undone_at = now(), undone_by = (select auth.uid())
    where m.id = merge.id returning m.*;
end
$$;
comment on function public.undo_customer_merge is
  'Takes a merge back: what was moved returns, what came since stays with the winner (permission '
  'customers.write_all). Definer: moves rows of many tables.';

revoke execute on function private.customer_tables, private.tighten_consents, private.lock_customer,
  public.merge_customers, public.undo_customer_merge from public, anon, authenticated;
grant execute on function public.merge_customers, public.undo_customer_merge to authenticated;
