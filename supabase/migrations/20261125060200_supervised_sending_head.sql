-- An answer of the AI that waits for its time has not been said: the list tells of it when it has left, and never of
-- one that was stopped.

create or replace function private.tg_message_head() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  reached uuid;
begin
  if new.kind in ('note', 'system') then
    return null;
  end if;
  if new.sends_at is not null and new.delivery_status = 'deferred' then
    reached := (select c.address_of from public.conversations as c where c.id = new.conversation_id);
  else
    update public.conversations as c
    set last_message_id = new.id, last_message_at = new.created_at, last_message_author = new.author,
      last_message_preview = private.message_preview(new.content),
      unread_count = case when new.author = 'customer' then c.unread_count + 1 else c.unread_count end,
      waiting_since = case
        when new.author = 'customer' and c.owner in ('human', 'waiting_human')
          then coalesce(c.waiting_since, new.created_at)
        when new.author = 'staff' then null
        else c.waiting_since end
    where c.id = new.conversation_id
    returning c.address_of into reached;
  end if;
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

create function private.message_preview(content text) returns text
language sql immutable security invoker set search_path = '' as $$
  select left(case when message_preview.content = '' then 'Photo' else message_preview.content end, 160)
$$;
comment on function private.message_preview is 'What the list shows of a message.';

create function private.tg_message_left() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.conversations as c
  set last_message_id = new.id, last_message_at = now(), last_message_author = new.author,
    last_message_preview = private.message_preview(new.content)
  where c.id = new.conversation_id and coalesce(c.last_message_id, 0) < new.id;
  return null;
end
$$;
comment on function private.tg_message_left is
  'Makes an answer that waited for its time the last message of its conversation once it leaves. Definer: messages are '
  'sent by whoever may not write conversations.';
create trigger messages_51_head_left after update of delivery_status on public.messages
  for each row when (new.author = 'ai' and old.delivery_status = 'deferred'
    and new.delivery_status not in ('deferred', 'blocked'))
  execute function private.tg_message_left();

create or replace function private.headed(thread public.conversations) returns public.conversations
language plpgsql stable security invoker set search_path = '' as $$
declare
  head public.messages;
begin
  select m.* into head from public.messages as m
  where m.conversation_id = thread.id and m.kind in ('text', 'media')
    and (m.sends_at is null or m.delivery_status not in ('deferred', 'blocked'))
  order by m.id desc limit 1;
  thread.last_message_id := head.id;
  thread.last_message_at := coalesce(head.created_at, thread.created_at);
  thread.last_message_author := head.author;
  thread.last_message_preview := private.message_preview(head.content);
  return thread;
end
$$;

revoke execute on function private.message_preview, private.tg_message_left from public, anon, authenticated;
grant execute on function private.message_preview to service_role;
