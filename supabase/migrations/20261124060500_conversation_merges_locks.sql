-- What comes in and what is merged at the same time must not wait for each other in a circle. Of merged threads the one
-- that is left is locked first, by everybody. A wait for a row keeps its lock also when the row was changed meanwhile
-- and is passed over, so nobody waits for a thread by an address that may be swapped away, and a merge or its undo
-- lets what is on its way in come in first. A message takes a key lock of the thread whose address it names, so the
-- others are locked without their key.

create function private.merge_turn(dealership_id uuid) returns bigint
language sql immutable security invoker set search_path = '' as $$
  select hashtextextended(merge_turn.dealership_id::text, 6)
$$;
comment on function private.merge_turn is
  'The advisory lock that whatever comes in shares, and that a merge of threads or its undo has alone.';

drop function private.reached_thread(public.conversations, boolean);

create function private.reached_thread(survivor_id uuid, address text, number_id uuid, reopens boolean)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
  holder_id uuid;
begin
  select c.* into thread from public.conversations as c where c.id = survivor_id for no key update;
  if thread.address_of is not null
    and (thread.customer_address <> address or thread.phone_number_id is distinct from number_id)
  then
    holder_id := (
      select c.id from public.conversations as c
      where c.dealership_id = thread.dealership_id and c.merged_into = thread.id and c.customer_address = address
        and c.phone_number_id is not distinct from number_id);
  end if;
  if holder_id is not null then
    thread := private.swap_addresses(thread, holder_id);
    perform private.system_line(thread, case thread.channel
      when 'web' then 'Writes from another browser now' else 'Writes from ' || thread.customer_address || ' now' end,
      'address_changed');
  end if;
  if reopens and thread.merged_into is null
    and (thread.status in ('closed', 'archived') or thread.closed_at is not null)
  then
    update public.conversations as c
    set status = case when c.status in ('closed', 'archived') then 'active' else c.status end, closed_at = null
    where c.id = thread.id returning c.* into thread;
  end if;
  return thread;
end
$$;
comment on function private.reached_thread is
  'The locked thread, reached from now on at this address if it or a thread merged into it has it; opens again when '
  'asked to.';

create function private.merged_thread(dealership_id uuid, channel text, address text, number_id uuid, reopens boolean)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  thread public.conversations;
  survivor_id uuid;
begin
  -- Again when a merge or its undo came between; a third one is not waited for.
  for attempt in 1..3 loop
    survivor_id := (
      select coalesce(c.merged_into, c.id) from public.conversations as c
      where c.dealership_id = merged_thread.dealership_id and c.channel = merged_thread.channel
        and c.customer_address = merged_thread.address
        and c.phone_number_id is not distinct from merged_thread.number_id
        and (c.merged_into is not null or c.address_of is not null));
    exit when survivor_id is null;
    thread := private.reached_thread(
      survivor_id, merged_thread.address, merged_thread.number_id, merged_thread.reopens);
    if thread.merged_into is null and thread.customer_address = merged_thread.address
      and thread.phone_number_id is not distinct from merged_thread.number_id then
      return thread;
    end if;
  end loop;
  return null;
end
$$;
comment on function private.merged_thread is
  'The locked thread in which an address of merged threads is heard; null for an address that stands alone.';
revoke execute on function private.merge_turn, private.reached_thread, private.merged_thread
  from public, anon, authenticated;
grant execute on function private.merge_turn, private.reached_thread, private.merged_thread to service_role;
