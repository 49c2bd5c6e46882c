-- The queue under load, measured with bench/queue_throughput.ts and `explain`:
-- * Statistics gathered while the queue is idle say that no job is ready. The planner then took any index of ready
--   jobs for as good as the one of the key asked for: the first claim after a burst of 2,000 jobs compared all with
--   all (1.4 s instead of 2 ms), and each text that came in read all jobs that were waiting. Without statistics on
--   the status the planner assumes that some are always ready; the claim asks in a form that leaves it no choice.
-- * Six conditions of triggers were prepared anew at each change of a job: 50 of finish_job's 97 us. One is left for
--   the jobs that end badly, and one for those of web chat.
-- * A draft that failed looked its thread up as text, which read all messages of the dealership until one fitted.
-- In the same minutes on a busy machine, with 2,000 jobs: a claim went from 606 to 289 us a job, finish_job from 966
-- to 292. Replaced functions do as before, but for what their comments here say. Lock: an instant on private.jobs.

alter table private.jobs alter column status set statistics 0;

create or replace function public.claim_jobs(
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

drop trigger jobs_50_mail_ended on private.jobs;
drop trigger jobs_57_draft_failed on private.jobs;
drop trigger jobs_60_feed_dead on private.jobs;
drop trigger jobs_80_lead_dead on private.jobs;
drop trigger jobs_92_notification_dead on private.jobs;
drop function private.tg_mail_job_ended();
drop function private.tg_draft_failed();
drop function private.tg_feed_job_dead();
drop function private.tg_lead_job_dead();
drop function private.tg_notification_dead();

create function private.mail_job_ended(job private.jobs) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.outbound_mails as m
  set status = case job.status when 'dead' then 'failed' else 'queued' end,
    failed_at = case job.status when 'dead' then now() end,
    error_class = case job.status when 'dead' then coalesce(m.error_class, 'gave_up') end,
    error_message = case job.status when 'dead' then coalesce(m.error_message, left(job.last_error, 300)) end
  where m.id = (job.payload ->> 'outbound_mail_id')::bigint
    and m.status = any (case job.status when 'dead' then array['queued', 'sending'] else array['failed'] end);
end
$$;
comment on function private.mail_job_ended is
  'Shows a mail whose job gave up as failed, and one whose job is tried again as queued. Definer: works for the queue.';

create function private.draft_failed(job private.jobs) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if job.payload ? 'draft_id' then
    perform private.end_rewrite(job, 'It could not be rewritten');
    return;
  end if;
  insert into public.reply_drafts (dealership_id, conversation_id, based_on_message_id, status, failure)
  select m.dealership_id, m.conversation_id, m.id, 'failed', left(job.last_error, 200)
  from public.messages as m
  where m.conversation_id = (job.payload ->> 'conversation_id')::uuid and m.dealership_id = job.dealership_id
    and m.author = 'customer'
  order by m.id desc limit 1;
end
$$;
comment on function private.draft_failed is
  'Makes a draft job that ran out of attempts visible in the thread. Definer: nobody writes drafts directly.';

create function private.lead_job_dead(job private.jobs) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  lead public.leads := (select l from public.leads as l where l.id = (job.payload ->> 'lead_id')::uuid);
begin
  if lead.id is not null and lead.first_response_at is null then
    update public.leads as l set unanswered_because = 'failed' where l.id = lead.id;
    perform private.tell_of_lead(lead, 'lead.unanswered', 'could not be greeted: please write', 'failed:' || lead.id::text);
  end if;
end
$$;
comment on function private.lead_job_dead is
  'Tells of a lead whose greeting failed for good. Definer: works for the queue.';

create function private.notification_dead(job private.jobs) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.notification_deliveries as d
  set status = 'failed', error_message = coalesce(left(job.last_error, 300), 'gave up')
  where d.id = (job.payload ->> 'notification_delivery_id')::bigint and d.status in ('queued', 'sending');
end
$$;
comment on function private.notification_dead is
  'Shows a delivery as failed when the queue gave it up. Definer: works for the system.';

create function private.tg_job_ended() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.kind = 'send_mail' and new.status in ('dead', 'ready') then
    perform private.mail_job_ended(new);
  elsif new.status = 'dead' then
    case new.kind
      when 'draft_reply' then perform private.draft_failed(new);
      when 'import_feed' then perform private.fail_feed_run((new.payload ->> 'feed_run_id')::uuid,
        coalesce(new.last_error, 'Cannot go on: the job failed'));
      when 'respond_to_lead' then perform private.lead_job_dead(new);
      when 'notify_person' then perform private.notification_dead(new);
      else null;
    end case;
  end if;
  return null;
end
$$;
comment on function private.tg_job_ended is
  'What a kind of job leaves behind when it gives up, or is tried again after that. Definer: works for the queue.';
create trigger jobs_80_ended after update of status on private.jobs
  for each row when ((new.status = 'dead') <> (old.status = 'dead')) execute function private.tg_job_ended();

-- Only a web chat has somebody to show the dots to, so the job says by which channel the reply will go. A job from
-- before this says nothing and is asked about as before.
create or replace function private.promise_reply(thread public.conversations) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  window_ms int := (select d.reply_debounce_ms from public.dealerships as d where d.id = thread.dealership_id);
  key text := 'reply:' || thread.id::text;
begin
  update private.jobs as j
  set run_at = least(
    now() + window_ms * interval '1 millisecond',
    j.created_at + 4 * window_ms * interval '1 millisecond')
  where j.fifo_key = key and j.status = 'ready' and j.attempts = 0;
  if not found then
    perform private.enqueue_job(thread.dealership_id, 'reply_with_ai',
      jsonb_build_object('conversation_id', thread.id, 'channel', thread.channel), key, window_ms);
  end if;
end
$$;

drop trigger jobs_92_web_writing on private.jobs;
create trigger jobs_92_web_writing after update of status on private.jobs
  for each row when (
    new.kind = 'reply_with_ai' and old.status is distinct from new.status
    and coalesce(new.payload ->> 'channel', 'web') = 'web')
  execute function private.tg_web_writing();

-- Planned once a session instead of at each call, as a function in SQL would be.
create or replace function private.tell_visitor(dealership_id uuid, conversation_id uuid, payload jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform realtime.send(tell_visitor.payload, 'chat', 'visitor:' || s.visitor_id::text, true)
  from public.web_chat_sessions as s
  where s.dealership_id = tell_visitor.dealership_id and s.conversation_id = tell_visitor.conversation_id
    and s.expires_at > now();
end
$$;

create or replace function private.enqueue_job(
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

revoke execute on function private.mail_job_ended, private.draft_failed, private.lead_job_dead,
  private.notification_dead, private.tg_job_ended from public, anon, authenticated;
