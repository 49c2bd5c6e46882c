-- Own, team or all: which conversations of their dealership a salesperson sees, in REST and on live channels alike.

create function private.dealerships_seeing_all() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select a.id from unnest(private.dealerships_where('conversations.read')) as a (id)
    where not exists (
      select from public.memberships as m
      join public.dealerships as d on d.id = m.dealership_id
      where m.dealership_id = a.id and m.user_id = (select auth.uid()) and m.is_active
        and m.role = 'user' and d.conversation_scope <> 'all')
  );
end
$$;
comment on function private.dealerships_seeing_all is
  'Dealerships in which the caller reads every conversation: managers and up, and users where the scope is all. '
  'Definer: reads memberships and rules past their policies.';

create function private.scope_people() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select mate.user_id
    from public.memberships as mine
    join public.dealerships as d on d.id = mine.dealership_id and d.conversation_scope = 'team'
    join public.team_members as place on place.membership_id = mine.id
    join public.team_members as others on others.team_id = place.team_id
    join public.memberships as mate on mate.id = others.membership_id and mate.is_active
    where mine.user_id = (select auth.uid()) and mine.is_active
  ) || (select auth.uid());
end
$$;
comment on function private.scope_people is
  'The caller and, where the scope is team, their team mates. Definer: reads teams past their policies.';

drop policy conversations_select_staff on public.conversations;
create policy conversations_select_staff on public.conversations for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and (owner = 'waiting_human' or assigned_to = any ((select private.scope_people())::uuid[])));

-- The subquery is under the conversations' own policy; it runs only for people with a narrower scope.
drop policy messages_select_staff on public.messages;
create policy messages_select_staff on public.messages for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));

drop policy events_select_staff on public.events;
create policy events_select_staff on public.events for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));

create or replace function private.may_read_topic(topic text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  if topic = 'staff:' || (select auth.uid())::text then
    return cardinality(private.dealerships_where('conversations.read')) > 0;
  end if;
  if topic !~ '^dealership:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then
    return false;
  end if;
  return split_part(topic, ':', 2)::uuid = any (private.dealerships_seeing_all());
end
$$;
comment on function private.may_read_topic is
  'True when the caller may listen: dealership:<id> for those who see all of its conversations, staff:<own id> for '
  'those with a narrower scope.';

-- A salesperson corrects the customers they are talking to; managers correct anyone.
insert into public.role_permissions (role, permission)
values ('dealership_admin', 'customers.write_all'), ('manager', 'customers.write_all');
drop policy customers_update_staff on public.customers;
create policy customers_update_staff on public.customers for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.write'))::uuid[])
    and (dealership_id = any ((select private.dealerships_where('customers.write_all'))::uuid[])
      or exists (select from public.conversations as c
        where c.dealership_id = customers.dealership_id and c.customer_id = customers.id
          and c.assigned_to = (select auth.uid()))))
  with check (dealership_id = any ((select private.dealerships_where('customers.write'))::uuid[]));

-- Whoever has a narrower scope hears of their conversations on a topic of their own.
create function private.narrow_listeners(dealership_id uuid, conversation_id uuid) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.user_id
  from public.dealerships as d
  join public.conversations as c on c.id = narrow_listeners.conversation_id
  join public.memberships as m on m.dealership_id = d.id and m.is_active and m.role = 'user'
  where d.id = narrow_listeners.dealership_id and d.conversation_scope <> 'all'
    and (c.owner = 'waiting_human' or c.assigned_to = m.user_id
      or d.conversation_scope = 'team' and exists (
        select from public.team_members as mine
        join public.team_members as theirs on theirs.team_id = mine.team_id
        join public.memberships as mate on mate.id = theirs.membership_id
        where mine.membership_id = m.id and mate.user_id = c.assigned_to))
$$;
comment on function private.narrow_listeners is
  'Users of a dealership with own or team scope who see this conversation. Definer: reads all memberships.';

create or replace function private.broadcast_event(dealership_id uuid, conversation_id uuid, payload jsonb)
returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform realtime.send(payload, 'event', 'dealership:' || broadcast_event.dealership_id::text, true);
  if (select d.conversation_scope from public.dealerships as d where d.id = broadcast_event.dealership_id) = 'all'
  then
    return;
  end if;
  perform realtime.send(payload || jsonb_build_object('dealership_id', broadcast_event.dealership_id), 'event',
    'staff:' || l.user_id::text, true)
  from private.narrow_listeners(broadcast_event.dealership_id, broadcast_event.conversation_id) as l (user_id);
end
$$;

create function private.thread_is_in_scope(thread public.conversations) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return thread.dealership_id = any (private.dealerships_seeing_all())
    or thread.owner = 'waiting_human'
    or thread.assigned_to = any (private.scope_people());
end
$$;
comment on function private.thread_is_in_scope is 'The same rule as conversations_select_staff, for calls that lock the row.';

revoke execute on function private.dealerships_seeing_all, private.scope_people, private.narrow_listeners,
  private.thread_is_in_scope from public;
grant execute on function private.dealerships_seeing_all, private.scope_people to authenticated;

create or replace function private.thread_for_staff(conversation_id uuid) returns public.conversations
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c
  where c.id = thread_for_staff.conversation_id
    and c.dealership_id = any (private.dealerships_where('conversations.write'))
  for update;
  if thread.id is null or not private.thread_is_in_scope(thread) then
    perform private.refuse(404, 'conversation_not_found', 'Cannot find conversation: it does not exist or is not yours');
  end if;
  return thread;
end
$$;
