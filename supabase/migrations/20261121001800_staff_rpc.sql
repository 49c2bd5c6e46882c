-- What staff do to a conversation. Each call checks the permission itself and locks the thread, so two
-- clicks have one winner. They are definers because staff may not write conversations or messages directly.

-- Only the turn of one's own dealership is waited for.
create function private.thread_for_staff(conversation_id uuid) returns public.conversations
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(o.dealership_id))
  from public.conversations as o
  where o.id = thread_for_staff.conversation_id
    and o.dealership_id = any (private.dealerships_where('conversations.write'));
  select c.* into thread from public.conversations as c
  where c.id = coalesce(
      (select o.merged_into from public.conversations as o where o.id = thread_for_staff.conversation_id),
      thread_for_staff.conversation_id)
    and c.dealership_id = any (private.dealerships_where('conversations.write'))
  for update;
  if thread.id is null or thread.merged_into is not null or not private.thread_is_in_scope(thread) then
    perform private.refuse(404, 'conversation_not_found', 'Cannot find conversation: it does not exist or is not yours');
  end if;
  return thread;
end
$$;
comment on function private.thread_for_staff is
  'The locked conversation, if the caller may write to it; else 404, the same for foreign and missing ones.';

create function private.assign_to_caller(thread public.conversations) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller text := (select p.full_name from public.profiles as p where p.id = (select auth.uid()));
begin
  update public.conversations as c
  set owner = 'human', status = 'active', assigned_to = (select auth.uid()), closed_at = null
  where c.id = thread.id;
  perform private.system_line(thread, caller || ' took over', 'taken_over');
end
$$;

create function public.take_over_conversation(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  if thread.owner = 'human' and thread.assigned_to = (select auth.uid()) then
    return;
  end if;
  if thread.owner = 'human' then
    perform private.refuse(409, 'already_taken', 'Cannot take over conversation: '
      || coalesce((select p.full_name from public.profiles as p where p.id = thread.assigned_to), 'a colleague')
      || ' is replying');
  end if;
  if thread.status in ('closed', 'archived') then
    perform private.refuse(409, 'conversation_not_open', 'Cannot take over conversation: it is closed');
  end if;
  perform private.assign_to_caller(thread);
end
$$;
comment on function public.take_over_conversation is
  'Stops the AI and names the caller as the one who replies. 409 already_taken names the colleague who was faster. '
  'Definer: staff may not write these tables directly.';

create function public.hand_back_conversation(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  if thread.owner <> 'ai' then
    perform private.hand_back(thread, 'Handed back to the AI', true);
  end if;
end
$$;
comment on function public.hand_back_conversation is
  'Lets the AI go on; it answers at once when the shopper has the last word. '
  'Definer: staff may not write these tables directly.';

create function public.close_conversation(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  if thread.status in ('closed', 'archived') then
    return;
  end if;
  update public.conversations as c
  set status = 'closed', owner = 'ai', assigned_to = null, waiting_since = null, escalated_at = null,
    closed_at = now(), unread_count = 0
  where c.id = thread.id;
  perform private.system_line(thread, 'Conversation closed', 'closed');
end
$$;
comment on function public.close_conversation is
  'Closes a conversation; the shopper''s next message opens it again. '
  'Definer: staff may not write these tables directly.';

create function public.reopen_conversation(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_to_put_back(conversation_id);
begin
  if thread.status not in ('closed', 'archived') then
    return;
  end if;
  update public.conversations as c set status = 'active', closed_at = null where c.id = thread.id;
  perform private.system_line(thread, 'Conversation opened again', 'reopened');
  perform private.keep_in_reach(thread);
end
$$;
comment on function public.reopen_conversation is
  'Opens a closed or archived conversation again. '
  'Definer: staff may not write these tables directly.';

create function public.set_ai_paused(conversation_id uuid, paused boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  update public.conversations as c set ai_paused = set_ai_paused.paused where c.id = thread.id;
end
$$;
comment on function public.set_ai_paused is
  'Kill switch of one conversation: while paused no AI message leaves, queued ones included. '
  'Definer: staff may not write these tables directly.';

create function public.mark_conversation_read(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  update public.conversations as c set unread_count = 0 where c.id = thread.id and c.unread_count > 0;
end
$$;
comment on function public.mark_conversation_read is
  'Sets the unread counter to zero. '
  'Definer: staff may not write these tables directly.';

create function public.send_message(conversation_id uuid, content text, client_id uuid)
returns setof public.messages
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(send_message.conversation_id);
  stored_id bigint;
begin
  if btrim(coalesce(send_message.content, '')) = '' or length(send_message.content) > 1600 then
    perform private.refuse(400, 'invalid_content', 'Cannot send message: content has 1 to 1,600 characters');
  end if;
  if send_message.client_id is null then
    perform private.refuse(400, 'invalid_client_id', 'Cannot send message: client_id is missing');
  end if;
  if not exists (select from public.messages as m
    where m.dealership_id = thread.dealership_id and m.client_id = send_message.client_id)
  then
    if thread.owner <> 'human' or thread.assigned_to is distinct from (select auth.uid()) then
      perform private.assign_to_caller(thread);
    end if;
    insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel,
      content, client_id, delivery_status)
    values (thread.dealership_id, thread.id, 'outbound', 'staff', (select auth.uid()), thread.channel,
      send_message.content, send_message.client_id, 'queued')
    returning id into stored_id;
    perform private.enqueue_job(thread.dealership_id, 'send_message',
      jsonb_build_object('message_id', stored_id), 'send:' || thread.id::text);
  end if;
  return query select m.* from public.messages as m
    where m.dealership_id = thread.dealership_id and m.client_id = send_message.client_id
      and m.conversation_id = thread.id;
end
$$;
comment on function public.send_message is
  'Queues a staff reply once per client_id and takes the conversation over; returns the message row. The send gate '
  'decides later whether it may leave. '
  'Definer: staff may not write these tables directly.';

create function public.retry_message(message_id bigint) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  target public.messages := (select m from public.messages as m where m.id = retry_message.message_id);
  thread public.conversations := private.thread_for_staff(target.conversation_id);
begin
  if target.delivery_status = 'blocked' and target.author = 'ai' and exists (
    select from public.messages as m
    where m.conversation_id = target.conversation_id and m.author = 'ai' and m.id <> target.id
      and m.in_reply_to = target.in_reply_to and m.delivery_status <> 'blocked')
  then
    perform private.refuse(409, 'already_answered', 'Cannot retry message: the AI has answered in other words since');
  end if;
  update public.messages as m
  set delivery_status = 'queued', error_code = null, error_class = null, error_message = null, failed_at = null,
    lease_token = null, first_claimed_at = null, provider_message_id = null, provider_account = null,
    metadata = case when m.provider_message_id is null then m.metadata else m.metadata || jsonb_build_object(
      'previous_sids', coalesce(m.metadata -> 'previous_sids', '[]') || to_jsonb(m.provider_message_id)) end
  where m.id = target.id and m.direction = 'outbound'
    and m.delivery_status in ('failed', 'undelivered', 'blocked', 'unknown');
  if not found then
    perform private.refuse(409, 'message_not_failed', 'Cannot retry message: it has not failed');
  end if;
  perform private.enqueue_job(thread.dealership_id, 'send_message',
    jsonb_build_object('message_id', target.id), 'send:' || thread.id::text);
end
$$;
comment on function public.retry_message is
  'Sends a message that failed, was held or is unknown once more, through the gate. '
  'Definer: staff may not write these tables directly.';

revoke execute on function private.thread_for_staff, private.assign_to_caller, public.take_over_conversation,
  public.hand_back_conversation, public.close_conversation, public.reopen_conversation, public.set_ai_paused,
  public.mark_conversation_read, public.send_message, public.retry_message from public, anon, authenticated;
grant execute on function public.take_over_conversation, public.hand_back_conversation,
  public.close_conversation, public.reopen_conversation, public.set_ai_paused,
  public.mark_conversation_read, public.send_message, public.retry_message to authenticated;
