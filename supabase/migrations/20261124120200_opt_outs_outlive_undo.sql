-- An opt-out that a merge wrote is taken back by its undo. What a shopper, their carrier or the button of a mail
-- says while it stands is an opt-out of its own, which outlives the undo, so it is written also where one stands.

create function private.has_opted_out(dealership_id uuid, channel text, address text) returns boolean
language sql stable security invoker set search_path = '' as $$
  select coalesce(c.status = 'revoked' and not c.evidence ? 'replaces', false)
  from private.current_consent(has_opted_out.dealership_id, has_opted_out.channel, has_opted_out.address) as c
$$;
comment on function private.has_opted_out is
  'Whether an address has opted out by itself, not only by being merged with one that has.';
revoke execute on function private.has_opted_out from public, anon, authenticated;
grant execute on function private.has_opted_out to service_role;

-- As before, where only a merge had written an opt-out.
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
    and (private.current_consent(thread.dealership_id, thread.channel, a.address)).id is not null
    and not private.has_opted_out(thread.dealership_id, thread.channel, a.address)
$$;

create or replace function private.carrier_opt_out(message public.messages) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c where c.id = message.conversation_id for update;
  thread := private.addressed(thread, message.address_of);
  if not private.has_opted_out(thread.dealership_id, thread.channel, thread.customer_address) then
    perform private.record_consent(thread, 'revoked', 'carrier', message.id, '{"error_code": "21610"}');
    perform private.system_line(thread, 'The carrier says: opted out of texts', 'opted_out');
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
    and not private.has_opted_out(thread.dealership_id, 'email', thread.customer_address)
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
  if not private.has_opted_out(thread.dealership_id, 'email', thread.customer_address) then
    perform private.record_consent(thread, 'revoked', 'web_form', null, '{"by": "one_click_unsubscribe"}');
    perform private.system_line(thread, 'Opted out of e-mail', 'opted_out');
  end if;
  return 'unsubscribed';
end
$$;
