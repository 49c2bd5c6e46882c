-- A picture that comes to merged threads lies in the folder of the thread whose address it came to, as its message bears
-- that address: when they part, whoever may read the one reads its pictures, and whoever may read the other alone does
-- not.

create or replace function public.admit_web_photo(
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

-- As before; conversation_id is the one whose folder the files belong in.
create or replace function public.load_media(message_id bigint) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('dealership_id', m.dealership_id, 'media', m.media,
    'conversation_id', coalesce(m.address_of, m.conversation_id))
  from public.messages as m where m.id = load_media.message_id
$$;
