-- Own, team or all: which conversations of their dealership a salesperson sees, in REST and on live channels alike.

create function private.dealerships_seeing_all() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  me constant uuid := auth.uid();
  narrow constant uuid[] := array(
    select m.dealership_id from public.memberships as m
    join public.dealerships as d on d.id = m.dealership_id
    where m.user_id = me and m.is_active and m.role = 'user' and d.conversation_scope <> 'all');
begin
  if narrow = '{}' then
    return private.dealerships_where('conversations.read');
  end if;
  return array(
    select a.id from unnest(private.dealerships_where('conversations.read')) as a (id)
    where a.id <> all (narrow));
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

create function private.scope_seats() returns text[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select mine.dealership_id::text || '/' || mate.user_id::text
    from public.memberships as mine
    join public.dealerships as d on d.id = mine.dealership_id and d.conversation_scope = 'team'
    join public.team_members as place on place.membership_id = mine.id
    join public.team_members as others on others.team_id = place.team_id
    join public.memberships as mate on mate.id = others.membership_id and mate.is_active
    where mine.user_id = (select auth.uid()) and mine.is_active
    union all
    select mine.dealership_id::text || '/' || mine.user_id::text
    from public.memberships as mine
    where mine.user_id = (select auth.uid()) and mine.is_active
  );
end
$$;
comment on function private.scope_seats is
  'The caller and, where the scope is team, their team mates, each with the dealership. Definer: reads teams past their '
  'policies.';
revoke execute on function private.scope_seats from public, anon, authenticated;
grant execute on function private.scope_seats to authenticated;

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

create function private.thread_is_in_scope(thread public.conversations) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce(
    thread.dealership_id = any (private.dealerships_seeing_all())
    or thread.owner = 'waiting_human'
    or thread.dealership_id::text || '/' || thread.assigned_to::text = any (private.scope_seats()), false);
end
$$;
comment on function private.thread_is_in_scope is 'The same rule as conversations_select_staff, for calls that lock the row.';

revoke execute on function private.dealerships_seeing_all, private.scope_people, private.narrow_listeners,
  private.thread_is_in_scope from public;
grant execute on function private.dealerships_seeing_all, private.scope_people to authenticated;
