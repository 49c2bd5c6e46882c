-- Supervised sending: where a dealership wants it, what the AI wrote waits some seconds before it leaves, and staff
-- may send it now, take it over to edit it, or stop it. It is an ordinary message that is deferred: the send gate keeps
-- it until its time and asks everything again then, a newer word of the customer's or of staff drops it as it drops
-- what quiet hours keep, and its job in the queue is the one promise to send it.

alter table public.dealerships
  add column supervised_seconds int not null default 0,
  add constraint dealerships_supervised_seconds_range check (supervised_seconds between 0 and 120),
  add column supervised_channels text[] not null default '{web,sms,email}',
  add constraint dealerships_supervised_channels_known check (
    supervised_channels <@ array['web', 'sms', 'email', 'phone']);
comment on column public.dealerships.supervised_seconds is
  'How long an answer of the AI waits for a person who may want to stop it; 0 sends at once.';
comment on column public.dealerships.supervised_channels is 'Where answers of the AI wait; elsewhere they leave at once.';
grant update (supervised_seconds, supervised_channels) on public.dealerships to authenticated;

alter table public.messages add column sends_at timestamptz;
comment on column public.messages.sends_at is
  'When an answer of the AI that is supervised leaves by itself; while it is deferred staff may send or stop it.';
grant select (sends_at) on public.messages to authenticated;

create function private.tg_supervise() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  seconds int := (
    select d.supervised_seconds from public.dealerships as d
    where d.id = new.dealership_id and new.channel = any (d.supervised_channels));
begin
  if seconds > 0 then
    new.delivery_status := 'deferred';
    new.sends_at := now() + seconds * interval '1 second';
  end if;
  return new;
end
$$;
comment on function private.tg_supervise is
  'Keeps an answer of the AI back where the dealership supervises. Definer: reads the dealership for whoever writes.';
-- Answers and the first words to a lead; steps of a follow-up are the dealership's own words.
create trigger messages_25_supervise before insert on public.messages
  for each row when (new.author = 'ai' and new.delivery_status = 'queued'
    and (new.in_reply_to is not null or new.metadata ? 'lead_id') and not new.metadata ? 'sequence_run_id')
  execute function private.tg_supervise();

create function private.tg_withdraw_supervised() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  held public.messages;
begin
  update public.messages as m
  set delivery_status = 'blocked', error_message = 'Held by the send gate', error_class = case
    when new.owner = 'human' then 'taken_over' when new.ai_paused then 'ai_paused' else 'closed' end
  where m.conversation_id = new.id and m.delivery_status = 'deferred' and m.sends_at is not null
  returning m.* into held;
  if held.id is null then
    return null;
  end if;
  update private.jobs as j set run_at = now()
  where j.fifo_key = 'send:' || new.id::text and j.status = 'ready' and j.kind = 'send_message';
  if new.owner <> 'human' then
    return null;
  end if;
  update public.conversations as c
  set waiting_since = (select asked.created_at from public.messages as asked where asked.id = held.in_reply_to)
  where c.id = new.id and c.waiting_since is null and held.in_reply_to is not null;
  -- A word that a person will write is no draft.
  insert into public.reply_drafts (dealership_id, conversation_id, based_on_message_id, content, model, confidence,
    persona_version_id, evidence)
  select held.dealership_id, held.conversation_id, held.in_reply_to, held.content, held.ai_model, held.ai_confidence,
    held.persona_version_id, held.evidence
  where held.in_reply_to is not null and not held.is_handover_notice and length(held.content) <= 1600
    and new.status in ('active', 'escalated')
  on conflict (conversation_id) where status = 'proposed' do nothing;
  return null;
end
$$;
comment on function private.tg_withdraw_supervised is
  'A person takes the thread, or the AI falls silent in it: what waits to be sent is held, the customer waits on, and '
  'the person finds it as a draft. Definer: messages and drafts are written by functions alone.';
create trigger conversations_56_withdraw_supervised after update of owner, status, ai_paused on public.conversations
  for each row when (new.owner = 'human' and old.owner <> 'human' or new.ai_paused and not old.ai_paused
    or new.status in ('closed', 'archived') and old.status not in ('closed', 'archived'))
  execute function private.tg_withdraw_supervised();

-- Nothing of a thread that the message was parted from while its lock was waited for.
create function private.supervised_for_staff(message_id bigint) returns public.messages
language plpgsql volatile security definer set search_path = '' as $$
declare
  target public.messages := (select m from public.messages as m where m.id = supervised_for_staff.message_id);
  thread public.conversations;
begin
  thread := private.thread_for_staff(target.conversation_id);
  select m.* into target from public.messages as m
  where m.id = supervised_for_staff.message_id and m.conversation_id = thread.id for update;
  return target;
end
$$;
comment on function private.supervised_for_staff is
  'A message of a thread in which the caller may write, locked after its thread, as the send gate locks them. '
  'Definer: no one may lock messages.';

create function public.send_supervised_reply(message_id bigint) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  target public.messages := private.supervised_for_staff(send_supervised_reply.message_id);
begin
  if target.sends_at is null or target.delivery_status in ('blocked', 'failed', 'undelivered', 'unknown') then
    perform private.refuse(409, 'reply_not_waiting', 'Cannot send reply: it does not wait any more');
  end if;
  update public.messages as m
  set delivery_status = 'queued', sends_at = now(),
    metadata = m.metadata || jsonb_build_object('sent_now_by', (select auth.uid()))
  where m.id = target.id and m.delivery_status = 'deferred';
  update private.jobs as j set run_at = now()
  where j.fifo_key = 'send:' || target.conversation_id::text and j.status = 'ready' and j.kind = 'send_message';
  perform private.wake_job_runner();
end
$$;
comment on function public.send_supervised_reply is
  'Sends an answer of the AI that waits, without waiting; where the clock was faster that is as good. Refused when it '
  'was stopped or overtaken. Definer: messages are written by functions alone.';

create function public.stop_supervised_reply(message_id bigint, keep_draft boolean default false) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  target public.messages := private.supervised_for_staff(stop_supervised_reply.message_id);
  thread public.conversations := (select c from public.conversations as c where c.id = target.conversation_id);
  stopper text := (select p.full_name from public.profiles as p where p.id = (select auth.uid()));
begin
  if target.delivery_status <> 'deferred' or target.sends_at is null then
    perform private.refuse(409, 'reply_not_waiting', 'Cannot stop reply: it does not wait any more');
  end if;
  if not stop_supervised_reply.keep_draft then
    perform private.system_line(thread, stopper || ' stopped an answer of the AI', 'supervised_stopped');
  end if;
  perform private.assign_to_caller(thread);
  if not stop_supervised_reply.keep_draft then
    update public.messages as m set error_class = 'stopped' where m.id = target.id;
    update public.reply_drafts as d set status = 'dismissed', decided_by = (select auth.uid()), decided_at = now()
    where d.conversation_id = thread.id and d.status = 'proposed' and d.based_on_message_id = target.in_reply_to;
  end if;
end
$$;
comment on function public.stop_supervised_reply is
  'Stops an answer of the AI that waits and takes the thread over, so that the customer is somebody''s; keep_draft '
  'leaves its words as a draft to edit. Refused when it has left. Definer: messages are written by functions alone.';

revoke execute on function private.tg_supervise, private.tg_withdraw_supervised, private.supervised_for_staff,
  public.send_supervised_reply, public.stop_supervised_reply from public, anon, authenticated;
grant execute on function public.send_supervised_reply, public.stop_supervised_reply to authenticated;
