-- The send gate and what follows an inbound message serve every channel: each way in calls
-- private.after_inbound once its message is stored.

alter table public.messages drop constraint messages_provider_check;
alter table public.messages add constraint messages_provider_check check (provider in ('twilio', 'sendgrid'));

create function private.channel_noun(channel text) returns text
language sql immutable security invoker set search_path = '' as $$
  select case channel when 'sms' then 'texts' when 'email' then 'e-mail' when 'web' then 'chat' else 'calls' end
$$;
comment on function private.channel_noun is 'How a thread names what somebody opts out of.';

create function private.after_inbound(
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
  elsif consent = 'granted' and (thread.owner = 'ai' or private.ai_answers_meanwhile(thread))
    and keyword is distinct from 'help' and may_answer then
    if exists (select from public.messages as m where m.id = stored_id and m.kind = 'media' and btrim(m.content) = '') then
      perform private.step_back(thread.id, 'photos',
        '{"wants": "To have a picture looked at", "brings": "A picture"}');
    else
      perform private.promise_reply(thread);
    end if;
  end if;
  return consent;
end
$$;
comment on function private.after_inbound is
  'What follows from one stored inbound message, the same on every channel: consent into the ledger, a possible '
  'opt-out makes the AI step back, else the promise of an AI reply (unless may_answer is false, as for mail that a '
  'machine wrote). The caller holds the thread''s row lock and has stored the message in this transaction; keyword is '
  'stop, start, help or null, opt_out is certain, possible or none. Returns revoked, restarted or granted.';

-- What the provider of the thread's channel has to be told; the e-mail migration adds its own branch.
create function private.send_address(message public.messages, thread public.conversations) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
  return jsonb_build_object('channel', thread.channel, 'to', thread.customer_address) || coalesce((
    select jsonb_build_object('from', n.e164, 'messaging_service_sid', n.messaging_service_sid,
      'account_sid', n.account_sid)
    from public.phone_numbers as n where n.id = thread.phone_number_id), '{}');
end
$$;
comment on function private.send_address is 'Channel, recipient and sender of one outbound message, as claim_send answers them.';
create function public.record_send(
  message_id bigint, lease_token uuid, outcome text, provider_message_id text default null,
  segments int default null, error_code text default null, error_class text default null,
  error_message text default null, account_sid text default null, provider text default 'twilio'
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  heard text := case outcome
    when 'accepted' then 'sent'
    when 'rejected' then case when error_class in ('rate_limit', 'transient', 'auth') then 'queued' else 'failed' end
    else 'sending' end;
begin
  if record_send.error_class = 'opted_out' then
    -- The opt-out writes to the thread: thread before message, as in the gate, or the two deadlock.
    perform from public.conversations as c
    where c.id = (select m.conversation_id from public.messages as m where m.id = message_id) for update;
  end if;
  select m.* into target from public.messages as m
  where m.id = message_id and m.lease_token = record_send.lease_token for update;
  if target.id is null then
    return jsonb_build_object('status', 'lost');
  end if;
  update public.messages as m
  set delivery_status = case
      when heard = 'queued' and m.delivery_status = 'sending' and m.provider_message_id is null then 'queued'
      when private.delivery_rank(heard) > private.delivery_rank(m.delivery_status) then heard
      else m.delivery_status end,
    provider = case when outcome = 'accepted' then record_send.provider else m.provider end,
    provider_account = case when outcome = 'accepted'
      then coalesce(record_send.account_sid, m.provider_account) else m.provider_account end,
    provider_message_id = coalesce(m.provider_message_id, record_send.provider_message_id),
    segments = coalesce(record_send.segments, m.segments),
    error_code = case when outcome = 'accepted' then m.error_code else record_send.error_code end,
    error_class = case when outcome = 'accepted' then m.error_class else record_send.error_class end,
    error_message = case when outcome = 'accepted' then m.error_message else left(record_send.error_message, 300) end,
    sent_at = case when outcome = 'accepted' then coalesce(m.sent_at, now()) else m.sent_at end,
    failed_at = case when heard = 'failed' then now() else m.failed_at end
  where m.id = target.id
  returning m.* into target;
  if record_send.error_class = 'opted_out' then
    perform private.carrier_opt_out(target);
  end if;
  return jsonb_build_object('status', target.delivery_status);
end
$$;
comment on function public.record_send is
  'Writes down what the provider said of one claimed send; only the token''s holder may. {status} is the delivery '
  'status after it: sent, queued (will be tried again), sending (unknown, will be verified), failed, or lost.';

revoke execute on function public.record_send, private.after_inbound, private.channel_noun, private.send_address
  from public, anon, authenticated;
grant execute on function public.record_send, private.after_inbound, private.channel_noun, private.send_address
  to service_role;
