-- Who writes to either address of merged threads is heard in the one that is left.

-- A browser sees what was said from it and to it, whatever its thread was merged into.
create or replace function private.visitor_messages()
returns table (id bigint, dealership_id uuid, author text, author_name text, content text, client_id uuid,
  created_at timestamptz, slots jsonb, media jsonb)
language sql stable security definer set search_path = '' as $$
  select m.id, m.dealership_id, m.author,
    case when m.author = 'staff' then split_part(p.full_name, ' ', 1) end,
    m.content, case when m.author = 'customer' then m.client_id end, m.created_at,
    -- An answer that says what was booked offers nothing.
    case when m.author = 'ai' and not m.evidence @> '[{"kind": "booking"}]' then coalesce((
      select jsonb_agg(e ->> 'id' order by e ->> 'id') from jsonb_array_elements(m.evidence) as e
      where e ->> 'kind' = 'slot'), '[]') else '[]' end,
    coalesce((
      select jsonb_agg(jsonb_build_object('path', f ->> 'path', 'content_type', f ->> 'content_type'))
      from jsonb_array_elements(m.media) as f where f ->> 'path' is not null), '[]')
  from public.web_chat_sessions as s
  join public.conversations as c on c.dealership_id = s.dealership_id and c.id = s.conversation_id
  join public.messages as m on m.dealership_id = s.dealership_id and m.conversation_id = coalesce(c.merged_into, c.id)
    and coalesce(m.address_of, m.conversation_id) = c.id
  left join public.profiles as p on p.id = m.author_user_id
  where s.visitor_id = (select auth.uid()) and s.expires_at > now()
    and m.channel = 'web' and m.kind in ('text', 'media')
    and (m.direction = 'inbound' or m.direction = 'outbound' and m.delivery_status in ('sent', 'delivered', 'read'))
$$;

-- The session of a browser names the thread of its own address, not the one this was merged into.
create function private.tg_own_web_thread() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  new.conversation_id := coalesce(
    (select c.address_of from public.conversations as c where c.id = new.conversation_id), new.conversation_id);
  return new;
end
$$;
comment on function private.tg_own_web_thread is
  'Keeps a browser to what was said from it and to it. Definer: threads are not the visitor''s to read.';
create trigger web_chat_sessions_10_own_thread before update of conversation_id on public.web_chat_sessions
  for each row when (new.conversation_id is distinct from old.conversation_id)
  execute function private.tg_own_web_thread();
revoke execute on function private.tg_own_web_thread from public, anon, authenticated;
