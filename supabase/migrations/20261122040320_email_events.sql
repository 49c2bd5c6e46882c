-- What SendGrid tells of mails it took. Events come in batches, late, twice and out of order: each counts once, and
-- only a higher rank moves a message on.

create table private.email_events (
  event_id text primary key check (length(event_id) between 1 and 200),
  heard_at timestamptz not null default now()
);
comment on table private.email_events is 'One event of SendGrid that was taken in; the same one again changes nothing.';
create index email_events_heard_idx on private.email_events (heard_at);
alter table private.email_events enable row level security;
alter table private.email_events force row level security;
grant select, insert on private.email_events to service_role;
select cron.schedule('forget-email-events', '41 3 * * *',
  $$delete from private.email_events where heard_at < now() - interval '30 days'$$);

create function private.email_event_status(event text) returns text
language sql immutable security invoker set search_path = '' as $$
  select case event when 'processed' then 'sent' when 'deferred' then 'sent' when 'delivered' then 'delivered'
    when 'open' then 'read' when 'click' then 'read' when 'bounce' then 'undelivered' when 'dropped' then 'failed' end
$$;
comment on function private.email_event_status is 'The delivery status that an event of SendGrid stands for, or null.';

create function private.email_event_suppression(event jsonb) returns text
language sql immutable security invoker set search_path = '' as $$
  select case
    when event ->> 'event' = 'bounce' and coalesce(event ->> 'type', 'bounce') = 'bounce' then 'bounce'
    when event ->> 'event' = 'spamreport' then 'spam_report'
    when event ->> 'event' in ('unsubscribe', 'group_unsubscribe') then 'unsubscribe'
    when event ->> 'event' = 'dropped' and event ->> 'reason' ~* 'bounced' then 'bounce'
    when event ->> 'event' = 'dropped' and event ->> 'reason' ~* 'invalid' then 'invalid'
    when event ->> 'event' = 'dropped' and event ->> 'reason' ~* 'spam' then 'spam_report'
    when event ->> 'event' = 'dropped' and event ->> 'reason' ~* 'unsubscribed' then 'unsubscribe' end
$$;
comment on function private.email_event_suppression is
  'Why an address takes no more mail after this event, or null; a server that blocks us for now is no reason.';

create function private.record_message_event(event jsonb) returns text
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
comment on function private.record_message_event is 'Moves one mail of a conversation on by one event, and draws the consequence for its address.';

create function private.record_outbound_mail_event(event jsonb) returns text
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  mail public.outbound_mails;
  heard text := private.email_event_status(event ->> 'event');
  suppression text := private.email_event_suppression(event);
  happened_at timestamptz := least(to_timestamp((event ->> 'timestamp')::bigint), now());
begin
  select m.* into mail from public.outbound_mails as m
  where m.id = (event ->> 'outbound_mail_id')::bigint and m.to_address = lower(event ->> 'email') for update;
  if mail.id is null then
    return 'unknown';
  end if;
  update public.outbound_mails as m
  set status = heard,
    error_class = case when heard in ('failed', 'undelivered') then coalesce(suppression, 'unreachable') end,
    error_message = case when heard in ('failed', 'undelivered') then left(event ->> 'reason', 300) end,
    sent_at = case when heard in ('sent', 'delivered', 'read') then coalesce(m.sent_at, happened_at) else m.sent_at end,
    delivered_at = case when heard in ('delivered', 'read') then coalesce(m.delivered_at, happened_at) else m.delivered_at end,
    failed_at = case when heard in ('failed', 'undelivered') then happened_at else m.failed_at end
  where m.id = mail.id and private.delivery_rank(heard) > private.delivery_rank(m.status);
  if suppression is not null then
    insert into public.suppressions (dealership_id, channel, address, reason, detail)
    values (mail.dealership_id, 'email', mail.to_address, suppression, left(event ->> 'reason', 300))
    on conflict (dealership_id, channel, address) do nothing;
  end if;
  return 'recorded';
end
$$;
comment on function private.record_outbound_mail_event is 'Moves one mail of ours to staff on by one event.';

create function public.record_email_events(events jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  event jsonb;
  outcome text;
  tally jsonb := '{"recorded": 0, "ignored": 0, "unknown": 0}';
begin
  -- In the order of what they lock (the thread first), so that two batches at once cannot wait for each other.
  for event in
    select e.one from jsonb_array_elements(record_email_events.events) as e (one)
    left join public.messages as m on m.id = (e.one ->> 'message_id')::bigint
    order by m.conversation_id, (e.one ->> 'message_id')::bigint, (e.one ->> 'outbound_mail_id')::bigint,
      (e.one ->> 'timestamp')::bigint
  loop
    insert into private.email_events (event_id) values (event ->> 'event_id') on conflict do nothing;
    outcome := case
      when not found then 'ignored'
      when event ->> 'message_id' is not null then private.record_message_event(event)
      when event ->> 'outbound_mail_id' is not null then private.record_outbound_mail_event(event)
      else 'unknown' end;
    tally := jsonb_set(tally, array[outcome], to_jsonb((tally ->> outcome)::int + 1));
  end loop;
  return tally;
end
$$;
comment on function public.record_email_events is
  'Takes a batch of SendGrid''s events, each once: [{event_id, event, email, timestamp, message_id | outbound_mail_id, '
  'reason, status, type}]; answers how many were recorded, ignored and unknown.';

revoke execute on function private.email_event_status, private.email_event_suppression, private.record_message_event,
  private.record_outbound_mail_event, public.record_email_events from public, anon, authenticated;
grant execute on function private.email_event_status, private.email_event_suppression, private.record_message_event,
  private.record_outbound_mail_event, public.record_email_events to service_role;
