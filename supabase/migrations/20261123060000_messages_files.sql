-- Staff send files: each is uploaded to the conversation's private folder first, then send_message names it. It replaces
-- the send_message of message_length, which gains one parameter and takes files without words; nothing else in it changes.

create function private.sendable_files(channel text, out types text[], out total_bytes bigint)
language sql immutable security invoker set search_path = '' as $$
  -- 5 MB is what Twilio takes for one text; mailboxes refuse mails of more than 20 to 25 MB.
  select case sendable_files.channel
      when 'sms' then array['image/jpeg', 'image/png', 'image/gif']
      when 'email' then array['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf']
      when 'web' then array['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf']
      else '{}' end,
    case sendable_files.channel when 'sms' then 5000000 else 15000000 end
$$;
comment on function private.sendable_files is 'Which files a message of staff may carry on a channel, and how large they are together.';

create function private.attached_files(thread public.conversations, files text[]) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  allowed record := private.sendable_files(thread.channel);
  folder text := thread.dealership_id::text || '/' || thread.id::text || '/';
  found jsonb;
begin
  if cardinality(attached_files.files) > 10 then
    perform private.refuse(400, 'invalid_files', 'Cannot send message: it carries 10 files at most');
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('url', '', 'path', o.name,
      'filename', regexp_replace(o.name, '^.*/[0-9a-f-]{36}-?', ''), 'content_type', o.metadata ->> 'mimetype',
      'size_bytes', (o.metadata ->> 'size')::bigint) order by f.place), '[]')
  into found
  from unnest(attached_files.files) with ordinality as f (path, place)
  join storage.objects as o on o.bucket_id = 'attachments' and o.name = f.path
  where starts_with(f.path, folder) and o.owner_id = (select auth.uid())::text;
  if jsonb_array_length(found) <> cardinality(attached_files.files) then
    perform private.refuse(404, 'file_not_uploaded', 'Cannot send message: a file is not uploaded to this conversation by you');
  end if;
  if exists (select from jsonb_array_elements(found) as f (file) where not f.file ->> 'content_type' = any (allowed.types)) then
    perform private.refuse(400, 'invalid_files', 'Cannot send message: this channel does not carry a file of that kind');
  end if;
  if (select coalesce(sum((f.file ->> 'size_bytes')::bigint), 0) from jsonb_array_elements(found) as f (file))
    > allowed.total_bytes
  then
    perform private.refuse(400, 'invalid_files', 'Cannot send message: its files are larger than '
      || allowed.total_bytes / 1000000 || ' MB together');
  end if;
  return found;
end
$$;
comment on function private.attached_files is
  'Uploaded files as a message row keeps them, after checking whose they are, their kind and their size. Definer: the '
  'caller''s own rights do not reach the rows of storage.';
revoke execute on function private.sendable_files, private.attached_files from public, anon, authenticated;

drop function public.send_message(uuid, text, uuid, uuid, bigint);
create function public.send_message(
  conversation_id uuid, content text, client_id uuid, draft_id uuid default null, seen_message_id bigint default null,
  files text[] default '{}'
) returns setof public.messages
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(send_message.conversation_id);
  has_files boolean := coalesce(cardinality(send_message.files), 0) > 0;
  draft public.reply_drafts;
  stored public.messages;
begin
  if not has_files or btrim(coalesce(send_message.content, '')) <> '' then
    perform private.require_content(thread, send_message.content);
  end if;
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
    insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel, kind,
      content, media, client_id, delivery_status, metadata)
    values (thread.dealership_id, thread.id, 'outbound', 'staff', (select auth.uid()), thread.channel,
      case when has_files then 'media' else 'text' end, coalesce(send_message.content, ''),
      case when has_files then private.attached_files(thread, send_message.files) else '[]' end,
      send_message.client_id, 'queued', private.draft_metadata(draft))
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
comment on function public.send_message is
  'Queues a staff reply once per client_id and takes the conversation over; returns the message row. The send gate '
  'decides later whether it may leave. draft_id names the draft it was made from. With seen_message_id, the newest '
  'message the caller had on screen, a colleague who replied within the last minute is named instead (409 '
  'colleague_replied). files are paths of what the caller uploaded to the conversation''s folder. Definer: staff may not '
  'write these tables directly.';
revoke execute on function public.send_message from public, anon;
grant execute on function public.send_message to authenticated;
