-- Units that nothing stands in the way of are added and changed together: one by one, 10,000 new units took 15 s on
-- an idle machine, together 4 s. What the stock refuses is left to apply_some_rows, which tries each row alone.

create function private.add_clear_rows(run public.feed_runs, max_rows int) returns int
language plpgsql volatile security invoker set search_path = '' as $$
declare
  added int;
begin
  with clear as materialized (
    select f.said from private.feed_rows as f
    where f.feed_run_id = run.id and not f.is_applied and f.action = 'add'
      and not exists (select from public.vehicles as v where v.dealership_id = run.dealership_id and v.vin = f.vin)
      and not exists (select from public.vehicles as v
        where v.dealership_id = run.dealership_id and v.stock_number = f.stock_number)
    order by f.id limit max_rows
  ), inserted as (
    insert into public.vehicles (dealership_id, vehicle_feed_id, vin, stock_number, make, model, year, trim, body_style,
      ext_color, int_color, mileage, engine, transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents,
      condition, certified, status, description, features, images, video_url)
    select run.dealership_id, run.vehicle_feed_id, u.vin, u.stock_number, u.make, u.model, u.year, u.trim, u.body_style,
      u.ext_color, u.int_color, coalesce(u.mileage, 0), u.engine, u.transmission, u.drivetrain, u.fuel_type,
      u.fuel_economy, u.msrp_cents, u.price_cents, coalesce(u.condition, 'used'), coalesce(u.certified, false),
      coalesce(u.status, 'available'), u.description, coalesce(u.features, '{}'), coalesce(u.images, '[]'), u.video_url
    from clear as c, jsonb_populate_record(null::public.vehicles, c.said) as u
    on conflict do nothing
    returning id, vin
  ), kept as (
    -- Not joined with clear: two CTEs are joined by comparing all with all.
    update private.feed_rows as f set is_applied = true, vehicle_id = i.id
    from inserted as i where f.feed_run_id = run.id and f.vin = i.vin
    returning f.id
  )
  select count(*) into added from kept;
  return added;
exception when check_violation or not_null_violation or numeric_value_out_of_range or invalid_text_representation then
  return 0;
end
$$;
comment on function private.add_clear_rows is
  'Adds the next units whose VIN and stock number are free, together; none of them when one is refused. Returns how many.';

create function private.change_clear_rows(run public.feed_runs, max_rows int) returns int
language plpgsql volatile security invoker set search_path = '' as $$
declare
  changed int;
begin
  with next_rows as materialized (
    select f.id, f.said, f.vin from private.feed_rows as f
    where f.feed_run_id = run.id and not f.is_applied and f.action = 'change' order by f.id limit max_rows
  ), clear as materialized (
    select r.id, v.id as vehicle_id, to_jsonb(v) as present, private.feed_changes(v, r.said) as changes
    from next_rows as r
    join public.vehicles as v on v.dealership_id = run.dealership_id and v.vin = r.vin
    where v.stock_number = r.said ->> 'stock_number'
    for update of v
  ), updated as (
    update public.vehicles as v
    set make = n.make, model = n.model, year = n.year, trim = n.trim, body_style = n.body_style,
      ext_color = n.ext_color, int_color = n.int_color, mileage = n.mileage, engine = n.engine,
      transmission = n.transmission, drivetrain = n.drivetrain, fuel_type = n.fuel_type,
      fuel_economy = n.fuel_economy, msrp_cents = n.msrp_cents, price_cents = n.price_cents,
      condition = n.condition, certified = n.certified, status = n.status, description = n.description,
      features = n.features, images = n.images, video_url = n.video_url, missing_runs = 0,
      vehicle_feed_id = run.vehicle_feed_id, last_seen_at = now()
    from clear as c, jsonb_populate_record(null::public.vehicles, c.present || c.changes) as n
    where v.id = c.vehicle_id
  ), kept as (
    update private.feed_rows as f
    set is_applied = true, vehicle_id = c.vehicle_id, after = nullif(c.changes, '{}'),
      action = case when c.changes = '{}' then 'same' else 'change' end,
      before = (select jsonb_object_agg(k.key, c.present -> k.key) from jsonb_object_keys(c.changes) as k (key))
    from clear as c where f.id = c.id
    returning f.id
  )
  select count(*) into changed from kept;
  return changed;
exception when check_violation or not_null_violation or numeric_value_out_of_range or invalid_text_representation then
  return 0;
end
$$;
comment on function private.change_clear_rows is
  'Changes the next units that keep their stock number, together; none of them when one is refused. Returns how many.';

revoke execute on function private.add_clear_rows, private.change_clear_rows from public, anon, authenticated;
grant execute on function private.add_clear_rows, private.change_clear_rows to service_role;
