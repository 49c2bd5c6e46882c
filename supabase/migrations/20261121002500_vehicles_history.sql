-- What a unit's status and price were before: kept by a trigger, whoever changes them, feeds included.

create table public.vehicle_status_changes (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  vehicle_id uuid not null,
  status_before text,
  status_after text not null,
  price_before_cents bigint,
  price_after_cents bigint,
  price_drop_cents bigint generated always as (
    case when price_after_cents < price_before_cents then price_before_cents - price_after_cents end) stored,
  changed_by uuid,
  changed_at timestamptz not null default now(),
  foreign key (dealership_id, vehicle_id) references public.vehicles (dealership_id, id) on delete cascade
);
comment on table public.vehicle_status_changes is
  'One change of a unit''s status or asking price; the first one is its arrival, with nothing before.';
comment on column public.vehicle_status_changes.price_drop_cents is
  'By how much the price fell, in cents; null when it did not.';
comment on column public.vehicle_status_changes.changed_by is
  'Who changed it, also after they left; null when a feed or the system did.';
create index vehicle_status_changes_vehicle_idx on public.vehicle_status_changes (dealership_id, vehicle_id, id desc);
create index vehicle_status_changes_drop_idx on public.vehicle_status_changes (dealership_id, changed_at desc)
  where price_drop_cents is not null;
create trigger vehicle_status_changes_00_append_only before update or delete on public.vehicle_status_changes
  for each row execute function private.tg_append_only();

create function private.tg_vehicle_sold_at() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if new.status = 'sold' then
    new.sold_at := coalesce(new.sold_at, now());
  elsif tg_op = 'UPDATE' and old.status = 'sold' then
    new.sold_at := null;
  end if;
  return new;
end
$$;
comment on function private.tg_vehicle_sold_at is
  'Keeps sold_at true: set when a unit is sold, gone when the sale falls through.';
create trigger vehicles_10_sold_at before insert or update of status on public.vehicles
  for each row execute function private.tg_vehicle_sold_at();

-- The history of a unit begins on the day it arrived, which a list or a move from another system may name.
create function private.tg_vehicle_history() returns trigger
language plpgsql security definer set search_path to '' as $$
begin
  insert into public.vehicle_status_changes (dealership_id, vehicle_id, status_before, status_after,
    price_before_cents, price_after_cents, changed_by, changed_at)
  values (new.dealership_id, new.id, case when tg_op = 'UPDATE' then old.status end, new.status,
    case when tg_op = 'UPDATE' then old.price_cents end, new.price_cents, (select auth.uid()),
    case when tg_op = 'UPDATE' then now() else new.created_at end);
  return null;
end
$$;
comment on function private.tg_vehicle_history is 'Appends to the unit''s history. Definer: nobody writes it directly.';
create trigger vehicles_50_arrived after insert on public.vehicles
  for each row execute function private.tg_vehicle_history();
create trigger vehicles_50_changed after update of status, price_cents on public.vehicles
  for each row when (old.status is distinct from new.status or old.price_cents is distinct from new.price_cents)
  execute function private.tg_vehicle_history();

insert into public.vehicle_status_changes (dealership_id, vehicle_id, status_after, price_after_cents, changed_at)
select v.dealership_id, v.id, v.status, v.price_cents, v.created_at from public.vehicles as v;

alter table public.vehicle_status_changes enable row level security;
alter table public.vehicle_status_changes force row level security;
revoke all on public.vehicle_status_changes from anon, authenticated, service_role;
grant select on public.vehicle_status_changes to authenticated, service_role;
create policy vehicle_status_changes_select_staff on public.vehicle_status_changes for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('vehicles.read'))::uuid[]));
revoke execute on function private.tg_vehicle_sold_at, private.tg_vehicle_history from public, anon, authenticated;
