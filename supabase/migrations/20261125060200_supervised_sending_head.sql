-- An answer of the AI that waits for its time has not been said: the list tells of it when it has left, and never of
-- one that was stopped.

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

revoke execute on function private.message_preview, private.tg_message_left from public, anon, authenticated;
grant execute on function private.message_preview to service_role;
