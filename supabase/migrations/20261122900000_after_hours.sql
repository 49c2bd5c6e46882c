-- After hours: a question that waits for the team does not silence the AI for the night. While the store is closed
-- it keeps answering what it can, books included; once it opens, a person's turn is a person's turn again. Functions
-- replaced here ask one question more, private.ai_answers_after_hours; everything else in them is as before.

alter table public.dealerships add column answers_after_hours boolean not null default true;
comment on column public.dealerships.answers_after_hours is
  'Whether the AI goes on answering while the store is closed and something it could not answer waits for the team.';
grant update (answers_after_hours) on public.dealerships to authenticated;

create function private.leaves_ai_room(handover_reason text) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select coalesce(handover_reason in ('fact_missing', 'price_missing', 'hours_missing', 'photos', 'hold_request',
    'trade_in', 'finance', 'negotiation', 'service', 'visit_request', 'unclear'), false)
$$;
comment on function private.leaves_ai_room is
  'Whether what a thread waits for is a fact or a deal. Who asked for a person, complained, may want no more texts or '
  'is in distress is left alone.';

create function private.ai_answers_after_hours(thread public.conversations) returns boolean
language sql stable security invoker set search_path = '' as $$
  select thread.owner = 'waiting_human'
    and private.leaves_ai_room(thread.handover_reason)
    and (select d.answers_after_hours from public.dealerships as d where d.id = thread.dealership_id)
    and not private.is_open(thread.dealership_id, now())
    and private.typed_until(thread.id) is null
$$;
comment on function private.ai_answers_after_hours is
  'Whether the AI may go on in a thread that waits for a person: the store is closed, nobody is typing, and it waits '
  'for a fact or a deal.';
revoke execute on function private.leaves_ai_room, private.ai_answers_after_hours from public, anon, authenticated;
grant execute on function private.leaves_ai_room, private.ai_answers_after_hours to service_role;

create or replace function private.stand_down_reason(thread public.conversations) returns text
language sql stable security invoker set search_path = '' as $$
  select coalesce(private.ai_switched_off(thread), case
    when thread.owner <> 'ai' and not private.ai_answers_after_hours(thread) then 'owned_by_staff'
    when thread.status in ('closed', 'archived') then 'closed'
    when (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status
      is distinct from 'granted' then 'no_consent'
  end)
$$;

create or replace function private.send_refusal(message public.messages, thread public.conversations) returns text
language plpgsql stable security invoker set search_path = '' as $$
declare
  consent text := (
    private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status;
  switched_off text;
begin
  if message.direction <> 'outbound' then
    return 'internal';
  end if;
  if consent is distinct from 'granted' then
    return case when consent = 'revoked' then 'opted_out' else 'no_consent' end;
  end if;
  if thread.channel = 'email' then
    if exists (select from public.suppressions as s where s.dealership_id = thread.dealership_id
      and s.channel = 'email' and s.address = thread.customer_address) then
      return 'suppressed';
    end if;
    if (private.mailbox_of(thread.dealership_id, thread.id)).id is null then
      return 'no_mailbox';
    end if;
  end if;
  if message.author <> 'ai' then
    return null;
  end if;
  switched_off := private.ai_switched_off(thread);
  if switched_off is not null then
    return switched_off;
  end if;
  if thread.owner = 'human' or thread.owner = 'waiting_human' and not message.is_handover_notice
    and not (message.in_reply_to is not null and private.ai_answers_after_hours(thread))
  then
    return 'taken_over';
  end if;
  if thread.status in ('closed', 'archived') then
    return 'closed';
  end if;
  -- Handed back before the queue came to it: what a person wrote meanwhile makes the AI's older words stale.
  if exists (
    select from public.messages as m
    where m.conversation_id = thread.id and m.id > message.id and m.author = 'staff' and m.direction = 'outbound')
  then
    return 'overtaken';
  end if;
  if exists (
    select from public.messages as m
    where m.conversation_id = thread.id and m.direction = 'outbound' and m.id <> message.id
      and m.id > message.id - 1000 and m.created_at > message.created_at - interval '10 minutes'
      and m.content = message.content
      and m.delivery_status in ('sending', 'sent', 'delivered', 'read', 'unknown'))
  then
    return 'duplicate';
  end if;
  return null;
end
$$;

create or replace function private.after_inbound(
  thread public.conversations, stored_id bigint, keyword text, opt_out text, may_answer boolean default true
) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  consent text := private.apply_inbound_consent(thread, stored_id, keyword, opt_out);
begin
  if opt_out = 'possible' then
    -- Whatever the AI had still to say, a handover notice included, waits for a person's word.
    update public.messages as m
    set delivery_status = 'blocked', error_class = 'possible_opt_out', error_message = 'Held by the send gate'
    where m.conversation_id = thread.id and m.author = 'ai' and m.delivery_status in ('queued', 'deferred');
    update public.messages as m set metadata = m.metadata || '{"possible_opt_out": true}'
    where m.conversation_id = thread.id and m.author = 'ai' and m.delivery_status = 'sending';
  end if;
  if opt_out = 'possible' and consent <> 'revoked' then
    perform private.step_back(thread.id, 'possible_opt_out', null);
  elsif consent = 'granted' and (thread.owner = 'ai' or private.ai_answers_after_hours(thread))
    and keyword is distinct from 'help' and may_answer then
    perform private.promise_reply(thread);
  end if;
  return consent;
end
$$;

create or replace function private.tg_promise_draft() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := (select c from public.conversations as c where c.id = new.conversation_id);
begin
  if new.created_at > now() - interval '1 day'
    and (thread.owner = 'human' or thread.owner = 'waiting_human' and not private.ai_answers_after_hours(thread)
      or private.ai_switched_off(thread) is not null)
  then
    perform private.promise_draft(thread);
  end if;
  return null;
end
$$;

-- What comes up while a thread waits joins its dossier; a weightier reason takes the place of a lighter one.
create or replace function private.step_back(conversation_id uuid, reason text, summary jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  update public.conversations as c
  set owner = 'waiting_human', status = 'escalated', assigned_to = null,
    handover_reason = step_back.reason, handover_summary = step_back.summary,
    escalated_at = now(), waiting_since = coalesce(c.waiting_since, now())
  where c.id = step_back.conversation_id and c.owner = 'ai' and c.status not in ('closed', 'archived')
  returning c.* into thread;
  if found then
    perform private.system_line(thread, 'The AI stepped back: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
    return;
  end if;
  update public.conversations as c
  set handover_reason = step_back.reason,
    handover_summary = coalesce(c.handover_summary, '{}') || jsonb_strip_nulls(jsonb_build_object(
      'wants', left(concat_ws('; ', nullif(c.handover_summary ->> 'wants', step_back.summary ->> 'wants'),
        step_back.summary ->> 'wants'), 600),
      'brings', coalesce(step_back.summary ->> 'brings', c.handover_summary ->> 'brings'),
      'blocked_by', coalesce(step_back.summary ->> 'blocked_by', c.handover_summary ->> 'blocked_by')))
  where c.id = step_back.conversation_id and c.owner = 'waiting_human' and private.leaves_ai_room(c.handover_reason)
  returning c.* into thread;
  if found then
    perform private.system_line(thread, 'Also waits for the team: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
  end if;
end
$$;
