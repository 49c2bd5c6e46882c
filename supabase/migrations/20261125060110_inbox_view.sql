-- One round trip for the list: the thread's head with the names that belong to it, its tags and its addresses.
create view public.inbox with (security_invoker = true) as
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
comment on view public.inbox is 'Conversations with customer, vehicle of interest and assignee by name, under the reader''s RLS.';
revoke all on public.inbox from anon, authenticated, service_role;
grant select on public.inbox to authenticated;
