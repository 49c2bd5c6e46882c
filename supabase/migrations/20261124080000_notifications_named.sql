-- News that something became one's own names the shopper: five lines that say "A lead was assigned to you"
-- tell nobody which to open first.
-- Three functions are replaced; nothing is read or rewritten.

create function private.customer_called(customer_id uuid) returns text
language sql stable security invoker set search_path = '' as $$
  select coalesce((select u.full_name from public.customers as u where u.id = customer_called.customer_id), 'A shopper')
$$;
comment on function private.customer_called is 'What news calls a customer.';
revoke execute on function private.customer_called from public, anon, authenticated;
grant execute on function private.customer_called to service_role;

create or replace function private.tg_lead_assigned() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.assigned_to is distinct from (select auth.uid()) then
    perform private.notify(new.dealership_id, array[new.assigned_to], 'lead.assigned',
      private.customer_called(new.customer_id) || ' is your new lead', '/leads/' || new.id::text);
  end if;
  return null;
end
$$;

create or replace function private.tg_appointment_follows() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform private.notify(new.dealership_id, array_remove(array[r.user_id], (select auth.uid())),
      'appointment.booked',
      private.customer_called(new.customer_id) || ' has an appointment with you: ' || replace(new.kind, '_', ' '),
      private.appointment_link(new))
    from public.resources as r where r.id = new.resource_id and r.user_id is not null;
  end if;
  update public.leads as l
  set status = case when new.status = 'completed' then 'shown' else 'appointment' end
  where l.dealership_id = new.dealership_id and l.id = new.lead_id and new.kind <> 'service'
    and (new.status in ('unconfirmed', 'confirmed') and l.status in ('new', 'working')
      or new.status = 'completed' and new.kind <> 'call_back' and l.status in ('new', 'working', 'appointment'));
  return null;
end
$$;

create or replace function public.assign_conversation(conversation_id uuid, user_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
  assignee text := (select p.full_name from public.profiles as p where p.id = assign_conversation.user_id);
begin
  if assign_conversation.user_id is null
    or not assign_conversation.user_id = any (private.members_with(thread.dealership_id, 'conversations.write')) then
    perform private.refuse(400, 'invalid_user_id', 'Cannot assign conversation: nobody there by that id may reply');
  end if;
  if thread.status in ('closed', 'archived') then
    perform private.refuse(409, 'conversation_not_open', 'Cannot assign conversation: it is closed');
  end if;
  if thread.owner = 'human' and thread.assigned_to is distinct from (select auth.uid())
    and not thread.dealership_id = any (private.dealerships_where('conversations.assign')) then
    perform private.refuse(409, 'already_taken', 'Cannot assign conversation: a colleague is replying');
  end if;
  if thread.owner = 'human' and thread.assigned_to = assign_conversation.user_id then
    return;
  end if;
  update public.conversations as c
  set owner = 'human', status = 'active', assigned_to = assign_conversation.user_id
  where c.id = thread.id;
  perform private.system_line(thread, 'Assigned to ' || assignee, 'assigned');
  if assign_conversation.user_id <> (select auth.uid()) then
    perform private.notify(thread.dealership_id, array[assign_conversation.user_id], 'conversation.assigned',
      private.customer_called(thread.customer_id) || ' was assigned to you', '/conversations/' || thread.id::text);
  end if;
end
$$;
