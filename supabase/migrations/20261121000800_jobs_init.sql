-- The durable queue. One row is one promise of work; it is written in the transaction that makes the promise.

create table private.jobs (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  kind text not null check (kind in ('reply_with_ai', 'send_message')),
  payload jsonb not null default '{}',
  fifo_key text not null,
  status text not null default 'ready' check (status in ('ready', 'leased', 'done', 'dead')),
  priority smallint not null default 100,
  run_at timestamptz not null default now(),
  attempts smallint not null default 0,
  max_attempts smallint not null default 8 check (max_attempts > 0),
  lease_token uuid,
  lease_until timestamptz,
  worker text,
  last_error text,
  result jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((status = 'leased') = (lease_token is not null))
);
comment on table private.jobs is
  'One promise of work: done at least once, in order within its fifo_key, and visible when it cannot be done.';
comment on column private.jobs.fifo_key is 'Jobs that share a key run one after the other, oldest first.';
comment on column private.jobs.lease_token is 'Fencing token of the one worker that may finish or fail this job.';
create index jobs_ready_idx on private.jobs (priority, run_at, id) where status = 'ready';
create index jobs_leased_idx on private.jobs (lease_until) where status = 'leased';
create index jobs_fifo_idx on private.jobs (fifo_key, id) where status in ('ready', 'leased');
create index jobs_dead_idx on private.jobs (dealership_id, id desc) where status = 'dead';
create index jobs_dealership_idx on private.jobs (dealership_id, id desc);
-- With the default scale factor the dead rows of finished jobs halve the throughput within seconds.
alter table private.jobs set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

alter table private.jobs enable row level security;
alter table private.jobs force row level security;
grant select, insert, update on private.jobs to service_role;
grant select (id, dealership_id, kind, status, run_at, attempts, max_attempts, last_error, created_at,
  finished_at) on private.jobs to authenticated;
create policy jobs_select_staff on private.jobs for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('jobs.read'))::uuid[]));

create view public.jobs with (security_invoker = true) as
select j.id, j.dealership_id, j.kind, j.status, j.run_at, j.attempts, j.max_attempts, j.last_error,
  j.created_at, j.finished_at
from private.jobs as j;
comment on view public.jobs is 'The queue as staff may see it: what waits, what failed and why; never a payload.';
revoke all on public.jobs from anon, authenticated, service_role;
grant select on public.jobs to authenticated, service_role;

create function private.enqueue_job(
  dealership_id uuid, kind text, payload jsonb, fifo_key text, delay_ms int default 0
) returns bigint
language plpgsql volatile security invoker set search_path = '' as $$
declare
  job_id bigint;
begin
  insert into private.jobs (dealership_id, kind, payload, fifo_key, run_at)
  values (
    enqueue_job.dealership_id, enqueue_job.kind, enqueue_job.payload, enqueue_job.fifo_key,
    now() + enqueue_job.delay_ms * interval '1 millisecond')
  returning id into job_id;
  return job_id;
end
$$;
comment on function private.enqueue_job is 'Promises one piece of work inside the caller''s transaction; returns the job id.';

-- Bounded wake-up: one request per statement that adds work; pg_net sends it after commit.
create function private.wake_job_runner() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  functions_url text := (
    select s.decrypted_secret from vault.decrypted_secrets as s where s.name = 'functions_url');
  service_key text := (
    select s.decrypted_secret from vault.decrypted_secrets as s where s.name = 'service_key');
begin
  if functions_url is null or service_key is null then
    return;
  end if;
  perform net.http_post(
    url := functions_url || '/job-runner',
    body := '{}'::jsonb,
    headers := jsonb_build_object('content-type', 'application/json', 'apikey', service_key),
    timeout_milliseconds := 5000);
end
$$;
comment on function private.wake_job_runner is
  'Asks the job-runner function to look at the queue. Definer: only it may read the two vault secrets '
  'functions_url and service_key. Without them the queue waits for a caller of its own.';

create function private.tg_wake_job_runner() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.wake_job_runner();
  return null;
end
$$;
create trigger jobs_90_wake after insert on private.jobs
  for each statement execute function private.tg_wake_job_runner();

-- Ten seconds early: the runner waits for what is due within ten, so that it leaves on the second.
create function private.redrive_jobs() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if exists (select from private.jobs as j where j.status = 'ready' and j.run_at <= now() + interval '10 seconds')
    or exists (select from private.jobs as j where j.status = 'leased' and j.lease_until <= now())
  then
    perform private.wake_job_runner();
  end if;
end
$$;
comment on function private.redrive_jobs is 'Cron tick: wakes the runner when due work or an expired lease is waiting.';
select cron.schedule('redrive-jobs', '10 seconds', 'select private.redrive_jobs()');
select cron.schedule('forget-finished-jobs', '17 * * * *',
  $$delete from private.jobs where status = 'done' and finished_at < now() - interval '7 days'$$);
