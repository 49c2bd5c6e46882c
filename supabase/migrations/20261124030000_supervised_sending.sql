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

create function private.supervised_for_staff(message_id bigint) returns public.messages
language plpgsql volatile security definer set search_path = '' as $$
declare
  target public.messages := (select m from public.messages as m where m.id = supervised_for_staff.message_id);
begin
  perform private.thread_for_staff(target.conversation_id);
  select m.* into target from public.messages as m where m.id = supervised_for_staff.message_id for update;
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

-- As before, and not before the time that staff were given.
create or replace function private.send_deferral(message public.messages, thread public.conversations)
returns timestamptz
language plpgsql stable security invoker set search_path = '' as $$
declare
  wakes_at timestamptz;
begin
  if message.sends_at > now() then
    return message.sends_at;
  end if;
  if message.author <> 'ai' or thread.channel <> 'sms' then
    return null;
  end if;
  -- A form filled in on the web is no text: its answer begins the texting.
  if exists (select from public.messages as m join public.dealerships as d on d.id = m.dealership_id
    where m.id = message.in_reply_to and m.conversation_id = thread.id and d.answers_in_quiet_hours
      and m.created_at > now() - interval '15 minutes' and not m.metadata ? 'lead_id') then
    return null;
  end if;
  wakes_at := coalesce(private.next_text_at(thread.customer_address, (
      select l.postal_code from public.leads as l
      where l.dealership_id = thread.dealership_id and l.customer_id = thread.customer_id and l.postal_code is not null
      order by l.received_at desc limit 1), now()),
    now() + interval '12 hours');
  return case when wakes_at > now() then wakes_at end;
end
$$;

create or replace function public.claim_send(
  message_id bigint, job_id bigint, lease_token uuid, confirmed_unsent boolean default false
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  thread public.conversations;
  refusal text;
  wakes_at timestamptz;
  verify boolean;
begin
  if not exists (select from private.jobs as j where j.id = job_id and j.lease_token = claim_send.lease_token
    and j.status = 'leased' and j.lease_until > now()) then
    return jsonb_build_object('decision', 'done', 'reason', 'lease_lost');
  end if;
  select c.* into thread from public.conversations as c
  where c.id = (select m.conversation_id from public.messages as m where m.id = message_id) for update;
  select m.* into target from public.messages as m where m.id = message_id for update;
  if target.id is null or target.delivery_status not in ('queued', 'deferred', 'sending') then
    return jsonb_build_object('decision', 'done', 'reason', coalesce(target.delivery_status, 'gone'));
  end if;
  -- Sending without our having recorded an answer: an earlier worker may have got through to the provider.
  -- Only the lease that was told to look may say that nothing was found.
  verify := target.delivery_status = 'sending'
    and not (confirmed_unsent and target.lease_token is not distinct from claim_send.lease_token);
  if not verify then
    refusal := coalesce(private.send_refusal(target, thread),
      case when target.delivery_status = 'sending' and target.metadata ? 'possible_opt_out' then 'possible_opt_out' end);
    if refusal is not null then
      update public.messages as m
      set delivery_status = 'blocked', error_class = refusal, error_message = 'Held by the send gate'
      where m.id = target.id;
      return jsonb_build_object('decision', 'blocked', 'reason', refusal);
    end if;
    wakes_at := private.send_deferral(target, thread);
    if wakes_at is not null then
      update public.messages as m
      set delivery_status = 'deferred', metadata = m.metadata || jsonb_build_object('deferred_until', wakes_at),
        sends_at = case when m.sends_at > now() then m.sends_at end
      where m.id = target.id;
      return jsonb_build_object('decision', 'deferred', 'run_at', wakes_at,
        'reason', case when target.sends_at > now() then 'supervised' else 'quiet_hours' end);
    end if;
  end if;
  update public.messages as m
  set delivery_status = case when thread.channel = 'web' then 'delivered' else 'sending' end,
    sent_at = case when thread.channel = 'web' then now() end,
    delivered_at = case when thread.channel = 'web' then now() end,
    lease_token = claim_send.lease_token,
    first_claimed_at = coalesce(m.first_claimed_at, now()),
    consent_id = coalesce(m.consent_id,
      (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).id)
  where m.id = target.id
  returning m.* into target;
  if thread.channel = 'web' then
    return jsonb_build_object('decision', 'done', 'reason', 'delivered');
  end if;
  return private.send_address(target, thread) || jsonb_build_object(
    'decision', case when verify then 'verify' else 'send' end, 'reason', null, 'run_at', null,
    'content', target.content, 'media', target.media, 'first_claimed_at', target.first_claimed_at,
    'attempt', (select j.attempts from private.jobs as j where j.id = job_id));
end
$$;
comment on function public.claim_send is
  'The send gate of every channel: {decision: send|verify|deferred|blocked|done, channel, to, …}. verify: an earlier '
  'claim may have sent it, so look at the provider first and come back with confirmed_unsent, or record what was '
  'found. deferred: supervised, or outside the hours of the shopper''s place, ask again at run_at. Every claim cites a '
  'consent row. Web chat has no outside provider: what the gate lets through counts as delivered in this transaction '
  'and answers done.';

-- As before, and ten seconds early: the runner waits for what is due within ten, so that it leaves on the second.
create or replace function private.redrive_jobs() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if exists (select from private.jobs as j where j.status = 'ready' and j.run_at <= now() + interval '10 seconds')
    or exists (select from private.jobs as j where j.status = 'leased' and j.lease_until <= now())
  then
    perform private.wake_job_runner();
  end if;
end
$$;

-- As before, unless what the AI had ready is the draft, or was just refused.
create or replace function private.tg_promise_draft_to_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  thread public.conversations := (select c from public.conversations as c where c.id = new.id);
begin
  if thread.owner in ('human', 'waiting_human') and private.unanswered_messages(thread.id) <> '[]'
    and not exists (select from public.reply_drafts as d
      where d.dealership_id = thread.dealership_id and d.conversation_id = thread.id and d.created_at = now()
        and d.status in ('proposed', 'dismissed'))
  then
    perform private.promise_draft(thread);
  end if;
  return null;
end
$$;
