-- Blocking archives every conversation of the customer, those that the caller may not see as well: with own or team
-- scope it took a colleague's away. Now it is refused while a colleague out of reach talks with them. block_customer
-- is as before, but for that question.

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
    snoozed_until = null, closed_at = now(), unread_count = 0, ai_paused = true
  where c.dealership_id = thread.dealership_id and c.customer_id = thread.customer_id;
  perform private.system_line(thread, 'Customer blocked', 'blocked');
end
$$;
