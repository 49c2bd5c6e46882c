-- The history of a unit begins on the day it arrived, which a list or a move from another system may name.
create or replace function private.tg_vehicle_history() returns trigger
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
