-- Which address each message of a merged thread came from or went to: the rows of merged threads are seen by nobody,
-- so the list tells their addresses with the thread that is left.

create function private.thread_addresses(conversation_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_agg(jsonb_build_object('of', a.id, 'address', a.address, 'is_current', a.is_current,
    'number', case when a.sharers > 1 then a.number end) order by a.is_winner desc, a.created_at, a.id)
  from (
    select c.id, c.created_at, c.id = w.id as is_winner, c.own_address ->> 'customer_address' as address,
      c.id = w.address_of as is_current, n.e164 as number,
      count(*) over (partition by c.own_address ->> 'customer_address') as sharers
    from public.conversations as w
    join public.conversations as c
      on c.dealership_id = w.dealership_id and (c.id = w.id or c.merged_into = w.id) and c.own_address is not null
    left join public.phone_numbers as n
      on n.dealership_id = c.dealership_id and n.id = (c.own_address ->> 'phone_number_id')::uuid
    where w.id = thread_addresses.conversation_id
      and w.dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and private.thread_is_in_scope(w)
  ) as a
$$;
comment on function private.thread_addresses is
  'Every address of a merged thread by the thread whose own it is, the winner''s first, with the store''s number where '
  'two share one; null where the caller may not read it. Definer: a merged thread is seen by nobody.';
revoke execute on function private.thread_addresses from public, anon, authenticated;
grant execute on function private.thread_addresses to authenticated, service_role;

-- With all that came to conversations since the list was first made: a view gets more columns only by being said anew.
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
  c.address_of is not null as has_merged,
  case when c.address_of is not null then private.thread_addresses(c.id) end as addresses
from public.conversations as c
join public.customers as u on u.dealership_id = c.dealership_id and u.id = c.customer_id
left join public.vehicles as v on v.dealership_id = c.dealership_id and v.id = c.vehicle_id
left join public.profiles as p on p.id = c.assigned_to;
