-- Polled addresses: what the job asks before a fetch, what it says after one, and runs whose job is dead.

create or replace function public.record_feed_fetch(vehicle_feed_id uuid, lease_token uuid, fetched jsonb) returns text
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  feed public.vehicle_feeds;
  run public.feed_runs;
begin
  if not private.holds_lease(record_feed_fetch.lease_token, 'fetch_feed') then
    return 'lease_lost';
  end if;
  update public.vehicle_feeds as f
  set last_polled_at = now(),
    etag = case when fetched ->> 'outcome' = 'stored' then fetched ->> 'etag' else f.etag end,
    last_modified = case when fetched ->> 'outcome' = 'stored' then fetched ->> 'last_modified' else f.last_modified end,
    failure_count = case when fetched ->> 'outcome' = 'failed' then least(f.failure_count + 1, 30000) else 0 end,
    last_error = case when fetched ->> 'outcome' = 'failed' then left(fetched ->> 'error', 300) end
  where f.id = record_feed_fetch.vehicle_feed_id returning f.* into feed;
  if feed.id is null or fetched ->> 'outcome' = 'unchanged' then
    return 'ended';
  end if;
  if fetched ->> 'outcome' = 'failed' then
    if feed.failure_count = 3 then
      perform private.notify(feed.dealership_id, private.members_with(feed.dealership_id, 'vehicles.write'),
        'feed.unreachable', format('%s has not answered three times: %s', feed.name, feed.last_error),
        '/inventory/import', 'feed.unreachable:' || feed.id || ':' || feed.last_polled_at::date);
    end if;
    return 'ended';
  end if;
  insert into public.feed_runs (dealership_id, vehicle_feed_id, commits_itself, is_full, path, file_name, file_size,
    column_map)
  values (feed.dealership_id, feed.id, true, feed.is_full, fetched ->> 'path', left(fetched ->> 'file_name', 200),
    (fetched ->> 'file_size')::bigint, feed.column_map)
  on conflict on constraint feed_runs_path_key do nothing
  returning * into run;
  if run.id is not null then
    perform private.enqueue_feed_run(run);
  end if;
  return 'ended';
end
$$;
comment on function public.record_feed_fetch is
  'Keeps how a poll went: {outcome: stored|unchanged|failed, path, file_name, file_size, etag, last_modified, error}; a '
  'stored file begins a run, once per path.';

create or replace function public.load_feed_source(vehicle_feed_id uuid, lease_token uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('dealership_id', f.dealership_id, 'url', f.url, 'etag', f.etag,
    'last_modified', f.last_modified)
  from public.vehicle_feeds as f
  where f.id = load_feed_source.vehicle_feed_id and f.source = 'url' and f.is_active
    and private.holds_lease(load_feed_source.lease_token, 'fetch_feed')
$$;
comment on function public.load_feed_source is 'Where a feed is fetched and what it answered last; null when it is off.';

revoke execute on function public.record_feed_fetch, public.load_feed_source from public, anon, authenticated;
grant execute on function public.record_feed_fetch, public.load_feed_source to service_role;
