-- The list is narrowed by what a customer asks about and by the vehicle it is about. What was asked
-- stands beside the conversation, as the list cannot look through each thread's messages.
-- No index: among 2,000 open and 28,000 closed conversations of one dealership a filter takes 10 ms
-- and 13 ms, and an index would cost each message. Adding the column rewrites nothing; the open
-- conversations are filled once, under row locks.

alter table public.conversations add column intents text[] not null default '{}';
comment on column public.conversations.intents is
  'What the customer asked about in the newest message that was understood, such as price or visit.';

create function private.small_talk() returns text[]
language sql immutable security invoker set search_path = '' as $$
  select array['affirm', 'decline', 'goodbye', 'greeting', 'thanks', 'undecided']
$$;
comment on function private.small_talk is 'What a customer may say without asking about anything.';
revoke execute on function private.small_talk from public, anon, authenticated;
grant execute on function private.small_talk to service_role;

create or replace function private.keep_understanding(thread public.conversations, understood jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.messages as m
  set intent = coalesce(u.one -> 'intents' -> 0 ->> 'name', m.intent),
    intents = case when jsonb_typeof(u.one -> 'intents') = 'array' then u.one -> 'intents' else '[]' end,
    sentiment = u.one ->> 'sentiment', urgency = u.one ->> 'urgency',
    language = substring(u.one ->> 'language' from '^[a-z]{2,3}$')
  from jsonb_array_elements(case when jsonb_typeof(understood) = 'array' then understood else '[]' end) as u (one)
  where m.conversation_id = thread.id and m.author = 'customer' and m.id = (u.one ->> 'message_id')::bigint;

  -- A message without a wish ("ok, thanks") leaves the last one standing.
  update public.conversations as c
  set intents = said.names
  from (
    select (u.one ->> 'message_id')::bigint as message_id, array_agg(distinct i.one ->> 'name') as names
    from jsonb_array_elements(case when jsonb_typeof(understood) = 'array' then understood else '[]' end) as u (one)
    cross join jsonb_array_elements(
      case when jsonb_typeof(u.one -> 'intents') = 'array' then u.one -> 'intents' else '[]' end) as i (one)
    where i.one ->> 'name' <> all (private.small_talk())
    group by 1 order by 1 desc limit 1) as said
  where c.id = thread.id and c.intents <> said.names
$$;

update public.conversations as c
set intents = said.names
from (
  select o.id, last.names
  from public.conversations as o
  cross join lateral (
    select m.id, array_agg(distinct i.one ->> 'name') as names
    from public.messages as m
    cross join jsonb_array_elements(m.intents) as i (one)
    where m.conversation_id = o.id and m.author = 'customer' and i.one ->> 'name' <> all (private.small_talk())
    group by 1 order by 1 desc limit 1) as last
  where o.status in ('active', 'escalated')) as said
where c.id = said.id;
