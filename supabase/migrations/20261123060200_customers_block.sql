-- Staff block a customer, as one who sends spam: what they write is still stored, but their conversations stay archived,
-- the AI is silent there and nobody is called. A person's own act, such as a reply, opens a conversation all the same.

alter table public.customers
  add column blocked_at timestamptz,
  add column blocked_as text check (blocked_as in ('unwanted', 'spam')),
  add constraint customers_blocked_whole check ((blocked_at is null) = (blocked_as is null));
comment on column public.customers.blocked_at is 'Since when staff want to hear no more of this customer; null for nearly all.';

create function private.tg_keep_blocked() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if (select auth.uid()) is null and exists (
    select from public.customers as p where p.id = new.customer_id and p.blocked_at is not null)
  then
    new.status := 'archived';
    new.owner := 'ai';
    new.assigned_to := null;
    new.waiting_since := null;
    new.escalated_at := null;
    new.closed_at := old.closed_at;
  end if;
  return new;
end
$$;
comment on function private.tg_keep_blocked is
  'Keeps what a blocked customer writes from opening their conversation. Definer: whoever stores a message may not read '
  'customers.';
create trigger conversations_05_blocked before update of status on public.conversations
  for each row when (old.status = 'archived' and new.status <> 'archived')
  execute function private.tg_keep_blocked();

create function public.block_customer(conversation_id uuid, reason text) returns void
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
comment on function public.block_customer is
  'Archives every conversation of the customer and keeps it so, whatever they write. Definer: staff may not write these '
  'tables directly.';

create function public.unblock_customer(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_to_put_back(unblock_customer.conversation_id);
begin
  update public.customers as p set blocked_at = null, blocked_as = null
  where p.id = thread.customer_id and p.dealership_id = thread.dealership_id and p.blocked_at is not null;
  if not found then
    return;
  end if;
  update public.conversations as c set status = 'active', closed_at = null
  where c.id = thread.id and c.status = 'archived';
  perform private.system_line(thread, 'Customer unblocked', 'unblocked');
  perform private.keep_in_reach(thread);
end
$$;
comment on function public.unblock_customer is
  'Lets a blocked customer through again and opens the conversation. Definer: staff may not write these tables directly.';

revoke execute on function private.tg_keep_blocked, public.block_customer, public.unblock_customer from public, anon;
revoke execute on function private.tg_keep_blocked from authenticated;
grant execute on function public.block_customer, public.unblock_customer to authenticated;
