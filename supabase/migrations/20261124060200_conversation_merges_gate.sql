-- What looks at where a thread's customer is reached, where there may be two addresses: a message goes to the address
-- it was written for, an opt-out said at one address ends them all, and what a provider says of a message is about the
-- address that one went to.

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
  thread := private.addressed(thread, target.address_of);
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
    address_of = coalesce(m.address_of, thread.address_of),
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

create or replace function private.send_address(message public.messages, thread public.conversations) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  mailbox public.mailboxes;
  dealership public.dealerships;
  reply_to text;
  is_marketing boolean := coalesce((message.metadata ->> 'marketing')::boolean, false);
begin
  if thread.channel <> 'email' then
    return jsonb_build_object('channel', thread.channel, 'to', thread.customer_address) || coalesce((
      select jsonb_build_object('from', n.e164, 'messaging_service_sid', n.messaging_service_sid,
        'account_sid', n.account_sid)
      from public.phone_numbers as n where n.id = thread.phone_number_id), '{}');
  end if;
  mailbox := private.mailbox_of(thread.dealership_id, thread.id);
  select d.* into dealership from public.dealerships as d where d.id = thread.dealership_id;
  reply_to := replace(mailbox.address, '@', '+' || replace(coalesce(thread.address_of, thread.id)::text, '-', '') || '@');
  return jsonb_build_object('channel', 'email', 'to', thread.customer_address, 'from', mailbox.address,
    'from_name', coalesce(mailbox.display_name, dealership.name), 'reply_to', reply_to,
    'subject', coalesce(message.subject, ''), 'mail_id', message.mail_id,
    'in_reply_to', (
      select m.mail_id from public.messages as m
      where m.conversation_id = thread.id and m.direction = 'inbound' and m.mail_id is not null and m.id < message.id
      order by m.id desc limit 1),
    'references', (
      select coalesce(jsonb_agg(r.mail_id order by r.id), '[]')
      from (select m.id, m.mail_id from public.messages as m
        where m.conversation_id = thread.id and m.mail_id is not null and m.id < message.id
        order by m.id desc limit 15) as r),
    'list_unsubscribe', case when is_marketing then '<mailto:' || reply_to || '?subject=unsubscribe>' end,
    'unsubscribe_token', case when is_marketing then private.unsubscribe_token(coalesce(thread.address_of, thread.id)) end,
    'footer', case when is_marketing then
      concat_ws(', ', dealership.name, dealership.address_line, dealership.city,
        nullif(concat_ws(' ', dealership.region, dealership.postal_code), ''))
      || E'\nNo more of these mails? Answer with the word unsubscribe.' end);
end
$$;

create or replace function private.record_consent(
  thread public.conversations, status text, method text, message_id bigint, evidence jsonb
) returns void
language sql volatile security invoker set search_path = '' as $$
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, message_id, evidence)
  values (thread.dealership_id, thread.customer_id, thread.channel, thread.customer_address,
    record_consent.status, record_consent.method, record_consent.message_id, record_consent.evidence);
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, message_id, evidence)
  select thread.dealership_id, thread.customer_id, thread.channel, a.address, 'revoked', record_consent.method,
    record_consent.message_id, record_consent.evidence || jsonb_build_object('said_at', thread.customer_address)
  from private.addresses_of(thread) as a (address)
  where record_consent.status = 'revoked' and thread.address_of is not null and a.address <> thread.customer_address
    and (private.current_consent(thread.dealership_id, thread.channel, a.address)).status = 'granted'
$$;
comment on function private.record_consent is
  'Appends one statement of consent for the thread''s address; an opt-out holds for every address of merged threads.';

create or replace function private.carrier_opt_out(message public.messages) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c where c.id = message.conversation_id for update;
  thread := private.addressed(thread, message.address_of);
  if (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status
    is distinct from 'revoked' then
    perform private.record_consent(thread, 'revoked', 'carrier', message.id, '{"error_code": "21610"}');
    perform private.system_line(thread, 'The carrier says: opted out of texts', 'opted_out');
  end if;
end
$$;

create or replace function private.record_bounce(thread public.conversations, address text, reason text, detail text) returns void
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
begin
  if thread.id is null or record_bounce.address is null
    or record_bounce.address not in (select a from private.addresses_of(thread) as a) then
    return;
  end if;
  insert into public.suppressions as s (dealership_id, channel, address, reason, detail)
  values (thread.dealership_id, 'email', record_bounce.address, record_bounce.reason, left(record_bounce.detail, 300))
  on conflict (dealership_id, channel, address) do nothing;
  if found then
    perform private.system_line(thread, case record_bounce.reason
      when 'spam_report' then 'Reported as spam: no more mail goes to this address'
      when 'unsubscribe' then 'Unsubscribed: no more mail goes to this address'
      else 'Mail to this address bounced: no more mail goes there' end, 'suppressed');
  end if;
end
$$;

create or replace function private.record_message_event(event jsonb) returns text
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  thread public.conversations;
  heard text := private.email_event_status(event ->> 'event');
  suppression text := private.email_event_suppression(event);
  happened_at timestamptz := least(to_timestamp((event ->> 'timestamp')::bigint), now());
begin
  -- Thread before message, as in the gate, or the two deadlock.
  select c.* into thread from public.conversations as c
  where c.id = (select m.conversation_id from public.messages as m where m.id = (event ->> 'message_id')::bigint)
  for update;
  select m.* into target from public.messages as m
  where m.id = (event ->> 'message_id')::bigint and m.channel = 'email' and m.direction = 'outbound' for update;
  thread := private.addressed(thread, target.address_of);
  if target.id is null or lower(event ->> 'email') is distinct from thread.customer_address then
    return 'unknown';
  end if;
  -- The word about an earlier attempt that was since tried again says nothing about this one.
  if exists (select from jsonb_array_elements_text(coalesce(target.metadata -> 'previous_sids', '[]')) as p (sid)
    where starts_with(event ->> 'sg_message_id', p.sid)) then
    return 'ignored';
  end if;
  update public.messages as m
  set delivery_status = heard, provider = 'sendgrid',
    error_code = case when heard in ('failed', 'undelivered') then left(event ->> 'status', 20) end,
    error_class = case when heard in ('failed', 'undelivered') then coalesce(suppression, 'unreachable') end,
    error_message = case when heard in ('failed', 'undelivered') then left(event ->> 'reason', 300) end,
    sent_at = case when heard in ('sent', 'delivered', 'read') then coalesce(m.sent_at, happened_at) else m.sent_at end,
    delivered_at = case when heard in ('delivered', 'read') then coalesce(m.delivered_at, happened_at) else m.delivered_at end,
    failed_at = case when heard in ('failed', 'undelivered') then happened_at else m.failed_at end
  where m.id = target.id and private.delivery_rank(heard) > private.delivery_rank(m.delivery_status);
  if suppression in ('spam_report', 'unsubscribe')
    and (private.current_consent(thread.dealership_id, 'email', thread.customer_address)).status is distinct from 'revoked'
  then
    perform private.record_consent(thread, 'revoked', 'carrier', target.id,
      jsonb_build_object('event', event ->> 'event', 'event_id', event ->> 'event_id'));
  end if;
  if suppression is not null then
    perform private.record_bounce(thread, thread.customer_address, suppression, event ->> 'reason');
  end if;
  return 'recorded';
end
$$;

create or replace function public.unsubscribe_mail(token text) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  subject constant uuid := private.unsubscribed_thread(unsubscribe_mail.token);
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c
  where c.id = coalesce((select o.merged_into from public.conversations as o where o.id = subject), subject)
    and c.channel = 'email' for no key update;
  thread := private.addressed(thread, subject);
  if thread.id is null then
    return 'unknown';
  end if;
  if (private.current_consent(thread.dealership_id, 'email', thread.customer_address)).status
    is distinct from 'revoked'
  then
    perform private.record_consent(thread, 'revoked', 'web_form', null, '{"by": "one_click_unsubscribe"}');
    perform private.system_line(thread, 'Opted out of e-mail', 'opted_out');
  end if;
  return 'unsubscribed';
end
$$;
