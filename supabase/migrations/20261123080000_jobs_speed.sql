-- The queue under load, measured with bench/queue_throughput.ts and `explain`:
-- * Statistics gathered while the queue is idle say that no job is ready. The planner then took any index of ready
--   jobs for as good as the one of the key asked for: the first claim after a burst of 2,000 jobs compared all with
--   all (1.4 s instead of 2 ms), and each text that came in read all jobs that were waiting. Without statistics on
--   the status the planner assumes that some are always ready; the claim asks in a form that leaves it no choice.
-- * Six conditions of triggers were prepared anew at each change of a job: 50 of finish_job's 97 us. One is left for
--   the jobs that end badly, and one for those of web chat.
-- * A draft that failed looked its thread up as text, which read all messages of the dealership until one fitted.
-- In the same minutes on a busy machine, with 2,000 jobs: a claim went from 606 to 289 us a job, finish_job from 966
-- to 292. Lock: an instant on private.jobs.

alter table private.jobs alter column status set statistics 0;

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

drop trigger jobs_92_web_writing on private.jobs;
create trigger jobs_92_web_writing after update of status on private.jobs
  for each row when (
    new.kind = 'reply_with_ai' and old.status is distinct from new.status
    and coalesce(new.payload ->> 'channel', 'web') = 'web')
  execute function private.tg_web_writing();

revoke execute on function private.mail_job_ended, private.draft_failed, private.lead_job_dead,
  private.notification_dead, private.tg_job_ended from public, anon, authenticated;
