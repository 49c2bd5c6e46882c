-- Where stock comes from: feeds, their runs, and the rows of a run until it can no longer be undone.

create table public.vehicle_feeds (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null constraint vehicle_feeds_name_length check (length(btrim(name)) between 1 and 80),
  source text not null default 'upload' check (source in ('upload', 'url')),
  url text constraint vehicle_feeds_url_form check (url ~ '^https?://[^\s@/]+(/\S*)?$' and length(url) <= 2000),
  is_full boolean not null default true,
  retire_after_runs smallint not null default 3
    constraint vehicle_feeds_retire_after_runs_range check (retire_after_runs between 1 and 30),
  max_retire_percent smallint not null default 20
    constraint vehicle_feeds_max_retire_percent_range check (max_retire_percent between 0 and 100),
  poll_minutes smallint not null default 60
    constraint vehicle_feeds_poll_minutes_range check (poll_minutes between 15 and 10080),
  column_map jsonb not null default '{}' check (jsonb_typeof(column_map) = 'object'),
  is_active boolean not null default true,
  etag text,
  last_modified text,
  next_poll_at timestamptz not null default now(),
  last_polled_at timestamptz,
  failure_count smallint not null default 0,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint vehicle_feeds_name_key unique (dealership_id, name),
  unique (dealership_id, id),
  constraint vehicle_feeds_url_paired check ((source = 'url') = (url is not null))
);
comment on table public.vehicle_feeds is 'One way in which a dealership''s stock arrives: files that staff drop, or an address that is polled.';
comment on column public.vehicle_feeds.is_full is 'True when a file lists the whole stock, so that a unit it leaves out may be gone.';
comment on column public.vehicle_feeds.retire_after_runs is 'After so many full runs without it a unit is retired.';
comment on column public.vehicle_feeds.max_retire_percent is 'A run that would retire more of the feed''s stock waits for a person.';
comment on column public.vehicle_feeds.column_map is 'Columns that staff named: {"column": field or null}; the rest goes by its own name.';
create index vehicle_feeds_poll_idx on public.vehicle_feeds (next_poll_at) where source = 'url' and is_active;
create trigger vehicle_feeds_20_touch before update on public.vehicle_feeds
  for each row execute function private.tg_touch_updated_at();
create constraint trigger vehicle_feeds_80_audit
  after insert or delete or update of name, url, is_full, retire_after_runs, max_retire_percent, poll_minutes,
    column_map, is_active on public.vehicle_feeds
  deferrable initially deferred for each row execute function private.tg_audit();

alter table public.vehicle_feeds enable row level security;
alter table public.vehicle_feeds force row level security;
revoke all on public.vehicle_feeds from anon, authenticated, service_role;
grant select on public.vehicle_feeds to authenticated, service_role;
grant insert, update on public.vehicle_feeds to service_role;
grant insert (dealership_id, name, source, url, is_full, retire_after_runs, max_retire_percent, poll_minutes, is_active),
  update (name, url, is_full, retire_after_runs, max_retire_percent, poll_minutes, is_active)
  on public.vehicle_feeds to authenticated;
create policy vehicle_feeds_select_staff on public.vehicle_feeds for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]));
create policy vehicle_feeds_insert_staff on public.vehicle_feeds for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]));
create policy vehicle_feeds_update_staff on public.vehicle_feeds for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]));

-- Another address is another file: what was known about the old one's answers would hide the new one's.
create function private.tg_vehicle_feed_address() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  new.etag := null;
  new.last_modified := null;
  new.failure_count := 0;
  new.last_error := null;
  new.next_poll_at := now();
  return new;
end
$$;
comment on function private.tg_vehicle_feed_address is 'Forgets what the old address answered.';
create trigger vehicle_feeds_10_address before update of url on public.vehicle_feeds
  for each row when (old.url is distinct from new.url) execute function private.tg_vehicle_feed_address();

create table public.feed_runs (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  vehicle_feed_id uuid not null,
  status text not null default 'reading' check (status in
    ('reading', 'preview', 'applying', 'done', 'failed', 'discarded', 'undoing', 'undone')),
  commits_itself boolean not null default false,
  is_full boolean not null default true,
  path text not null check (length(path) <= 500),
  file_name text not null check (length(file_name) between 1 and 200),
  file_size bigint not null default 0 check (file_size >= 0),
  column_map jsonb not null default '{}' check (jsonb_typeof(column_map) = 'object'),
  layout jsonb,
  read_offset bigint not null default 0,
  read_line int not null default 1,
  units int not null default 0,
  added int not null default 0,
  changed int not null default 0,
  unchanged int not null default 0,
  missing int not null default 0,
  retiring int not null default 0,
  skipped int not null default 0,
  problems int not null default 0,
  row_problems jsonb not null default '[]' check (jsonb_typeof(row_problems) = 'array'),
  applied int not null default 0,
  hold_reason text check (hold_reason in ('retires_too_many')),
  error text,
  started_by uuid references public.profiles on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  committed_at timestamptz,
  finished_at timestamptz,
  undone_at timestamptz,
  unique (dealership_id, id),
  constraint feed_runs_path_key unique (dealership_id, path),
  foreign key (dealership_id, vehicle_feed_id) references public.vehicle_feeds (dealership_id, id) on delete cascade
);
comment on table public.feed_runs is
  'One file on its way into the stock: read, shown, applied, and for a day undone at will.';
comment on column public.feed_runs.commits_itself is 'True for polled files: applied without a person unless the run is held.';
comment on column public.feed_runs.path is 'The file in bucket imports.';
comment on column public.feed_runs.layout is 'How the file is read and what its columns are (contract/feed.ts, FeedLayout).';
comment on column public.feed_runs.read_offset is 'Bytes read so far; with read_line, where a run goes on after its worker died.';
comment on column public.feed_runs.row_problems is 'The first 200 things wrong in the file (contract/feed.ts, RowProblem); problems counts all.';
comment on column public.feed_runs.hold_reason is 'Why a person must confirm: it would retire more of the stock than the feed allows.';
create index feed_runs_feed_idx on public.feed_runs (dealership_id, vehicle_feed_id, created_at desc);
create index feed_runs_newest_idx on public.feed_runs (dealership_id, created_at desc);
create index feed_runs_started_by_idx on public.feed_runs (started_by) where started_by is not null;
create trigger feed_runs_20_touch before update on public.feed_runs
  for each row execute function private.tg_touch_updated_at();
create constraint trigger feed_runs_80_audit after insert or delete or update of status on public.feed_runs
  deferrable initially deferred for each row
  execute function private.tg_audit('row_problems', 'layout', 'read_offset', 'read_line');

alter table public.feed_runs enable row level security;
alter table public.feed_runs force row level security;
revoke all on public.feed_runs from anon, authenticated, service_role;
grant select on public.feed_runs to authenticated, service_role;
grant insert, update on public.feed_runs to service_role;
create policy feed_runs_select_staff on public.feed_runs for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]));

create function private.tg_feed_run_event() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(new.dealership_id, 'feed_run.updated', null, null, new.id);
  return null;
end
$$;
comment on function private.tg_feed_run_event is 'Tells live how far a run is. Definer: emit_event is for triggers alone.';
create constraint trigger feed_runs_90_event after insert or update on public.feed_runs
  deferrable initially deferred for each row execute function private.tg_feed_run_event();

create table private.feed_rows (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  feed_run_id uuid not null,
  line int,
  vin text not null,
  stock_number text,
  said jsonb not null default '{}',
  action text not null check (action in ('add', 'change', 'same', 'skip', 'missing')),
  is_applied boolean not null default false,
  vehicle_id uuid,
  before jsonb,
  after jsonb,
  unique (feed_run_id, vin),
  foreign key (dealership_id, feed_run_id) references public.feed_runs (dealership_id, id) on delete cascade
);
comment on table private.feed_rows is
  'One unit in a run: what the file says, what it changed, and what stood there before; kept while the run can be undone.';
comment on column private.feed_rows.action is
  'skip: named by the file, but not usable; missing: left out by the file.';
create unique index feed_rows_stock_key on private.feed_rows (feed_run_id, stock_number) where stock_number is not null;
create index feed_rows_open_idx on private.feed_rows (feed_run_id, id) where not is_applied;
create index feed_rows_run_idx on private.feed_rows (dealership_id, feed_run_id);
alter table private.feed_rows enable row level security;
alter table private.feed_rows force row level security;
grant select, insert, update, delete on private.feed_rows to service_role;

-- Which feed lists a unit, and how often it has been left out. Locks: the table for an instant; both are new columns.
alter table public.vehicles
  add column vehicle_feed_id uuid,
  add column missing_runs smallint not null default 0,
  add foreign key (dealership_id, vehicle_feed_id) references public.vehicle_feeds (dealership_id, id)
    on delete set null (vehicle_feed_id);
comment on column public.vehicles.vehicle_feed_id is 'The feed that listed it last; null for units that staff entered.';
comment on column public.vehicles.missing_runs is 'Full runs of its feed in a row that left it out.';
create index vehicles_feed_idx on public.vehicles (dealership_id, vehicle_feed_id) where vehicle_feed_id is not null;
grant delete on public.vehicles to service_role;
drop trigger vehicles_80_audit on public.vehicles;
create constraint trigger vehicles_80_audit after insert or update or delete on public.vehicles
  deferrable initially deferred for each row execute function private.tg_audit('missing_runs', 'vehicle_feed_id');

do $$
begin
  alter table public.vehicle_feeds alter column dealership_id set (n_distinct = 10);
  alter table public.feed_runs alter column dealership_id set (n_distinct = 10);
  alter table private.feed_rows alter column dealership_id set (n_distinct = 10);
end
$$;
revoke execute on function private.tg_vehicle_feed_address, private.tg_feed_run_event from public, anon, authenticated;
