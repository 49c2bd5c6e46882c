-- Who writes to either address of merged threads is heard in the one that is left.

create or replace function private.thread_of_sms(
  number public.phone_numbers, from_number text, out thread public.conversations
)
language plpgsql volatile security invoker set search_path = '' as $$
declare
  person uuid;
begin
  select c.* into thread from public.conversations as c
  where c.dealership_id = number.dealership_id and c.phone_number_id = number.id
    and c.customer_address = from_number and c.channel = 'sms'
  for no key update;
  if thread.status not in ('closed', 'archived') and thread.closed_at is null then
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
    thread := private.reached_thread(thread, true);
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
  return case when thread.merged_into is null then thread else private.reached_thread(thread, true) end;
end
$$;

create or replace function private.thread_of_lead_email(dealership_id uuid, customer_id uuid, address text)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
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
  return case when thread.merged_into is null then thread else private.reached_thread(thread, false) end;
end
$$;

-- A thread is known by what a mail answers, by our own token or by its sender; the sender then says which address
-- of a merged one it came from. Locked from the merged one to the one that is left, as everywhere.
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
  select m.conversation_id into thread_id from public.messages as m
  where m.dealership_id = mailbox.dealership_id and m.channel = 'email'
    and m.mail_id = any (array(select jsonb_array_elements_text(mail -> 'answers')))
  order by m.id desc limit 1;
  if thread_id is null and mail ->> 'token' ~ '^[0-9a-f]{32}$' then
    thread_id := (mail ->> 'token')::uuid;
  end if;
  if thread_id is not null then
    thread_id := coalesce(
      (select o.id from public.conversations as c
        join public.conversations as o on o.dealership_id = c.dealership_id and o.customer_address = sender
          and o.channel = 'email' and o.merged_into = coalesce(c.merged_into, c.id)
        where c.id = thread_id and c.dealership_id = mailbox.dealership_id),
      (select c.merged_into from public.conversations as c where c.id = thread_id), thread_id);
    select c.* into thread from public.conversations as c
    where c.id = thread_id and c.dealership_id = mailbox.dealership_id and c.channel = 'email' for update;
  end if;
  if thread.id is null then
    select c.* into thread from public.conversations as c
    where c.dealership_id = mailbox.dealership_id and c.channel = 'email' and c.customer_address = sender for update;
  end if;
  if thread.merged_into is not null then
    thread := private.reached_thread(thread, false);
  end if;
  if thread.id is null and may_begin then
    person := private.customer_of_email(mailbox.dealership_id, sender, mail ->> 'from_name');
    insert into public.conversations as c (dealership_id, customer_id, channel, mailbox_id, customer_address)
    values (mailbox.dealership_id, person, 'email', mailbox.id, sender)
    on conflict (dealership_id, customer_address) where channel = 'email' do update set mailbox_id = mailbox.id
    returning c.* into thread;
    if thread.merged_into is not null then
      thread := private.reached_thread(thread, true);
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

-- The thread's head line follows its newest message; in a merged thread the message says whose address it came from.
create or replace function private.tg_message_head() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  reached uuid;
begin
  if new.kind in ('note', 'system') then
    return null;
  end if;
  update public.conversations as c
  set last_message_id = new.id, last_message_at = new.created_at, last_message_author = new.author,
    last_message_preview = left(case when new.content = '' then 'Photo' else new.content end, 160),
    unread_count = case when new.author = 'customer' then c.unread_count + 1 else c.unread_count end,
    waiting_since = case
      when new.author = 'customer' and c.owner in ('human', 'waiting_human')
        then coalesce(c.waiting_since, new.created_at)
      when new.author = 'staff' then null
      else c.waiting_since end
  where c.id = new.conversation_id
  returning c.address_of into reached;
  if reached is not null and new.delivery_status not in ('queued', 'deferred') then
    update public.messages as m set address_of = reached where m.id = new.id;
  end if;
  return null;
end
$$;

-- A browser sees what was said from it and to it, whatever its thread was merged into.
create or replace function private.visitor_messages()
returns table (id bigint, dealership_id uuid, author text, author_name text, content text, client_id uuid,
  created_at timestamptz, slots jsonb, media jsonb)
language sql stable security definer set search_path = '' as $$
  select m.id, m.dealership_id, m.author,
    case when m.author = 'staff' then split_part(p.full_name, ' ', 1) end,
    m.content, case when m.author = 'customer' then m.client_id end, m.created_at,
    -- An answer that says what was booked offers nothing.
    case when m.author = 'ai' and not m.evidence @> '[{"kind": "booking"}]' then coalesce((
      select jsonb_agg(e ->> 'id' order by e ->> 'id') from jsonb_array_elements(m.evidence) as e
      where e ->> 'kind' = 'slot'), '[]') else '[]' end,
    coalesce((
      select jsonb_agg(jsonb_build_object('path', f ->> 'path', 'content_type', f ->> 'content_type'))
      from jsonb_array_elements(m.media) as f where f ->> 'path' is not null), '[]')
  from public.web_chat_sessions as s
  join public.conversations as c on c.dealership_id = s.dealership_id and c.id = s.conversation_id
  join public.messages as m on m.dealership_id = s.dealership_id and m.conversation_id = coalesce(c.merged_into, c.id)
    and coalesce(m.address_of, m.conversation_id) = c.id
  left join public.profiles as p on p.id = m.author_user_id
  where s.visitor_id = (select auth.uid()) and s.expires_at > now()
    and m.channel = 'web' and m.kind in ('text', 'media')
    and (m.direction = 'inbound' or m.direction = 'outbound' and m.delivery_status in ('sent', 'delivered', 'read'))
$$;

create or replace function private.tell_visitor(dealership_id uuid, conversation_id uuid, payload jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform realtime.send(tell_visitor.payload, 'chat', 'visitor:' || s.visitor_id::text, true)
  from public.web_chat_sessions as s
  where s.dealership_id = tell_visitor.dealership_id and s.expires_at > now()
    and s.conversation_id = any (array(
      select tell_visitor.conversation_id
      union all
      select c.id from public.conversations as c
      where c.dealership_id = tell_visitor.dealership_id and c.merged_into = tell_visitor.conversation_id));
end
$$;

create or replace function private.tg_web_owner() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.merged_into is null then
    perform private.tell_visitor(new.dealership_id, new.id,
      jsonb_build_object('v', 1, 'kind', 'owner', 'owner', private.web_chat_owner(new)));
  end if;
  return null;
end
$$;

-- The session of a browser names the thread of its own address, not the one this was merged into.
create function private.tg_own_web_thread() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  new.conversation_id := coalesce(
    (select c.address_of from public.conversations as c where c.id = new.conversation_id), new.conversation_id);
  return new;
end
$$;
comment on function private.tg_own_web_thread is
  'Keeps a browser to what was said from it and to it. Definer: threads are not the visitor''s to read.';
create trigger web_chat_sessions_10_own_thread before update of conversation_id on public.web_chat_sessions
  for each row when (new.conversation_id is distinct from old.conversation_id)
  execute function private.tg_own_web_thread();
revoke execute on function private.tg_own_web_thread from public, anon, authenticated;
