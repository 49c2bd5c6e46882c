-- The two calls that Twilio's webhooks make. Each is one transaction and may be repeated without effect.

create function private.apply_inbound_consent(
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
comment on function private.apply_inbound_consent is
  'Writes what a text says about consent into the ledger; returns revoked, restarted or granted.';

create function public.receive_sms(
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
comment on function public.receive_sms is
  'Stores one inbound text once: customer, thread, message, consent and the promise of a reply in one transaction. '
  'Returns {outcome: stored|duplicate|quarantined, message_id, conversation_id, dealership_id}. '
  'STOP, HELP and a START that opts back in are answered by Twilio itself (default opt-out handling), so no reply is '
  'promised; YES without an opt-out before it is an answer like any other.';

-- Callbacks come late, twice and out of order: only a higher rank changes anything.
create function private.delivery_rank(delivery_status text) returns int
language sql immutable security invoker set search_path = '' as $$
  select case delivery_status
    when 'queued' then 10 when 'deferred' then 10 when 'sending' then 20 when 'unknown' then 25
    when 'sent' then 30 when 'delivered' then 40 when 'undelivered' then 40 when 'failed' then 40
    when 'read' then 50 else 0 end
$$;
comment on function private.delivery_rank is 'How far along a delivery is; equal ranks never replace each other.';

create function public.record_sms_status(
  account_sid text, message_sid text, message_id bigint, status text, error_code text, error_class text
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  heard text := case status when 'accepted' then 'sending' when 'scheduled' then 'sending'
    when 'queued' then 'sending' when 'canceled' then 'failed' when 'partially_delivered' then 'delivered'
    else status end;
begin
  if heard not in ('sending', 'sent', 'delivered', 'read', 'undelivered', 'failed') then
    return jsonb_build_object('outcome', 'ignored');
  end if;
  if record_sms_status.error_class = 'opted_out' then
    -- The opt-out writes to the thread: thread before message, as in the gate, or the two deadlock.
    perform from public.conversations as c
    where c.id = any (array(
      select m.conversation_id from public.messages as m
      where m.provider_account = account_sid and m.provider_message_id = message_sid
      union all
      select m.conversation_id from public.messages as m where m.id = record_sms_status.message_id))
    order by c.id for update;
  end if;
  select m.* into target from public.messages as m
  where m.provider_account = account_sid and m.provider_message_id = message_sid and m.direction = 'outbound'
  for update;
  if target.id is null then
    -- The callback may overtake the answer to our own request: then our id in its address names the row.
    select m.* into target from public.messages as m
    where m.id = record_sms_status.message_id and m.direction = 'outbound' and m.provider_message_id is null
      and not coalesce(m.metadata -> 'previous_sids', '[]') ? message_sid
    for update;
  end if;
  if target.id is null then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  update public.messages as m
  set provider = 'twilio', provider_account = account_sid, provider_message_id = message_sid,
    delivery_status = heard,
    error_code = case when heard in ('failed', 'undelivered') then record_sms_status.error_code end,
    error_class = case when heard in ('failed', 'undelivered') then record_sms_status.error_class end,
    sent_at = case when heard in ('sent', 'delivered', 'read') then coalesce(m.sent_at, now()) else m.sent_at end,
    delivered_at = case when heard in ('delivered', 'read') then coalesce(m.delivered_at, now()) else m.delivered_at end,
    failed_at = case when heard in ('failed', 'undelivered') then now() else m.failed_at end
  where m.id = target.id
    and private.delivery_rank(heard) > private.delivery_rank(m.delivery_status);
  if not found then
    return jsonb_build_object('outcome', 'ignored');
  end if;
  if record_sms_status.error_class = 'opted_out' then
    perform private.carrier_opt_out(target);
  end if;
  return jsonb_build_object('outcome', 'recorded');
end
$$;
comment on function public.record_sms_status is
  'Records one delivery callback by rank; {outcome: recorded|ignored|unknown}. Repeats and late ones are ignored.';

create function private.carrier_opt_out(message public.messages) returns void
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
comment on function private.carrier_opt_out is 'Takes the carrier''s word (error 21610) that this address opted out.';

revoke execute on function public.receive_sms, public.record_sms_status, private.apply_inbound_consent,
  private.delivery_rank, private.carrier_opt_out from public, anon, authenticated;
grant execute on function public.receive_sms, public.record_sms_status, private.apply_inbound_consent,
  private.delivery_rank, private.carrier_opt_out to service_role;
