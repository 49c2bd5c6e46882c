-- The send gate and what follows an inbound message serve every channel, no longer texts alone. The functions
-- replaced here behave for texts as before; what receive_sms did after storing is now private.after_inbound,
-- which each way in calls once its message is stored.

alter table public.messages drop constraint messages_provider_check;
alter table public.messages add constraint messages_provider_check check (provider in ('twilio', 'sendgrid'));

create function private.channel_noun(channel text) returns text
language sql immutable security invoker set search_path = '' as $$
  select case channel when 'sms' then 'texts' when 'email' then 'e-mail' when 'web' then 'chat' else 'calls' end
$$;
comment on function private.channel_noun is 'How a thread names what somebody opts out of.';

create or replace function private.apply_inbound_consent(
  thread public.conversations, stored_id bigint, keyword text, opt_out text
) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  standing text := (
    private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status;
begin
  if keyword = 'stop' or opt_out = 'certain' then
    perform private.record_consent(thread, 'revoked',
      case when keyword = 'stop' then 'keyword' else 'free_language' end, stored_id, '{}');
    perform private.system_line(thread, 'Opted out of ' || private.channel_noun(thread.channel), 'opted_out');
    return 'revoked';
  end if;
  if keyword = 'start' and standing = 'revoked' then
    perform private.record_consent(thread, 'granted', 'keyword', stored_id, '{}');
    perform private.system_line(thread, 'Opted back in to ' || private.channel_noun(thread.channel), 'opted_in');
    return 'restarted';
  end if;
  if standing is null then
    -- A shopper who writes first may be answered; the ledger row cites the message.
    perform private.record_consent(thread, 'granted', 'inbound_message', stored_id, '{}');
    return 'granted';
  end if;
  return standing;
end
$$;

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
  end if;
  if opt_out = 'possible' and consent <> 'revoked' then
    perform private.step_back(thread.id, 'possible_opt_out', null);
  elsif consent = 'granted' and thread.owner = 'ai' and keyword is distinct from 'help' and may_answer then
    perform private.promise_reply(thread);
  end if;
  return consent;
end
$$;
comment on function private.after_inbound is
  'What follows from one stored inbound message, the same on every channel: consent into the ledger, a possible '
  'opt-out makes the AI step back, else the promise of an AI reply (unless may_answer is false, as for mail that a '
  'machine wrote). The caller holds the thread''s row lock and has stored the message in this transaction; keyword is '
  'stop, start, help or null, opt_out is certain, possible or none. Returns revoked, restarted or granted.';

create or replace function public.receive_sms(
  account_sid text, message_sid text, from_number text, to_number text, content text, media jsonb,
  keyword text, opt_out text, raw jsonb, messaging_service_sid text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  our_number public.phone_numbers;
  thread public.conversations;
  stored public.messages;
begin
  select m.* into stored from public.messages as m
  where m.provider_account = account_sid and m.provider_message_id = message_sid;
  if stored.id is not null then
    return jsonb_build_object('outcome', 'duplicate', 'message_id', stored.id,
      'conversation_id', stored.conversation_id, 'dealership_id', stored.dealership_id);
  end if;

  select n.* into our_number from public.phone_numbers as n
  where n.e164 = to_number and n.is_active and coalesce(n.account_sid, receive_sms.account_sid) = receive_sms.account_sid;
  -- A sender that is no phone number (an alphanumeric name, another channel) cannot be answered either.
  if our_number.id is null or from_number !~ '^\+?[0-9]{3,15}$' then
    insert into public.quarantined_messages (provider, provider_account, provider_message_id, from_address,
      to_address, reason, raw)
    values ('twilio', account_sid, message_sid, from_number, to_number,
      case when our_number.id is null then 'unknown_number' else 'unanswerable_sender' end, raw)
    on conflict (provider_account, provider_message_id) do nothing;
    return jsonb_build_object('outcome', 'quarantined', 'message_id', null,
      'conversation_id', null, 'dealership_id', null);
  end if;

  thread := private.thread_of_sms(our_number, from_number);
  insert into public.messages (dealership_id, conversation_id, direction, author, channel, kind, content, media,
    provider, provider_account, provider_message_id, delivery_status)
  values (thread.dealership_id, thread.id, 'inbound', 'customer', 'sms',
    case when jsonb_array_length(media) > 0 then 'media' else 'text' end, content, media,
    'twilio', account_sid, message_sid, 'received')
  on conflict (provider_account, provider_message_id) where provider_message_id is not null do nothing
  returning * into stored;
  if stored.id is null then
    -- The other copy of this webhook committed while we waited for the thread's lock.
    select m.* into stored from public.messages as m
    where m.provider_account = account_sid and m.provider_message_id = message_sid;
    return jsonb_build_object('outcome', 'duplicate', 'message_id', stored.id,
      'conversation_id', stored.conversation_id, 'dealership_id', stored.dealership_id);
  end if;

  perform private.after_inbound(thread, stored.id, keyword, opt_out);
  return jsonb_build_object('outcome', 'stored', 'message_id', stored.id,
    'conversation_id', thread.id, 'dealership_id', thread.dealership_id);
end
$$;

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

create or replace function public.claim_send(
  message_id bigint, job_id bigint, lease_token uuid, confirmed_unsent boolean default false
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  thread public.conversations;
  refusal text;
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
    refusal := private.send_refusal(target, thread);
    if refusal is not null then
      update public.messages as m
      set delivery_status = 'blocked', error_class = refusal, error_message = 'Held by the send gate'
      where m.id = target.id;
      return jsonb_build_object('decision', 'blocked', 'reason', refusal);
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
  'The send gate of every channel: {decision: send|verify|blocked|done, channel, to, …}. verify: an earlier claim may '
  'have sent it, so look at the provider first and come back with confirmed_unsent, or record what was found. Every '
  'claim cites a consent row. Web chat has no outside provider: what the gate lets through counts as delivered in '
  'this transaction (the visitor reads it from the thread) and answers done.';

-- One parameter more, which provider took the message: a new signature needs the old one gone.
drop function public.record_send(bigint, uuid, text, text, int, text, text, text, text);
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
