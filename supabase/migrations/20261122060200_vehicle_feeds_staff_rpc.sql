-- What staff do with feeds: start a file, name its columns, commit, discard, undo, try again.

create function private.enqueue_feed_run(run public.feed_runs) returns void
language sql volatile security invoker set search_path = '' as $$
  -- Behind replies and sends: a shopper never waits for a file.
  insert into private.jobs (dealership_id, kind, payload, fifo_key, priority)
  values (run.dealership_id, 'import_feed', jsonb_build_object('feed_run_id', run.id),
    'feed:' || run.vehicle_feed_id, 200)
$$;
comment on function private.enqueue_feed_run is 'Promises the next steps of a run; runs of one feed go one after the other.';

create function private.feed_run_for(feed_run_id uuid) returns public.feed_runs
language plpgsql volatile security definer set search_path = '' as $$
declare
  run public.feed_runs;
begin
  select r.* into run from public.feed_runs as r
  where r.id = feed_run_for.feed_run_id and r.dealership_id = any (private.dealerships_where('vehicles.write'))
  for update;
  if run.id is null then
    perform private.refuse(404, 'feed_run_not_found', 'Cannot find import: it does not exist or is not yours');
  end if;
  return run;
end
$$;
comment on function private.feed_run_for is 'The locked run, if the caller may change the stock; else 404. Definer: locks past the policies.';

create function public.start_import(
  dealership_id uuid, path text, file_name text, vehicle_feed_id uuid default null, is_full boolean default true
) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  run public.feed_runs;
  stored record;
  feed public.vehicle_feeds;
begin
  perform private.require_permission(start_import.dealership_id, 'vehicles.write');
  select r.* into run from public.feed_runs as r
  where r.dealership_id = start_import.dealership_id and r.path = start_import.path;
  if run.id is not null then
    return run.id;
  end if;
  select o.metadata into stored from storage.objects as o
  where o.bucket_id = 'imports' and o.name = start_import.path
    and split_part(o.name, '/', 1) = start_import.dealership_id::text;
  if not found then
    perform private.refuse(404, 'import_file_missing', 'Cannot start import: the file has not been uploaded');
  end if;
  if start_import.vehicle_feed_id is null then
    insert into public.vehicle_feeds (dealership_id, name) values (start_import.dealership_id, 'Uploaded files')
    on conflict on constraint vehicle_feeds_name_key do nothing;
  end if;
  select f.* into feed from public.vehicle_feeds as f
  where f.dealership_id = start_import.dealership_id and (f.id = start_import.vehicle_feed_id
    or start_import.vehicle_feed_id is null and f.name = 'Uploaded files');
  if feed.id is null then
    perform private.refuse(404, 'vehicle_feed_not_found', 'Cannot start import: there is no such feed');
  end if;
  insert into public.feed_runs (dealership_id, vehicle_feed_id, path, file_name, file_size, column_map, is_full,
    started_by)
  values (feed.dealership_id, feed.id, start_import.path, left(coalesce(nullif(btrim(start_import.file_name), ''),
      'file'), 200), coalesce((stored.metadata ->> 'size')::bigint, 0), feed.column_map, start_import.is_full,
    (select auth.uid()))
  returning * into run;
  perform private.enqueue_feed_run(run);
  return run.id;
end
$$;
comment on function public.start_import is
  'Begins to read an uploaded file of bucket imports; once per path (permission vehicles.write). Definer: runs are not '
  'writable by staff.';

create function public.map_import_columns(feed_run_id uuid, column_map jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  run public.feed_runs := private.feed_run_for(map_import_columns.feed_run_id);
begin
  if run.status not in ('preview', 'failed') or run.committed_at is not null then
    perform private.refuse(409, 'illegal_move', 'Cannot name columns: the import is not waiting for it');
  end if;
  if jsonb_typeof(map_import_columns.column_map) is distinct from 'object'
    or exists (select from jsonb_each(map_import_columns.column_map) as c
      where jsonb_typeof(c.value) not in ('string', 'null')) then
    perform private.refuse(400, 'invalid_column_map', 'Cannot name columns: each must be a field or nothing');
  end if;
  update public.vehicle_feeds as f set column_map = map_import_columns.column_map where f.id = run.vehicle_feed_id;
  delete from private.feed_rows as r where r.feed_run_id = run.id;
  update public.feed_runs as r
  set status = 'reading', column_map = map_import_columns.column_map, layout = null, read_offset = 0, read_line = 1,
    units = 0, added = 0, changed = 0, unchanged = 0, missing = 0, retiring = 0, skipped = 0, problems = 0,
    row_problems = '[]', hold_reason = null, error = null, finished_at = null
  where r.id = run.id returning * into run;
  perform private.enqueue_feed_run(run);
end
$$;
comment on function public.map_import_columns is
  'Names columns of a file, for this run and the feed''s next ones, and reads it anew (permission vehicles.write). '
  'Definer: runs are not writable by staff.';

create function public.commit_import(feed_run_id uuid, confirm_retire boolean default false) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  run public.feed_runs := private.feed_run_for(commit_import.feed_run_id);
begin
  if run.status in ('applying', 'done') then
    return;
  end if;
  if run.status <> 'preview' then
    perform private.refuse(409, 'illegal_move', 'Cannot commit import: it is not ready');
  end if;
  if run.hold_reason is not null and not commit_import.confirm_retire then
    perform private.refuse(409, 'retires_too_many', 'Cannot commit import: it would retire more units than the feed allows');
  end if;
  update public.feed_runs as r set status = 'applying', committed_at = now() where r.id = run.id;
  perform private.enqueue_feed_run(run);
end
$$;
comment on function public.commit_import is
  'Applies a run that was shown; confirm_retire lets it retire more than the feed allows (permission vehicles.write). '
  'Definer: runs are not writable by staff.';

create function public.discard_import(feed_run_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  run public.feed_runs := private.feed_run_for(discard_import.feed_run_id);
begin
  if run.status = 'discarded' then
    return;
  end if;
  if run.status not in ('reading', 'preview', 'failed') or run.committed_at is not null then
    perform private.refuse(409, 'illegal_move', 'Cannot discard import: it has begun to change the stock');
  end if;
  delete from private.feed_rows as r where r.feed_run_id = run.id;
  update public.feed_runs as r set status = 'discarded', finished_at = now() where r.id = run.id;
end
$$;
comment on function public.discard_import is
  'Forgets a file that has changed nothing yet (permission vehicles.write). Definer: runs are not writable by staff.';

create function public.undo_import(feed_run_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  run public.feed_runs := private.feed_run_for(undo_import.feed_run_id);
begin
  if run.status in ('undoing', 'undone') then
    return;
  end if;
  if run.status <> 'done' or run.finished_at < now() - interval '24 hours' then
    perform private.refuse(409, 'undo_expired', 'Cannot undo import: it is not one of the last 24 hours');
  end if;
  if exists (select from public.feed_runs as later
    where later.dealership_id = run.dealership_id and later.vehicle_feed_id = run.vehicle_feed_id
      and later.committed_at > run.committed_at and later.status in ('applying', 'done')) then
    perform private.refuse(409, 'import_superseded', 'Cannot undo import: a later one of the same feed has been applied');
  end if;
  update public.feed_runs as r set status = 'undoing', applied = 0, undone_at = now() where r.id = run.id;
  perform private.enqueue_feed_run(run);
end
$$;
comment on function public.undo_import is
  'Takes back what a run of the last 24 hours did, but for what was changed since (permission vehicles.write). '
  'Definer: runs are not writable by staff.';

create function public.retry_import(feed_run_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  run public.feed_runs := private.feed_run_for(retry_import.feed_run_id);
begin
  if run.status <> 'failed' then
    perform private.refuse(409, 'illegal_move', 'Cannot retry import: it has not failed');
  end if;
  update public.feed_runs as r
  set status = case when r.committed_at is null then 'reading' when r.undone_at is not null then 'undoing' else 'applying' end,
    error = null, finished_at = null
  where r.id = run.id returning * into run;
  perform private.enqueue_feed_run(run);
end
$$;
comment on function public.retry_import is
  'Goes on where a run failed (permission vehicles.write). Definer: runs are not writable by staff.';

create function public.poll_feed_now(vehicle_feed_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  tenant uuid := (select f.dealership_id from public.vehicle_feeds as f
    where f.id = poll_feed_now.vehicle_feed_id and f.source = 'url');
begin
  perform private.require_permission(tenant, 'vehicles.write');
  update public.vehicle_feeds as f set next_poll_at = now() where f.id = poll_feed_now.vehicle_feed_id;
  perform private.poll_vehicle_feeds();
end
$$;
comment on function public.poll_feed_now is
  'Fetches a feed''s file now (permission vehicles.write). Definer: enqueues a job.';

create function private.poll_vehicle_feeds() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  with due as (
    update public.vehicle_feeds as f
    set next_poll_at = now() + f.poll_minutes * interval '1 minute'
    where f.id = any (array(
      select d.id from public.vehicle_feeds as d
      where d.source = 'url' and d.is_active and d.next_poll_at <= now()
      order by d.next_poll_at limit 100 for update skip locked))
    returning f.id, f.dealership_id
  )
  insert into private.jobs (dealership_id, kind, payload, fifo_key, priority, max_attempts)
  select d.dealership_id, 'fetch_feed', jsonb_build_object('vehicle_feed_id', d.id), 'fetch:' || d.id, 200, 4
  from due as d
  where not exists (select from private.jobs as j
    where j.fifo_key = 'fetch:' || d.id and j.status in ('ready', 'leased'));
end
$$;
comment on function private.poll_vehicle_feeds is
  'Cron tick: promises to fetch each feed that is due, one promise at a time per feed. Definer: writes the queue.';
select cron.schedule('poll-vehicle-feeds', '* * * * *', 'select private.poll_vehicle_feeds()');

create function private.forget_feed_rows() returns void
language sql volatile security definer set search_path = '' as $$
  update public.feed_runs as r set status = 'discarded', finished_at = now()
  where r.status = 'preview' and r.created_at < now() - interval '7 days';
  delete from private.feed_rows as f using public.feed_runs as r
  where r.id = f.feed_run_id
    and (r.status in ('undone', 'discarded') or r.status = 'done' and r.finished_at < now() - interval '25 hours');
  delete from public.feed_runs as r where r.created_at < now() - interval '180 days';
$$;
comment on function private.forget_feed_rows is
  'Cron tick: forgets what can no longer be undone. Definer: deletes past the policies.';
select cron.schedule('forget-feed-rows', '27 * * * *', 'select private.forget_feed_rows()');

revoke execute on function private.enqueue_feed_run, private.feed_run_for, private.poll_vehicle_feeds,
  private.forget_feed_rows, public.start_import, public.map_import_columns, public.commit_import, public.discard_import,
  public.undo_import, public.retry_import, public.poll_feed_now from public, anon, authenticated;
grant execute on function public.start_import, public.map_import_columns, public.commit_import, public.discard_import,
  public.undo_import, public.retry_import, public.poll_feed_now to authenticated;
grant execute on function private.enqueue_feed_run to service_role;
