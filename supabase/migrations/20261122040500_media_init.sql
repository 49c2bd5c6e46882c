-- Pictures and files that come with texts are fetched once, into the conversation's private folder; until then, and
-- if that fails for good, the message keeps the carrier's address.

create function private.tg_fetch_media() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.enqueue_job(new.dealership_id, 'fetch_media', jsonb_build_object('message_id', new.id),
    'media:' || new.id::text);
  return null;
end
$$;
comment on function private.tg_fetch_media is 'Promises that the files of a text are fetched. Definer: nobody writes the queue directly.';
create trigger messages_61_fetch_media after insert on public.messages
  for each row when (new.provider = 'twilio' and new.direction = 'inbound' and new.media <> '[]'::jsonb)
  execute function private.tg_fetch_media();
create constraint trigger messages_91_media_kept after update of media on public.messages
  deferrable initially deferred for each row when (old.media is distinct from new.media)
  execute function private.tg_message_event();

create function public.load_media(message_id bigint) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('dealership_id', m.dealership_id, 'conversation_id', m.conversation_id, 'media', m.media)
  from public.messages as m where m.id = load_media.message_id
$$;
comment on function public.load_media is 'The files of one message, for the job that fetches them; null when it is gone.';

create function public.keep_media(message_id bigint, media jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.messages as m set media = keep_media.media
  where m.id = keep_media.message_id and jsonb_array_length(m.media) = jsonb_array_length(keep_media.media)
$$;
comment on function public.keep_media is 'Writes down where the files of a message lie now.';

revoke execute on function private.tg_fetch_media, public.load_media, public.keep_media from public, anon, authenticated;
grant execute on function public.load_media, public.keep_media to service_role;
