-- What was said is found again by its words. Text operators are not leakproof, so under RLS the planner would pass the
-- index over: the search asks itself what the caller may read, as the policies of conversations do.

create function private.words_said(content text) returns tsvector
language sql immutable security invoker set search_path = '' as $$
  select to_tsvector('simple', translate(lower(content), 'áéíóúüñ', 'aeiouun'))
$$;
comment on function private.words_said is
  'The words of a message as they are looked for: whole, in any language, without accents.';

create index messages_words_idx on public.messages
  using gin (dealership_id, private.words_said(content)) where kind <> 'system';

create function private.words_wanted(query text) returns tsquery
language sql immutable security invoker set search_path = '' as $$
  select case when numnode(w.words) > 0 and length(btrim(query)) >= 3 then (w.words::text || ':*')::tsquery end
  from (select plainto_tsquery('simple', translate(lower(left(query, 200)), 'áéíóúüñ', 'aeiouun')) as words) as w
$$;
comment on function private.words_wanted is
  'A search for all of these words, the last of which may be still being typed; null below three characters, as nearly '
  'every message has a word that begins so.';

create function public.search_messages(dealership_id uuid, query text, max int default 10)
returns table (
  message_id bigint, conversation_id uuid, customer_name text, customer_address text, author text,
  said_at timestamptz, snippet text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  wanted constant tsquery := private.words_wanted(search_messages.query);
  sees_all boolean;
  seats text[];
begin
  perform private.require_permission(search_messages.dealership_id, 'conversations.read');
  sees_all := search_messages.dealership_id = any (private.dealerships_seeing_all());
  seats := private.scope_seats();
  return query
  -- Materialized, or a plan may walk all messages from the newest on until enough of them fit.
  with hits as materialized (
    select m.id, m.conversation_id from public.messages as m
    where m.dealership_id = search_messages.dealership_id and m.kind <> 'system'
      and private.words_said(m.content) @@ wanted
  ), newest as (
    select c.id as conversation_id, c.customer_id, c.customer_address, max(h.id) as message_id
    from hits as h
    join public.conversations as c on c.dealership_id = search_messages.dealership_id and c.id = h.conversation_id
    where c.merged_into is null and (sees_all or c.owner = 'waiting_human'
      or c.dealership_id::text || '/' || c.assigned_to::text = any (seats))
    group by c.id order by max(h.id) desc limit greatest(0, least(search_messages.max, 50))
  )
  select m.id, n.conversation_id, u.full_name, n.customer_address, m.author, m.created_at,
    ts_headline('simple', m.content, wanted, 'StartSel="", StopSel="", MinWords=6, MaxWords=16')
  from newest as n
  join public.messages as m on m.id = n.message_id
  left join public.customers as u on u.dealership_id = search_messages.dealership_id and u.id = n.customer_id
  order by n.message_id desc;
end
$$;
comment on function public.search_messages is
  'Conversations of one dealership in which all these words were said in one message or team note, each once with the '
  'newest such message, newest first, max of them (50 at most). The last word may be half typed; case and accents do not '
  'matter. Permission conversations.read, and only conversations in the caller''s scope. Definer: under RLS the index of words would not be used.';

revoke execute on function private.words_said, private.words_wanted, public.search_messages
  from public, anon, authenticated;
grant execute on function private.words_said to service_role;
grant execute on function public.search_messages to authenticated;
