-- A blocked customer met the AI again in a new conversation, as with another address or by the chat; and unblocking
-- switched the AI on where a person had paused it before. Now the AI asks whether the customer is blocked, and blocking
-- leaves each conversation's own pause alone. Replaced functions are as before, but for that.

create or replace function private.ai_switched_off(thread public.conversations) returns text
language plpgsql stable security invoker set search_path = '' as $$
begin
  return (select case
    when not d.ai_enabled then 'ai_off'
    when thread.channel = any (d.ai_paused_channels) then 'ai_channel_off'
    when thread.ai_paused or exists (select from public.customers as p
      where p.id = thread.customer_id and p.blocked_at is not null) then 'ai_paused'
  end
  from public.dealerships as d where d.id = thread.dealership_id);
end
$$;

create or replace function public.block_customer(conversation_id uuid, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(block_customer.conversation_id);
begin
  if coalesce(block_customer.reason, '') not in ('unwanted', 'spam') then
    perform private.refuse(400, 'invalid_reason', 'Cannot block customer: reason is unwanted or spam');
  end if;
  if exists (select from public.conversations as c
    where c.dealership_id = thread.dealership_id and c.customer_id = thread.customer_id and c.owner = 'human'
      and c.status not in ('closed', 'archived') and not private.thread_is_in_scope(c))
  then
    perform private.refuse(409, 'customer_of_colleague', 'Cannot block customer: a colleague talks with them too');
  end if;
  update public.customers as p set blocked_at = now(), blocked_as = block_customer.reason
  where p.id = thread.customer_id and p.dealership_id = thread.dealership_id;
  update public.conversations as c
  set status = 'archived', owner = 'ai', assigned_to = null, waiting_since = null, escalated_at = null,
    snoozed_until = null, closed_at = now(), unread_count = 0
  where c.dealership_id = thread.dealership_id and c.customer_id = thread.customer_id;
  perform private.system_line(thread, 'Customer blocked', 'blocked');
end
$$;

create or replace function public.unblock_customer(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(unblock_customer.conversation_id);
begin
  update public.customers as p set blocked_at = null, blocked_as = null
  where p.id = thread.customer_id and p.dealership_id = thread.dealership_id and p.blocked_at is not null;
  if not found then
    return;
  end if;
  update public.conversations as c set status = 'active', closed_at = null
  where c.id = thread.id and c.status = 'archived';
  perform private.system_line(thread, 'Customer unblocked', 'unblocked');
end
$$;
