-- Who acts on a thread that was merged acts on the one it was merged into: an open page loses nothing meanwhile.
create or replace function private.thread_for_staff(conversation_id uuid) returns public.conversations
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c
  where c.id = coalesce(
      (select o.merged_into from public.conversations as o where o.id = thread_for_staff.conversation_id),
      thread_for_staff.conversation_id)
    and c.dealership_id = any (private.dealerships_where('conversations.write'))
  for update;
  if thread.id is null or thread.merged_into is not null or not private.thread_is_in_scope(thread) then
    perform private.refuse(404, 'conversation_not_found', 'Cannot find conversation: it does not exist or is not yours');
  end if;
  return thread;
end
$$;

create or replace function public.open_conversation(conversation_id uuid, channel text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(open_conversation.conversation_id);
  reach record;
  sender uuid;
  opened public.conversations;
begin
  if coalesce(open_conversation.channel, '') not in ('sms', 'email') then
    perform private.refuse(400, 'invalid_channel', 'Cannot open conversation: channel is sms or email');
  end if;
  select i.value as address, s.consent into reach
  from public.customer_identities as i
  cross join lateral (
    select (private.current_consent(thread.dealership_id, open_conversation.channel, i.value)).status as consent) as s
  where i.dealership_id = thread.dealership_id and i.customer_id = thread.customer_id
    and i.kind = case open_conversation.channel when 'sms' then 'phone' else 'email' end
  order by s.consent is not distinct from 'granted' desc, i.created_at
  limit 1;
  if reach.address is null then
    perform private.refuse(409, 'no_address', 'Cannot open conversation: no address of this customer is known there');
  end if;
  if reach.consent is distinct from 'granted' then
    perform private.refuse(409, 'no_consent', 'Cannot open conversation: this customer has not agreed to it');
  end if;
  if open_conversation.channel = 'sms' then
    select n.id into sender from public.phone_numbers as n
    where n.dealership_id = thread.dealership_id and n.is_active order by n.created_at, n.id limit 1;
    if sender is null then
      perform private.refuse(409, 'no_sender', 'Cannot open conversation: the dealership has no number to text from');
    end if;
  end if;
  insert into public.conversations as c (dealership_id, customer_id, channel, phone_number_id, customer_address)
  select thread.dealership_id, thread.customer_id, open_conversation.channel, sender, reach.address
  where not exists (select from public.conversations as o
    where o.dealership_id = thread.dealership_id and o.customer_id = thread.customer_id
      and o.channel = open_conversation.channel and o.customer_address = reach.address)
  on conflict do nothing
  returning c.* into opened;
  if opened.id is not null then
    perform private.assign_to_caller(opened);
    return opened.id;
  end if;
  return (
    select coalesce(o.merged_into, o.id) from public.conversations as o
    where o.dealership_id = thread.dealership_id and o.channel = open_conversation.channel
      and o.customer_address = reach.address
    order by o.last_message_at desc limit 1);
end
$$;

create or replace function public.open_web_chat(
  public_key text, origin text, ip_hash text, vehicle text default null, visitor_id uuid default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  widget public.web_chat_widgets := private.open_widget(public_key, origin);
  thread public.conversations;
  known public.web_chat_sessions;
  offered public.vehicles := private.vehicle_of_page(widget.dealership_id, vehicle);
begin
  perform private.limit_web_chat('open', ip_hash, 120, 60);
  select s.* into known from public.web_chat_sessions as s
  where s.visitor_id = open_web_chat.visitor_id and s.dealership_id = widget.dealership_id and s.expires_at > now();
  select c.* into thread from public.conversations as c where c.id = coalesce(
    (select o.merged_into from public.conversations as o where o.id = known.conversation_id), known.conversation_id);
  return (
    select jsonb_build_object(
      'dealership', jsonb_build_object('id', d.id, 'name', d.name, 'logo_url', d.logo_url,
        'primary_color', d.primary_color, 'timezone', d.timezone),
      'ai_name', (select p.name from public.personas as p
        where p.dealership_id = d.id and p.is_default and p.is_active),
      'is_ai_on', d.ai_enabled and not coalesce('web' = any (d.ai_paused_channels), false),
      'greeting', widget.greeting, 'consent_text', widget.consent_text,
      'is_open', private.is_open(d.id, now()),
      'closes_at', (select to_char(upper(s) at time zone d.timezone, 'HH24:MI')
        from unnest(private.business_spans(d.id, (now() at time zone d.timezone)::date)) as s where s @> now()),
      'opens_at', private.next_opening(d.id, now()),
      'vehicle', case when offered.id is not null then jsonb_build_object(
        'label', concat_ws(' ', offered.year, offered.make, offered.model, offered.trim),
        'stock_number', offered.stock_number, 'price_cents', offered.price_cents,
        'mileage', offered.mileage, 'body_style', offered.body_style, 'model', offered.model,
        'ext_color', offered.ext_color, 'image_url', offered.images -> 0 ->> 'url') end,
      'session', case when known.id is not null then jsonb_build_object(
        'owner', private.web_chat_owner(thread), 'is_identified', known.claimed <> '{}') end)
    from public.dealerships as d where d.id = widget.dealership_id);
end
$$;

-- As before, and whether a thread hears more than one address, so that the composer says where a reply goes.
create or replace view public.inbox with (security_invoker = true) as
select c.id, c.dealership_id, c.customer_id, c.channel, c.status, c.owner, c.assigned_to, c.phone_number_id,
  c.customer_address, c.vehicle_id, c.last_message_id, c.last_message_at, c.last_message_preview,
  c.last_message_author, c.waiting_since, c.escalated_at, c.handover_reason, c.handover_summary,
  c.ai_paused, c.unread_count, c.ai_context, c.created_at,
  u.full_name as customer_name,
  nullif(concat_ws(' ', v.year, v.make, v.model, v.trim), '') as vehicle_label,
  v.stock_number as vehicle_stock,
  p.full_name as assigned_name,
  c.priority, c.snoozed_until, c.reply_due_at, c.reply_overdue_at,
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'color', t.color) order by t.name), '[]')
    from public.conversation_tags as g
    join public.tags as t on t.dealership_id = g.dealership_id and t.id = g.tag_id
    where g.dealership_id = c.dealership_id and g.conversation_id = c.id) as tags,
  c.intents,
  nullif(concat_ws(' ', v.make, v.model), '') as vehicle_model,
  c.address_of is not null as has_merged
from public.conversations as c
join public.customers as u on u.dealership_id = c.dealership_id and u.id = c.customer_id
left join public.vehicles as v on v.dealership_id = c.dealership_id and v.id = c.vehicle_id
left join public.profiles as p on p.id = c.assigned_to;
