-- A run changes the stock, some rows per transaction, and can take every change back for a day.

create function private.add_unit(run public.feed_runs, said jsonb) returns uuid
language sql volatile security invoker set search_path = '' as $$
  insert into public.vehicles (dealership_id, vehicle_feed_id, vin, stock_number, make, model, year, trim, body_style,
    ext_color, int_color, mileage, engine, transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents,
    condition, certified, status, description, features, images, video_url)
  select run.dealership_id, run.vehicle_feed_id, u.vin, u.stock_number, u.make, u.model, u.year, u.trim, u.body_style,
    u.ext_color, u.int_color, coalesce(u.mileage, 0), u.engine, u.transmission, u.drivetrain, u.fuel_type,
    u.fuel_economy, u.msrp_cents, u.price_cents, coalesce(u.condition, 'used'), coalesce(u.certified, false),
    coalesce(u.status, 'available'), u.description, coalesce(u.features, '{}'), coalesce(u.images, '[]'), u.video_url
  from jsonb_populate_record(null::public.vehicles, said) as u
  returning id
$$;
comment on function private.add_unit is 'Adds a unit as a file describes it.';

create function private.change_unit(unit_id uuid, changes jsonb, seen_in uuid default null) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.vehicles as v
  set stock_number = n.stock_number, make = n.make, model = n.model, year = n.year, trim = n.trim,
    body_style = n.body_style, ext_color = n.ext_color, int_color = n.int_color, mileage = n.mileage,
    engine = n.engine, transmission = n.transmission, drivetrain = n.drivetrain, fuel_type = n.fuel_type,
    fuel_economy = n.fuel_economy, msrp_cents = n.msrp_cents, price_cents = n.price_cents, condition = n.condition,
    certified = n.certified, status = n.status, description = n.description, features = n.features,
    images = n.images, video_url = n.video_url,
    missing_runs = case when seen_in is null then n.missing_runs else 0 end,
    vehicle_feed_id = coalesce(seen_in, v.vehicle_feed_id),
    last_seen_at = case when seen_in is null then v.last_seen_at else now() end
  from public.vehicles as o, jsonb_populate_record(o, changes) as n
  where v.id = unit_id and o.id = v.id
$$;
comment on function private.change_unit is 'Sets the named columns of a unit; seen_in is the feed that has just listed it.';

create function private.apply_feed_row(run public.feed_runs, staged private.feed_rows) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  unit public.vehicles;
  changes jsonb;
begin
  select v.* into unit from public.vehicles as v
  where v.dealership_id = run.dealership_id and v.vin = staged.vin for update;
  if unit.stock_number is distinct from staged.stock_number then
    -- Stores use the number of a car that has gone again for the next one.
    update public.vehicles as v set stock_number = left(v.stock_number, 40) || '-' || right(v.vin, 6)
    where v.dealership_id = run.dealership_id and v.stock_number = staged.stock_number and v.vin <> staged.vin
      and v.status in ('sold', 'retired');
  end if;
  if unit.id is null then
    unit.id := private.add_unit(run, staged.said);
    update private.feed_rows as r set action = 'add', is_applied = true, vehicle_id = unit.id, before = null, after = null
    where r.id = staged.id;
    return;
  end if;
  changes := private.feed_changes(unit, staged.said);
  perform private.change_unit(unit.id, changes, run.vehicle_feed_id);
  update private.feed_rows as r
  set action = case when changes = '{}' then 'same' else 'change' end, is_applied = true, vehicle_id = unit.id,
    before = (select jsonb_object_agg(c.key, to_jsonb(unit) -> c.key) from jsonb_object_keys(changes) as c (key)),
    after = nullif(changes, '{}')
  where r.id = staged.id;
end
$$;
comment on function private.apply_feed_row is 'Brings one unit to what the file says, and keeps what stood there before.';

create function private.retire_missing_units(run public.feed_runs) returns int
language sql volatile security invoker set search_path = '' as $$
  with gone as (
    select m.id, m.vin, m.missing_runs, m.status,
      m.status in ('available', 'pending') and m.missing_runs + 1 >= f.retire_after_runs as retires
    from private.missing_units(run) as m
    join public.vehicle_feeds as f on f.id = run.vehicle_feed_id
  ), kept as (
    insert into private.feed_rows (dealership_id, feed_run_id, vin, action, is_applied, vehicle_id, before, after)
    select run.dealership_id, run.id, g.vin, 'missing', true, g.id,
      jsonb_build_object('missing_runs', g.missing_runs)
        || case when g.retires then jsonb_build_object('status', g.status) else '{}' end,
      jsonb_build_object('missing_runs', g.missing_runs + 1)
        || case when g.retires then '{"status": "retired"}'::jsonb else '{}' end
    from gone as g
  ), counted as (
    update public.vehicles as v
    set missing_runs = g.missing_runs + 1, status = case when g.retires then 'retired' else v.status end
    from gone as g where v.id = g.id
    returning g.retires
  )
  select count(*) filter (where c.retires)::int from counted as c
$$;
comment on function private.retire_missing_units is
  'Counts one more run without them and retires units that have been left out often enough; returns how many.';

create function private.end_feed_applying(run_id uuid) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  run public.feed_runs;
  retired int;
begin
  select r.* into run from public.feed_runs as r where r.id = run_id;
  retired := private.retire_missing_units(run);
  update public.feed_runs as r
  set status = 'done', finished_at = now(), retiring = retired, added = c.added, changed = c.changed,
    unchanged = c.unchanged
  from (
    select count(*) filter (where f.action = 'add') as added, count(*) filter (where f.action = 'change') as changed,
      count(*) filter (where f.action = 'same') as unchanged
    from private.feed_rows as f where f.feed_run_id = run_id
  ) as c
  where r.id = run_id;
  -- What an older file of the feed would say is no news any more.
  update public.feed_runs as r set status = 'discarded', finished_at = now()
  where r.dealership_id = run.dealership_id and r.vehicle_feed_id = run.vehicle_feed_id and r.status = 'preview'
    and r.created_at < run.created_at;
end
$$;
comment on function private.end_feed_applying is 'Retires what is gone and ends the run.';

-- Most rows of most files say what is already so: they are passed over together, and written to only when that tells
-- something new. One by one, 10,000 of them took 10 s.
create function private.pass_unchanged_rows(run public.feed_runs, max_rows int) returns int
language sql volatile security invoker set search_path = '' as $$
  with same as materialized (
    select f.id, v.id as vehicle_id
    from (
      select n.* from private.feed_rows as n
      where n.feed_run_id = run.id and not n.is_applied and n.action = 'same' order by n.id limit max_rows
    ) as f
    join public.vehicles as v on v.dealership_id = run.dealership_id and v.vin = f.vin
    where private.feed_changes(v, f.said) = '{}'
  ), seen as (
    update public.vehicles as v
    set last_seen_at = now(), missing_runs = 0, vehicle_feed_id = run.vehicle_feed_id
    from same as s
    where v.id = s.vehicle_id and (v.missing_runs <> 0 or v.vehicle_feed_id is distinct from run.vehicle_feed_id
      or v.last_seen_at < now() - interval '12 hours')
  ), passed as (
    update private.feed_rows as f set is_applied = true, vehicle_id = s.vehicle_id
    from same as s where f.id = s.id
    returning f.id
  )
  select count(*)::int from passed
$$;
comment on function private.pass_unchanged_rows is 'Passes over rows whose unit is as the file says; returns how many.';

create function private.apply_some_rows(run public.feed_runs, max_rows int) returns int
language plpgsql volatile security invoker set search_path = '' as $$
declare
  staged private.feed_rows;
  seen int := 0;
begin
  for staged in
    select f.* from private.feed_rows as f
    where f.feed_run_id = run.id and not f.is_applied order by f.id limit max_rows
  loop
    seen := seen + 1;
    begin
      perform private.apply_feed_row(run, staged);
    exception when unique_violation or check_violation or not_null_violation or string_data_right_truncation
      or numeric_value_out_of_range then
      update private.feed_rows as r set action = 'skip', is_applied = true where r.id = staged.id;
      update public.feed_runs as r set skipped = r.skipped + 1 where r.id = run.id;
      perform private.note_feed_problems(run.id, jsonb_build_array(jsonb_build_object('line', staged.line,
        'column', null, 'code', case when sqlstate = '23505' then 'stock_taken' else 'row_refused' end,
        'value', staged.stock_number, 'skips_row', true)));
    end;
  end loop;
  return seen;
end
$$;
comment on function private.apply_some_rows is
  'Applies the next rows; one that the stock refuses is noted and passed over. Returns how many it looked at.';

create function public.apply_feed_rows(feed_run_id uuid, lease_token uuid, max_rows int) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  run public.feed_runs;
  seen int;
begin
  if not private.holds_lease(apply_feed_rows.lease_token, 'import_feed') then
    return 'lease_lost';
  end if;
  select r.* into run from public.feed_runs as r where r.id = apply_feed_rows.feed_run_id for update;
  if run.id is null or run.status <> 'applying' then
    return 'ended';
  end if;
  -- Passing over is cheap: ten times as many per step.
  seen := private.pass_unchanged_rows(run, apply_feed_rows.max_rows * 10);
  if seen < apply_feed_rows.max_rows then
    seen := seen + private.add_clear_rows(run, apply_feed_rows.max_rows);
  end if;
  if seen < apply_feed_rows.max_rows then
    seen := seen + private.change_clear_rows(run, apply_feed_rows.max_rows);
  end if;
  if seen < apply_feed_rows.max_rows then
    seen := seen + private.apply_some_rows(run, least(apply_feed_rows.max_rows, 250));
  end if;
  update public.feed_runs as r set applied = r.applied + seen where r.id = run.id;
  if exists (select from private.feed_rows as f where f.feed_run_id = run.id and not f.is_applied) then
    return 'more';
  end if;
  perform private.end_feed_applying(run.id);
  return 'ended';
end
$$;
comment on function public.apply_feed_rows is 'Applies the next rows of a committed run; the last ones end it (FeedStepAnswer).';

create function private.undo_feed_row(staged private.feed_rows) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  unit public.vehicles;
  back jsonb;
begin
  select v.* into unit from public.vehicles as v where v.id = staged.vehicle_id for update;
  if unit.id is null then
    return;
  end if;
  if staged.action = 'add' then
    if exists (select from public.conversations as c where c.dealership_id = unit.dealership_id and c.vehicle_id = unit.id)
      or exists (select from public.leads as l where l.dealership_id = unit.dealership_id and l.vehicle_id = unit.id)
      or exists (select from public.appointments as a where a.dealership_id = unit.dealership_id and a.vehicle_id = unit.id)
      or exists (select from public.resources as r where r.dealership_id = unit.dealership_id and r.vehicle_id = unit.id)
    then
      update public.vehicles as v set status = 'retired' where v.id = unit.id;
    else
      delete from public.vehicles as v where v.id = unit.id;
    end if;
    return;
  end if;
  -- What somebody has changed since stays as they left it.
  select coalesce(jsonb_object_agg(b.key, b.value), '{}') into back
  from jsonb_each(staged.before) as b
  where to_jsonb(unit) -> b.key is not distinct from staged.after -> b.key;
  if back <> '{}' then
    perform private.change_unit(unit.id, back);
  end if;
end
$$;
comment on function private.undo_feed_row is
  'Takes back what a row did: an added unit goes, or is retired when somebody has asked about it.';

create function public.undo_feed_rows(feed_run_id uuid, lease_token uuid, max_rows int) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  run public.feed_runs;
  staged private.feed_rows;
  seen int := 0;
begin
  if not private.holds_lease(undo_feed_rows.lease_token, 'import_feed') then
    return 'lease_lost';
  end if;
  select r.* into run from public.feed_runs as r where r.id = undo_feed_rows.feed_run_id for update;
  if run.id is null or run.status <> 'undoing' then
    return 'ended';
  end if;
  for staged in
    select f.* from private.feed_rows as f
    where f.feed_run_id = run.id and f.is_applied and f.vehicle_id is not null and f.action <> 'skip'
    order by f.id desc limit undo_feed_rows.max_rows
  loop
    seen := seen + 1;
    if staged.action <> 'same' then
      perform private.undo_feed_row(staged);
    end if;
    update private.feed_rows as r set is_applied = false where r.id = staged.id;
  end loop;
  update public.feed_runs as r
  set applied = r.applied + seen,
    status = case when seen < undo_feed_rows.max_rows then 'undone' else r.status end,
    undone_at = case when seen < undo_feed_rows.max_rows then now() else r.undone_at end
  where r.id = run.id;
  return case when seen < undo_feed_rows.max_rows then 'ended' else 'more' end;
end
$$;
comment on function public.undo_feed_rows is 'Takes the next rows of a run back, the last first (FeedStepAnswer).';

revoke execute on function private.feed_changes, private.load_feed_step, private.note_feed_problems,
  private.judge_feed_rows, private.stage_feed_rows, private.missing_units, private.end_feed_reading,
  private.fail_feed_run(uuid, text), private.add_unit, private.change_unit, private.apply_feed_row,
  private.retire_missing_units, private.end_feed_applying, private.pass_unchanged_rows, private.apply_some_rows, private.undo_feed_row,
  public.load_feed_run, public.fail_feed_run(uuid, uuid, text), public.stage_feed_piece,
  public.apply_feed_rows, public.undo_feed_rows from public, anon, authenticated;
grant execute on function private.feed_changes, private.load_feed_step, private.note_feed_problems,
  private.judge_feed_rows, private.stage_feed_rows, private.missing_units, private.end_feed_reading,
  private.fail_feed_run(uuid, text), private.add_unit, private.change_unit, private.apply_feed_row,
  private.retire_missing_units, private.end_feed_applying, private.pass_unchanged_rows, private.apply_some_rows, private.undo_feed_row,
  private.notify, private.members_with, public.load_feed_run, public.fail_feed_run(uuid, uuid, text),
  public.stage_feed_piece, public.apply_feed_rows, public.undo_feed_rows to service_role;
