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
