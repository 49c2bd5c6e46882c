-- A message may be stopped, overtaken or sent now while its job is under way to being put off, and who decides pokes
-- only jobs that wait. Put off all the same, the job would keep whatever is behind it in the thread waiting: until the
-- supervised answer's time, or the whole night.

create or replace function public.postpone_job(job_id bigint, lease_token uuid, run_at timestamptz, reason text)
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
