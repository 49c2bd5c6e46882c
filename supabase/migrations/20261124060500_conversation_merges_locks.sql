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

create or replace function private.thread_of_sms(
  number public.phone_numbers, from_number text, out thread public.conversations
)
language plpgsql volatile security invoker set search_path = '' as $$
declare
  person uuid;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(number.dealership_id));
  select c.* into thread from public.conversations as c
  where c.dealership_id = number.dealership_id and c.phone_number_id = number.id
    and c.customer_address = from_number and c.channel = 'sms' and c.merged_into is null and c.address_of is null
  for no key update;
  if thread.status not in ('closed', 'archived') and thread.closed_at is null then
    return;
  end if;
  if thread.id is null then
    thread := private.merged_thread(number.dealership_id, 'sms', from_number, number.id, true);
  end if;
  if thread.address_of is not null then
    return;
  end if;
  select i.customer_id into person from public.customer_identities as i
  where i.dealership_id = number.dealership_id and i.kind = 'phone' and i.value = from_number;
  if person is null then
    -- Two first texts at once: the identity's unique key decides, the loser takes the winner's customer.
    insert into public.customers (dealership_id) values (number.dealership_id) returning id into person;
    insert into public.customer_identities (dealership_id, customer_id, kind, value)
    values (number.dealership_id, person, 'phone', from_number)
    on conflict (dealership_id, kind, value) do nothing;
    if not found then
      select i.customer_id into person from public.customer_identities as i
      where i.dealership_id = number.dealership_id and i.kind = 'phone' and i.value = from_number;
    end if;
  end if;
  insert into public.conversations as c (dealership_id, customer_id, channel, phone_number_id, customer_address)
  values (number.dealership_id, person, 'sms', number.id, from_number)
  on conflict (dealership_id, phone_number_id, customer_address) where channel = 'sms'
  do update set
    status = case when c.status in ('closed', 'archived') and c.merged_into is null then 'active' else c.status end,
    closed_at = case when c.merged_into is not null then c.closed_at end
  returning c.* into thread;
  if thread.merged_into is not null then
    thread := private.reached_thread(thread.merged_into, from_number, number.id, true);
  end if;
end
$$;

create or replace function private.thread_of_web(session public.web_chat_sessions) returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
  address text := session.visitor_id::text;
  person uuid;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(session.dealership_id));
  thread := private.merged_thread(session.dealership_id, 'web', address, null, true);
  if thread.id is not null then
    return thread;
  end if;
  select i.customer_id into person from public.customer_identities as i
  where i.dealership_id = session.dealership_id and i.kind = 'visitor' and i.value = address;
  if person is null then
    insert into public.customers (dealership_id) values (session.dealership_id) returning id into person;
    insert into public.customer_identities (dealership_id, customer_id, kind, value)
    values (session.dealership_id, person, 'visitor', address);
  end if;
  insert into public.conversations as c (dealership_id, customer_id, channel, customer_address, vehicle_id)
  values (session.dealership_id, person, 'web', address, session.vehicle_id)
  on conflict (dealership_id, customer_address) where channel = 'web'
  do update set
    status = case when c.status in ('closed', 'archived') and c.merged_into is null then 'active' else c.status end,
    closed_at = case when c.merged_into is not null then c.closed_at end,
    vehicle_id = coalesce(excluded.vehicle_id, c.vehicle_id)
  returning c.* into thread;
  return case when thread.merged_into is null then thread
    else private.reached_thread(thread.merged_into, address, null, true) end;
end
$$;

create or replace function private.thread_of_lead_email(dealership_id uuid, customer_id uuid, address text)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(thread_of_lead_email.dealership_id));
  thread := private.merged_thread(
    thread_of_lead_email.dealership_id, 'email', thread_of_lead_email.address, null, false);
  if thread.id is not null then
    return thread;
  end if;
  for attempt in 1..2 loop
    select c.* into thread from public.conversations as c
    where c.dealership_id = thread_of_lead_email.dealership_id and c.channel = 'email'
      and c.customer_address = thread_of_lead_email.address
    order by c.last_message_at desc limit 1 for update;
    exit when thread.id is not null;
    insert into public.conversations as c (dealership_id, customer_id, channel, customer_address)
    values (thread_of_lead_email.dealership_id, thread_of_lead_email.customer_id, 'email', thread_of_lead_email.address)
    on conflict do nothing returning c.* into thread;
    exit when thread.id is not null;
  end loop;
  return case when thread.merged_into is null then thread
    else private.reached_thread(thread.merged_into, thread_of_lead_email.address, null, false) end;
end
$$;

-- A thread is known by what a mail answers, by our own token or by its sender; the sender then says which address of a
-- merged one it came from.
create or replace function private.thread_of_email(mailbox public.mailboxes, mail jsonb, may_begin boolean)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  thread public.conversations;
  thread_id uuid;
  sender text := mail ->> 'from_address';
  person uuid;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(mailbox.dealership_id));
  select m.conversation_id into thread_id from public.messages as m
  where m.dealership_id = mailbox.dealership_id and m.channel = 'email'
    and m.mail_id = any (array(select jsonb_array_elements_text(mail -> 'answers')))
  order by m.id desc limit 1;
  if thread_id is null and mail ->> 'token' ~ '^[0-9a-f]{32}$' then
    thread_id := (mail ->> 'token')::uuid;
  end if;
  if thread_id is not null then
    thread_id := (
      select coalesce(c.merged_into, c.id) from public.conversations as c
      where c.id = thread_id and c.dealership_id = mailbox.dealership_id and c.channel = 'email');
    if thread_id is not null then
      thread := private.reached_thread(thread_id, sender, null, false);
    end if;
  end if;
  if thread.id is null then
    thread := private.merged_thread(mailbox.dealership_id, 'email', sender, null, false);
  end if;
  if thread.id is null then
    select c.* into thread from public.conversations as c
    where c.dealership_id = mailbox.dealership_id and c.channel = 'email' and c.customer_address = sender
      and c.merged_into is null and c.address_of is null
    for update;
  end if;
  if thread.id is null and may_begin then
    person := private.customer_of_email(mailbox.dealership_id, sender, mail ->> 'from_name');
    insert into public.conversations as c (dealership_id, customer_id, channel, mailbox_id, customer_address)
    values (mailbox.dealership_id, person, 'email', mailbox.id, sender)
    on conflict (dealership_id, customer_address) where channel = 'email' do update set mailbox_id = mailbox.id
    returning c.* into thread;
    if thread.merged_into is not null then
      thread := private.reached_thread(thread.merged_into, sender, null, true);
    end if;
  elsif thread.id is not null and may_begin then
    update public.conversations as c
    set mailbox_id = mailbox.id, status = case when c.status in ('closed', 'archived') then 'active' else c.status end,
      closed_at = null
    where c.id = thread.id returning c.* into thread;
  end if;
  return thread;
end
$$;
