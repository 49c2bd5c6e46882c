-- The steps of a run, each one transaction of the job runner: stage a piece, apply some rows, take some back. A step
-- is fenced by the job's lease and by where the run stands, so a repeated or late one changes nothing.

create function private.feed_changes(unit public.vehicles, said jsonb) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with present as materialized (
    select to_jsonb(unit) as columns
  ), wanted as (
    select s.key, s.value from jsonb_each(said) as s where s.key not in ('vin', 'status')
    union all
    -- Sold here stays sold while the feed lags; a unit that had gone from the feed, or is still listed after a week,
    -- has come back. What is said outright about sold and pending counts.
    select 'status', to_jsonb(case
      when said ->> 'status' in ('sold', 'pending') and unit.status <> 'sold' then said ->> 'status'
      when unit.status = 'retired' then coalesce(said ->> 'status', 'available')
      when unit.status = 'sold' and said ->> 'status' is distinct from 'sold' and (unit.missing_runs > 0
        or said ->> 'status' = 'available' and unit.sold_at < now() - interval '7 days') then 'available'
      when unit.status = 'pending' and said ->> 'status' = 'available' then 'available'
      else unit.status end)
  )
  select coalesce(jsonb_object_agg(w.key, w.value), '{}') from wanted as w, present as p
  where p.columns -> w.key is distinct from w.value
$$;
comment on function private.feed_changes is 'What a file would change about a unit: the columns it speaks of whose value is another.';

create function private.load_feed_step(status text) returns text
language sql immutable security invoker set search_path = '' as $$
  select case load_feed_step.status when 'reading' then 'read' when 'applying' then 'apply' when 'undoing' then 'undo' else 'ended' end
$$;
comment on function private.load_feed_step is 'What the job has to do for a run of a status.';

create function public.load_feed_run(feed_run_id uuid, lease_token uuid) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  run public.feed_runs;
begin
  select r.* into run from public.feed_runs as r where r.id = load_feed_run.feed_run_id;
  return jsonb_build_object(
    'step', case when not private.holds_lease(load_feed_run.lease_token, 'import_feed') then 'lease_lost'
      else private.load_feed_step(run.status) end,
    'path', run.path, 'column_map', coalesce(run.column_map, '{}'), 'layout', run.layout,
    'read_offset', coalesce(run.read_offset, 0), 'read_line', coalesce(run.read_line, 1));
end
$$;
comment on function public.load_feed_run is 'What the next step of a run is about (contract/feed.ts, FeedRunState).';

create function private.note_feed_problems(feed_run_id uuid, noted jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.feed_runs as r
  set problems = r.problems + jsonb_array_length(noted),
    row_problems = case when jsonb_array_length(r.row_problems) >= 200 then r.row_problems
      else jsonb_path_query_array(r.row_problems || noted, '$[0 to 199]') end
  where r.id = note_feed_problems.feed_run_id and jsonb_array_length(noted) > 0
$$;
comment on function private.note_feed_problems is 'Counts what is wrong and keeps the first 200.';

create function private.judge_feed_rows(run public.feed_runs, given jsonb)
returns table (line int, vin text, stock_number text, said jsonb, vehicle_id uuid, action text, problem text)
language sql stable security invoker set search_path = '' as $$
  with units as (
    select g.line, g.vehicle as said, g.vehicle ->> 'vin' as vin, g.vehicle ->> 'stock_number' as stock_number,
      row_number() over () as place
    from jsonb_to_recordset(given) as g (line int, vehicle jsonb)
  ), by_vin as (
    select u.*, row_number() over (partition by u.vin order by u.place) > 1
      or exists (select from private.feed_rows as f where f.feed_run_id = run.id and f.vin = u.vin) as vin_again
    from units as u
  ), by_stock as (
    select b.*, not b.vin_again and (
      row_number() over (partition by b.vin_again, b.stock_number order by b.place) > 1
      or exists (select from private.feed_rows as f where f.feed_run_id = run.id and f.stock_number = b.stock_number)
      ) as stock_again
    from by_vin as b
  )
  select s.line, s.vin, s.stock_number, s.said, v.id,
    case when v.id is null then 'add' when private.feed_changes(v, s.said) = '{}' then 'same' else 'change' end,
    case when s.vin_again then 'vin_repeated' when s.stock_again then 'stock_repeated' end
  from by_stock as s
  left join public.vehicles as v on v.dealership_id = run.dealership_id and v.vin = s.vin
  order by s.place
$$;
comment on function private.judge_feed_rows is
  'The units of a piece with what each would do to the stock, and which of them the file names twice.';

create function private.stage_feed_rows(run public.feed_runs, piece jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  repeated jsonb;
begin
  with judged as materialized (
    select j.* from private.judge_feed_rows(run, piece -> 'rows') as j
  ), staged as (
    insert into private.feed_rows (dealership_id, feed_run_id, line, vin, stock_number, said, action, vehicle_id)
    select run.dealership_id, run.id, j.line, j.vin, j.stock_number, j.said, j.action, j.vehicle_id
    from judged as j where j.problem is null
  ), counted as (
    update public.feed_runs as r
    set units = r.units + c.units, added = r.added + c.added, changed = r.changed + c.changed,
      unchanged = r.unchanged + c.unchanged, skipped = r.skipped + c.repeated + (piece ->> 'skipped')::int
    from (
      select count(*) filter (where j.problem is null) as units,
        count(*) filter (where j.problem is null and j.action = 'add') as added,
        count(*) filter (where j.problem is null and j.action = 'change') as changed,
        count(*) filter (where j.problem is null and j.action = 'same') as unchanged,
        count(*) filter (where j.problem is not null) as repeated
      from judged as j
    ) as c
    where r.id = run.id
  )
  select coalesce(jsonb_agg(jsonb_build_object('line', j.line, 'column', null, 'code', j.problem, 'skips_row', true,
    'value', case j.problem when 'vin_repeated' then j.vin else j.stock_number end)), '[]')
  into repeated from judged as j where j.problem is not null;
  -- A unit whose row cannot be used is still there: it must not count as missing.
  insert into private.feed_rows (dealership_id, feed_run_id, vin, action, is_applied)
  select distinct run.dealership_id, run.id, s.vin, 'skip', true
  from jsonb_array_elements_text(piece -> 'seen_vins') as s (vin)
  on conflict on constraint feed_rows_feed_run_id_vin_key do nothing;
  perform private.note_feed_problems(run.id, (piece -> 'problems') || repeated);
end
$$;
comment on function private.stage_feed_rows is
  'Keeps the units of a piece with what each would do; one that the file names twice counts once.';

create function private.missing_units(run public.feed_runs) returns setof public.vehicles
language sql stable security invoker set search_path = '' as $$
  select v.* from public.vehicles as v
  where run.is_full and v.dealership_id = run.dealership_id and v.vehicle_feed_id = run.vehicle_feed_id
    and v.status <> 'retired'
    and not exists (select from private.feed_rows as f where f.feed_run_id = run.id and f.vin = v.vin)
$$;
comment on function private.missing_units is 'Units that the feed listed before and this full file does not name.';

create function private.end_feed_reading(run_id uuid) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  run public.feed_runs;
  feed public.vehicle_feeds;
  stock bigint;
begin
  select r.* into run from public.feed_runs as r where r.id = run_id;
  select f.* into feed from public.vehicle_feeds as f where f.id = run.vehicle_feed_id;
  if run.units = 0 then
    perform private.fail_feed_run(run.id, 'Cannot import: no row of the file can be used');
    return;
  end if;
  select count(*) filter (where m.status in ('available', 'pending')),
    count(*) filter (where m.status in ('available', 'pending') and m.missing_runs + 1 >= feed.retire_after_runs)
  into run.missing, run.retiring from private.missing_units(run) as m;
  select count(*) into stock from public.vehicles as v
  where v.dealership_id = run.dealership_id and v.vehicle_feed_id = run.vehicle_feed_id
    and v.status in ('available', 'pending');
  run.hold_reason := case when run.retiring * 100 > feed.max_retire_percent * stock then 'retires_too_many' end;
  run.status := case when run.commits_itself and run.hold_reason is null then 'applying' else 'preview' end;
  update public.feed_runs as r
  set missing = run.missing, retiring = run.retiring, hold_reason = run.hold_reason, status = run.status,
    committed_at = case when run.status = 'applying' then now() end
  where r.id = run.id;
  if run.commits_itself and run.hold_reason is not null then
    perform private.notify(run.dealership_id, private.members_with(run.dealership_id, 'vehicles.write'),
      'feed.held', format('%s would retire %s units: confirm or discard it', feed.name, run.retiring),
      '/inventory/import', 'feed.held:' || run.id);
  end if;
end
$$;
comment on function private.end_feed_reading is
  'Counts what the file leaves out and shows the run to a person, or lets a polled one go on by itself.';

create function private.fail_feed_run(run_id uuid, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  run public.feed_runs;
begin
  update public.feed_runs as r set status = 'failed', error = left(reason, 500), finished_at = now()
  where r.id = run_id and r.status in ('reading', 'applying', 'undoing') returning r.* into run;
  if found and run.commits_itself then
    perform private.notify(run.dealership_id, private.members_with(run.dealership_id, 'vehicles.write'),
      'feed.failed', 'A feed could not be imported', '/inventory/import', 'feed.failed:' || run.id);
  end if;
end
$$;
comment on function private.fail_feed_run is
  'Ends a run badly, for staff to see and try again. Definer: also called by the trigger on dead jobs.';

create function public.fail_feed_run(feed_run_id uuid, lease_token uuid, reason text) returns text
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if not private.holds_lease(fail_feed_run.lease_token, 'import_feed') then
    return 'lease_lost';
  end if;
  perform private.fail_feed_run(fail_feed_run.feed_run_id, fail_feed_run.reason);
  return 'ended';
end
$$;
comment on function public.fail_feed_run is 'Ends a run whose file cannot be read (contract/feed.ts, FeedStepAnswer).';

create function public.stage_feed_piece(feed_run_id uuid, lease_token uuid, piece jsonb) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  run public.feed_runs;
begin
  if not private.holds_lease(stage_feed_piece.lease_token, 'import_feed') then
    return 'lease_lost';
  end if;
  select r.* into run from public.feed_runs as r where r.id = stage_feed_piece.feed_run_id for update;
  if run.id is null or run.status <> 'reading' then
    return case when private.load_feed_step(run.status) = 'ended' then 'ended' else 'more' end;
  end if;
  if run.read_offset <> (piece ->> 'from_offset')::bigint then
    return 'more'; -- staged already by a worker that died before it could say so
  end if;
  perform private.stage_feed_rows(run, piece);
  update public.feed_runs as r
  set read_offset = (piece ->> 'next_offset')::bigint, read_line = (piece ->> 'next_line')::int,
    layout = coalesce(r.layout, piece -> 'layout')
  where r.id = run.id;
  if (piece ->> 'is_last')::boolean then
    perform private.end_feed_reading(run.id);
  end if;
  select r.* into run from public.feed_runs as r where r.id = run.id;
  return case when run.status in ('reading', 'applying') then 'more' else 'ended' end;
end
$$;
comment on function public.stage_feed_piece is
  'Keeps what one piece of a file says and moves the run on; the last piece ends the reading (FeedStepAnswer).';
