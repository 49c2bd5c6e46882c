-- A visitor may send a picture: of the car to trade in, of a dashboard light. The door looks at the bytes and keeps
-- the file in the conversation's private folder, as it does for texts; the message that names it is stored by
-- receive_web_message.

create function public.admit_web_photo(
  public_key text, origin text, visitor_id uuid, client_id uuid, ip_hash text
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  widget public.web_chat_widgets := private.open_widget(public_key, origin);
  session public.web_chat_sessions := private.session_of(visitor_id, widget.dealership_id);
  thread public.conversations;
begin
  -- A stored file is never written again, not even by a repeat.
  if exists (select from public.messages as m
    where m.dealership_id = session.dealership_id and m.client_id = admit_web_photo.client_id)
  then
    return jsonb_build_object('folder', null);
  end if;
  perform private.limit_web_chat('photo', visitor_id::text, 10, 600);
  perform private.limit_web_chat('photo_daily', visitor_id::text, 40, 86400);
  perform private.limit_web_chat('photo_address', ip_hash, 30, 600);
  thread := private.thread_of_web(session);
  update public.web_chat_sessions as s set conversation_id = thread.id, last_seen_at = now() where s.id = session.id;
  return jsonb_build_object('folder', thread.dealership_id::text || '/' || coalesce(thread.address_of, thread.id)::text);
end
$$;
comment on function public.admit_web_photo is
  'Asked before a visitor''s picture is kept: the folder that it goes to, null when it is stored already; refuses what '
  'is too much.';
create function public.receive_web_message(
  public_key text, origin text, visitor_id uuid, client_id uuid, content text, opt_out text, ip_hash text,
  media jsonb default '[]'
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  widget public.web_chat_widgets := private.open_widget(public_key, origin);
  session public.web_chat_sessions := private.session_of(visitor_id, widget.dealership_id);
  thread public.conversations;
  stored public.messages;
begin
  select m.* into stored from public.messages as m
  where m.dealership_id = session.dealership_id and m.client_id = receive_web_message.client_id;
  if stored.id is not null then
    return jsonb_build_object('outcome', 'duplicate', 'message_id',
      case when stored.conversation_id = session.conversation_id then stored.id end,
      'dealership_id', session.dealership_id);
  end if;
  perform private.limit_web_chat('say', visitor_id::text, 15, 60);
  perform private.limit_web_chat('say_daily', visitor_id::text, 300, 86400);
  perform private.limit_web_chat('say_address', ip_hash, 60, 60);
  thread := private.thread_of_web(session);
  update public.web_chat_sessions as s
  set conversation_id = thread.id, last_seen_at = now(), expires_at = now() + interval '30 days'
  where s.id = session.id;
  insert into public.messages (dealership_id, conversation_id, direction, author, channel, kind, content, media,
    client_id, delivery_status)
  values (thread.dealership_id, thread.id, 'inbound', 'customer', 'web',
    case when jsonb_array_length(media) > 0 then 'media' else 'text' end, content, media, client_id, 'received')
  returning * into stored;
  -- Words about opting out are about texts and mail; in a chat a person should look, not the chat fall silent.
  perform private.after_inbound(thread, stored.id, null, case when opt_out = 'none' then 'none' else 'possible' end);
  return jsonb_build_object('outcome', 'stored', 'message_id', stored.id, 'conversation_id', thread.id,
    'dealership_id', thread.dealership_id);
end
$$;
comment on function public.receive_web_message is
  'Stores one message of a visitor once by its client_id, with the thread and the promise of a reply, in one '
  'transaction. {outcome: stored|duplicate, message_id}.';
revoke execute on function public.receive_web_message, public.admit_web_photo from public, anon, authenticated;
grant execute on function public.receive_web_message, public.admit_web_photo to service_role;
