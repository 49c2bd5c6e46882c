-- The longest message of staff, by channel: a mail may be as long as a message row holds, a text or a chat line stays
-- within 1,600 characters.

create function private.longest_message(channel text) returns integer
language sql immutable security invoker set search_path = '' as $$
  select case longest_message.channel when 'email' then 10000 else 1600 end
$$;
comment on function private.longest_message is
  'How many characters one message of staff has at most on a channel. The composer counts the same.';
revoke execute on function private.longest_message from public, anon, authenticated;

create function private.require_content(thread public.conversations, content text) returns void
language plpgsql stable security invoker set search_path = '' as $$
declare
  longest int := private.longest_message(thread.channel);
begin
  if btrim(coalesce(require_content.content, '')) = '' or length(require_content.content) > longest then
    perform private.refuse(400, 'invalid_content',
      'Cannot send message: content has 1 to ' || to_char(longest, 'FM999,999') || ' characters');
  end if;
end
$$;
comment on function private.require_content is
  'Refuses words that are missing or too long for the channel of their thread; the sentence names the limit.';
revoke execute on function private.require_content from public, anon, authenticated;

alter table public.scheduled_messages drop constraint scheduled_messages_content_length;
alter table public.scheduled_messages
  add constraint scheduled_messages_content_length check (length(content) between 1 and 10000);

create or replace function public.send_message(
  conversation_id uuid, content text, client_id uuid, draft_id uuid default null, seen_message_id bigint default null
) returns setof public.messages
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(send_message.conversation_id);
  draft public.reply_drafts;
  stored public.messages;
begin
  perform private.require_content(thread, send_message.content);
  if send_message.client_id is null then
    perform private.refuse(400, 'invalid_client_id', 'Cannot send message: client_id is missing');
  end if;
  if not exists (select from public.messages as m
    where m.dealership_id = thread.dealership_id and m.client_id = send_message.client_id)
  then
    perform private.refuse_second_reply(thread, send_message.seen_message_id);
    if thread.owner <> 'human' or thread.assigned_to is distinct from (select auth.uid()) then
      perform private.assign_to_caller(thread);
    end if;
    draft := private.settle_draft(thread, send_message.draft_id, send_message.content);
    insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel,
      content, client_id, delivery_status, metadata)
    values (thread.dealership_id, thread.id, 'outbound', 'staff', (select auth.uid()), thread.channel,
      send_message.content, send_message.client_id, 'queued', private.draft_metadata(draft))
    returning * into stored;
    perform private.learn_from_draft(draft, stored);
    perform private.enqueue_job(thread.dealership_id, 'send_message',
      jsonb_build_object('message_id', stored.id), 'send:' || thread.id::text);
    delete from private.typing as t where t.conversation_id = thread.id and t.user_id = (select auth.uid());
  end if;
  return query select m.* from public.messages as m
    where m.dealership_id = thread.dealership_id and m.client_id = send_message.client_id
      and m.conversation_id = thread.id;
end
$$;
