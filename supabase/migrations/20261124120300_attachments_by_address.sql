-- A picture that comes to merged threads lies in the folder of the thread whose address it came to, as its message bears
-- that address: when they part, whoever may read the one reads its pictures, and whoever may read the other alone does
-- not.

-- conversation_id is the one whose folder the files belong in.
create or replace function public.load_media(message_id bigint) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('dealership_id', m.dealership_id, 'media', m.media,
    'conversation_id', coalesce(m.address_of, m.conversation_id))
  from public.messages as m where m.id = load_media.message_id
$$;
