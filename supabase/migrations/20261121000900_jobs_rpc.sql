-- Claiming and finishing work. All of it is for the service role alone.

-- What staff see when the queue gives up: the thread says so and waits for a person.
create function private.job_is_dead(job private.jobs) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread uuid;
begin
  if job.kind = 'reply_with_ai' then
    perform private.step_back((job.payload ->> 'conversation_id')::uuid, 'ai_failed', null);
  elsif job.kind = 'send_message' then
    perform from public.conversations as c
    where c.id = (select m.conversation_id from public.messages as m
      where m.id = (job.payload ->> 'message_id')::bigint) for update;
    update public.messages as m
    set delivery_status = case when m.delivery_status = 'sending' then 'unknown' else 'failed' end,
      error_class = coalesce(m.error_class, 'gave_up'),
      error_message = coalesce(m.error_message, left(job.last_error, 300)), failed_at = now()
    where m.id = (job.payload ->> 'message_id')::bigint
      and m.delivery_status in ('queued', 'deferred', 'sending')
    returning m.conversation_id into thread;
    if thread is not null then
      perform private.step_back(thread, 'send_failed', null);
    end if;
  end if;
end
$$;

create function private.expire_leases() returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  expired private.jobs;
begin
  for expired in
    update private.jobs as j
    set status = case when j.attempts >= j.max_attempts then 'dead' else 'ready' end,
      last_error = 'Cannot finish job: its worker went silent',
      finished_at = case when j.attempts >= j.max_attempts then now() end,
      lease_token = null, lease_until = null
    where j.id = any (array(
      select l.id from private.jobs as l
      where l.status = 'leased' and l.lease_until <= now()
      order by l.lease_until for update skip locked limit 100))
    returning j.*
  loop
    if expired.status = 'dead' then
      perform private.job_is_dead(expired);
    end if;
  end loop;
end
$$;
comment on function private.expire_leases is 'Gives back the jobs of workers that died; a job without attempts left is dead.';

create function public.claim_jobs(
  worker text, max_jobs int, lease_seconds int, kinds text[] default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' set enable_sort = off as $$
declare
  claimed jsonb;
begin
  perform private.expire_leases();
  with taken as (
    update private.jobs as j
    set status = 'leased', attempts = j.attempts + 1, lease_token = gen_random_uuid(),
      lease_until = now() + claim_jobs.lease_seconds * interval '1 second', worker = claim_jobs.worker
    where j.id = any (array(
      select r.id from private.jobs as r
      where r.status = 'ready' and r.run_at <= now()
        and (claim_jobs.kinds is null or r.kind = any (claim_jobs.kinds))
        -- The oldest of its key; as a value of the row, because "not exists" would become a join.
        and r.id = (
          select min(older.id) from private.jobs as older
          where older.fifo_key = r.fifo_key and older.status in ('ready', 'leased'))
      order by r.priority, r.run_at, r.id
      for update skip locked
      limit least(claim_jobs.max_jobs, 100)))
    returning j.*
  )
  select jsonb_agg(jsonb_build_object(
    'id', t.id, 'dealership_id', t.dealership_id, 'kind', t.kind, 'payload', t.payload,
    'attempts', t.attempts, 'max_attempts', t.max_attempts, 'lease_token', t.lease_token,
    'fifo_key', t.fifo_key, 'run_at', t.run_at) order by t.priority, t.run_at, t.id)
  into claimed from taken as t;
  return jsonb_build_object(
    'jobs', coalesce(claimed, '[]'::jsonb),
    'next_due_at', (
      select min(j.run_at) from private.jobs as j where j.status = 'ready' and j.run_at > now()));
end
$$;
comment on function public.claim_jobs is
  'Leases up to max_jobs due jobs, the oldest of each fifo_key; returns {jobs, next_due_at}.';

create function public.extend_job(job_id bigint, lease_token uuid, lease_seconds int) returns boolean
language plpgsql volatile security invoker set search_path = '' as $$
begin
  update private.jobs as j
  set lease_until = now() + extend_job.lease_seconds * interval '1 second'
  where j.id = extend_job.job_id and j.lease_token = extend_job.lease_token and j.status = 'leased';
  return found;
end
$$;
comment on function public.extend_job is 'Heartbeat: keeps the lease; false when another worker holds the job by now.';

create function public.finish_job(job_id bigint, lease_token uuid, result jsonb default '{}') returns boolean
language plpgsql volatile security invoker set search_path = '' as $$
begin
  update private.jobs as j
  set status = 'done', finished_at = now(), result = finish_job.result, lease_token = null, lease_until = null
  where j.id = finish_job.job_id and j.lease_token = finish_job.lease_token and j.status = 'leased';
  return found;
end
$$;
comment on function public.finish_job is 'Marks the job done; false (and no effect) when the token is no longer the holder''s.';

create function public.postpone_job(job_id bigint, lease_token uuid, run_at timestamptz, reason text)
returns boolean
language plpgsql volatile security invoker set search_path = '' as $$
declare
  target_id bigint := (select (j.payload ->> 'message_id')::bigint from private.jobs as j
    where j.id = postpone_job.job_id and j.kind = 'send_message');
  is_decided boolean;
begin
  -- Locked: who is just deciding comes first, and pokes the job if this came first.
  select m.delivery_status <> 'deferred' into is_decided from public.messages as m where m.id = target_id for update;
  update private.jobs as j
  set status = 'ready', attempts = greatest(j.attempts - 1, 0),
    run_at = case when is_decided then now() else postpone_job.run_at end,
    last_error = postpone_job.reason, lease_token = null, lease_until = null
  where j.id = postpone_job.job_id and j.lease_token = postpone_job.lease_token and j.status = 'leased';
  return found;
end
$$;
comment on function public.postpone_job is
  'Gives the job back until run_at without counting an attempt; at once where the message it sends is not deferred any '
  'more.';

-- Full jitter between half and whole of 2^attempts seconds, at most 10 minutes.
create function public.fail_job(
  job_id bigint, lease_token uuid, error text, retry_after_seconds int default null, permanent boolean default false
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  failed private.jobs;
begin
  update private.jobs as j
  set status = case when fail_job.permanent or j.attempts >= j.max_attempts then 'dead' else 'ready' end,
    run_at = now() + greatest(
      coalesce(fail_job.retry_after_seconds, 0),
      least(600, power(2, j.attempts)) * (0.5 + random() / 2)) * interval '1 second',
    last_error = left(fail_job.error, 500),
    finished_at = case when fail_job.permanent or j.attempts >= j.max_attempts then now() end,
    lease_token = null, lease_until = null
  where j.id = fail_job.job_id and j.lease_token = fail_job.lease_token and j.status = 'leased'
  returning j.* into failed;
  if failed.id is null then
    return jsonb_build_object('status', 'lost', 'run_at', null);
  end if;
  if failed.status = 'dead' then
    perform private.job_is_dead(failed);
  end if;
  return jsonb_build_object('status', failed.status, 'run_at', failed.run_at);
end
$$;
comment on function public.fail_job is
  'Returns the job to the queue with backoff, or declares it dead; {status: ready|dead|lost, run_at}.';

create function private.holds_lease(lease_token uuid, kind text) returns boolean
language sql stable security invoker set search_path = '' as $$
  select exists (
    select from private.jobs as j
    where j.lease_token = holds_lease.lease_token and j.kind = holds_lease.kind
      and j.status = 'leased' and j.lease_until > now())
$$;
comment on function private.holds_lease is 'True while the token belongs to a running job of that kind.';
create index jobs_token_idx on private.jobs (lease_token) where status = 'leased';

create function public.retry_job(job_id bigint) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  tenant uuid := (select j.dealership_id from private.jobs as j where j.id = retry_job.job_id);
begin
  perform private.require_permission(tenant, 'jobs.manage');
  update private.jobs as j
  set status = 'ready', attempts = 0, run_at = now(), finished_at = null
  where j.id = retry_job.job_id and j.status = 'dead';
  if not found then
    perform private.refuse(409, 'job_not_dead', 'Cannot retry job: it has not failed for good');
  end if;
  perform private.wake_job_runner();
end
$$;
comment on function public.retry_job is
  'Puts a dead job back into the queue (permission jobs.manage). Definer: private.jobs is not writable by staff.';

revoke execute on function public.claim_jobs, public.extend_job, public.finish_job, public.postpone_job,
  public.fail_job, public.retry_job, private.expire_leases, private.job_is_dead, private.holds_lease,
  private.enqueue_job, private.wake_job_runner, private.redrive_jobs from public, anon, authenticated;
grant execute on function public.claim_jobs, public.extend_job, public.finish_job, public.postpone_job,
  public.fail_job, private.expire_leases, private.job_is_dead, private.holds_lease, private.enqueue_job
  to service_role;
grant execute on function public.retry_job to authenticated;
