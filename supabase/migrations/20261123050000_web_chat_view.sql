-- What a visitor sees, made richer: the free times that an answer offered (they become buttons), the pictures of a
-- message, when people are back, and the vehicle as a small sticker. A visitor reads
-- exactly the files of the messages that the visitor reads.

create function private.visitor_messages() returns table (
  id bigint, dealership_id uuid, author text, author_name text, content text, client_id uuid, created_at timestamptz,
  slots jsonb, media jsonb
)
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
  join public.messages as m on m.dealership_id = s.dealership_id and m.conversation_id = s.conversation_id
  left join public.profiles as p on p.id = m.author_user_id
  where s.visitor_id = (select auth.uid()) and s.expires_at > now()
    and m.channel = 'web' and m.kind in ('text', 'media')
    and (m.direction = 'inbound' or m.direction = 'outbound' and m.delivery_status in ('sent', 'delivered', 'read'))
$$;
comment on function private.visitor_messages is
  'What the calling visitor and the dealership said to each other, with the times an answer offered and where its '
  'pictures lie: no notes, nothing that has not left, no reasons. '
  'Definer: visitors read no table of messages, for its columns tell more than the words.';

create view public.web_chat_messages with (security_invoker = true) as select * from private.visitor_messages();
comment on view public.web_chat_messages is 'The visible messages of the calling visitor''s own chat.';
revoke all on public.web_chat_messages from anon, authenticated, service_role;
grant select on public.web_chat_messages to authenticated;

create function private.is_visitor_file(path text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from private.visitor_messages() as m, jsonb_array_elements(m.media) as f
    where f ->> 'path' = is_visitor_file.path)
$$;
comment on function private.is_visitor_file is
  'True for a file of a message that the calling visitor reads. Definer: asked by the policy of another schema.';
revoke execute on function private.visitor_messages, private.is_visitor_file from public, anon, authenticated;
grant execute on function private.visitor_messages, private.is_visitor_file to authenticated;

create policy attachments_select_visitor on storage.objects for select to authenticated
  using (bucket_id = 'attachments' and private.is_visitor_file(name));

create function private.next_opening(dealership_id uuid, at timestamptz) returns timestamptz
language sql stable security invoker set search_path = '' as $$
  select min(lower(s))
  from public.dealerships as d
  cross join generate_series(0, 14) as ahead
  cross join unnest(private.business_spans(d.id, (next_opening.at at time zone d.timezone)::date + ahead)) as s
  where d.id = next_opening.dealership_id and lower(s) > next_opening.at
$$;
comment on function private.next_opening is 'When the sales desk opens next, within two weeks; null when it does not.';
revoke execute on function private.next_opening from public, anon, authenticated;
grant execute on function private.next_opening to service_role;
