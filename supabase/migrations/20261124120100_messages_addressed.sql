-- In merged threads a message belongs to an address from the moment it is stored, not from when it is sent: an answer
-- goes to the address that asked, whoever writes meanwhile from another one.

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
  if reached is not null then
    update public.messages as m
    set address_of = coalesce(
      (select coalesce(asked.address_of, asked.conversation_id) from public.messages as asked
        where asked.id = new.in_reply_to and asked.conversation_id = new.conversation_id), reached)
    where m.id = new.id;
  end if;
  return null;
end
$$;

-- As before, and never into a thread that was merged away while its lock was waited for.
create or replace function private.send_scheduled(scheduled_message_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  message public.scheduled_messages;
  thread public.conversations;
  reason text;
  stored_id bigint;
begin
  select c.* into thread from public.conversations as c
  where c.id = (select s.conversation_id from public.scheduled_messages as s
    where s.id = send_scheduled.scheduled_message_id) for update;
  select s.* into message from public.scheduled_messages as s
  where s.id = send_scheduled.scheduled_message_id and s.status = 'waiting' and s.send_at <= now() for update;
  -- Merged or parted while we waited: the next tick finds it in its thread.
  if message.id is null or message.conversation_id <> thread.id then
    return;
  end if;
  reason := private.hold_reason(message, thread);
  if reason is not null then
    update public.scheduled_messages as s set status = 'held', held_because = reason, decided_at = now()
    where s.id = message.id;
    perform private.notify(message.dealership_id,
      case when reason = 'author_left' then private.members_with(message.dealership_id, 'conversations.assign')
        else array[message.author_user_id] end, 'message.held',
      'A scheduled message waits for you: ' || replace(reason, '_', ' '), '/conversations/' || thread.id::text,
      'held:' || message.id::text);
    return;
  end if;
  insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel, content,
    client_id, delivery_status)
  values (thread.dealership_id, thread.id, 'outbound', 'staff', message.author_user_id, thread.channel,
    message.content, message.client_id, 'queued')
  returning id into stored_id;
  update public.scheduled_messages as s set status = 'sent', message_id = stored_id, decided_at = now()
  where s.id = message.id;
  perform private.enqueue_job(thread.dealership_id, 'send_message',
    jsonb_build_object('message_id', stored_id), 'send:' || thread.id::text);
end
$$;

-- As before, and nothing of a thread that the message was parted from while its lock was waited for.
create or replace function private.supervised_for_staff(message_id bigint) returns public.messages
language plpgsql volatile security definer set search_path = '' as $$
declare
  target public.messages := (select m from public.messages as m where m.id = supervised_for_staff.message_id);
  thread public.conversations;
begin
  thread := private.thread_for_staff(target.conversation_id);
  select m.* into target from public.messages as m
  where m.id = supervised_for_staff.message_id and m.conversation_id = thread.id for update;
  return target;
end
$$;

-- As before, and a message without a mark is of its thread's own address, as its column says.
create or replace function private.addressed(thread public.conversations, address_of uuid) returns public.conversations
language plpgsql stable security invoker set search_path = '' as $$
declare
  held_by constant uuid := coalesce(addressed.address_of, thread.id);
  own jsonb;
begin
  if thread.address_of is null or held_by = thread.address_of then
    return thread;
  end if;
  own := (select c.own_address from public.conversations as c where c.id = held_by);
  if own is not null then
    thread.customer_address := own ->> 'customer_address';
    thread.phone_number_id := (own ->> 'phone_number_id')::uuid;
    thread.address_of := held_by;
  end if;
  return thread;
end
$$;
