-- Hand back at closing: where a dealership wants it, the threads that people have taken go back to the AI when the
-- store closes for the day, so that who writes at night is answered. Whoever asked for a person, complained or may
-- want no more messages stays with their person, and so does a thread that somebody still works on after closing.

alter table public.dealerships add column hands_back_at_closing boolean not null default false;
comment on column public.dealerships.hands_back_at_closing is
  'Whether threads that people took go back to the AI when the store closes for the day.';
grant update (hands_back_at_closing) on public.dealerships to authenticated;

create function private.last_closing(dealership_id uuid, at timestamptz) returns timestamptz
language sql stable security invoker set search_path = '' as $$
  select max(day.closes_at)
  from public.dealerships as d
  cross join generate_series(0, 14) as back
  cross join lateral (select upper(private.business_spans(
    d.id, (last_closing.at at time zone d.timezone)::date - back)) as closes_at) as day
  where d.id = last_closing.dealership_id and day.closes_at <= last_closing.at
$$;
comment on function private.last_closing is
  'When the store last closed for the day, by its hours and holidays; a break at noon is no closing. Null where it '
  'keeps no hours.';

create function private.next_closing(dealership_id uuid, at timestamptz) returns timestamptz
language sql stable security invoker set search_path = '' as $$
  select min(day.closes_at)
  from public.dealerships as d
  cross join generate_series(0, 14) as ahead
  cross join lateral (select upper(private.business_spans(
    d.id, (next_closing.at at time zone d.timezone)::date + ahead)) as closes_at) as day
  where d.id = next_closing.dealership_id and day.closes_at > next_closing.at
$$;
comment on function private.next_closing is
  'When the store closes for the day next, by its hours and holidays. Null where it keeps no hours.';

create function private.goes_back_at_closing(thread public.conversations) returns boolean
language sql stable security invoker set search_path = '' as $$
  select thread.owner = 'human' and thread.status = 'active'
    and (thread.handover_reason is null or private.leaves_ai_room(thread.handover_reason))
    and private.ai_switched_off(thread) is null
    and (select d.hands_back_at_closing from public.dealerships as d where d.id = thread.dealership_id)
$$;
comment on function private.goes_back_at_closing is
  'Whether a thread that a person has goes back to the AI when the store closes: the dealership wants it, the AI may '
  'reply there, and it came to its person for a fact or a deal, or because they took it.';

create function private.hand_back(thread public.conversations, sentence text, promises boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.conversations as c
  set owner = 'ai', status = 'active', assigned_to = null, waiting_since = null, escalated_at = null,
    handover_reason = null, handover_summary = null
  where c.id = thread.id
  returning c.* into thread;
  perform private.system_line(thread, hand_back.sentence, 'handed_back');
  if hand_back.promises and private.unanswered_messages(thread.id) <> '[]' then
    perform private.promise_reply(thread);
  end if;
end
$$;
comment on function private.hand_back is
  'Gives a locked thread to the AI; what the shopper said last is answered if promises. Definer: threads are written '
  'by functions alone.';

create function private.hand_back_at_closing(at timestamptz default now()) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  store record;
  thread public.conversations;
  handed int := 0;
begin
  for store in
    select d.id, private.last_closing(d.id, hand_back_at_closing.at) as closed_at from public.dealerships as d
    where d.hands_back_at_closing and not private.is_open(d.id, hand_back_at_closing.at) order by d.id
  loop
    -- Who took, was given or answered a thread after closing works late: it stays theirs until the next one.
    for thread in
      select c.* from public.conversations as c
      where c.dealership_id = store.id and store.closed_at is not null and c.owner = 'human' and c.status = 'active'
        and private.goes_back_at_closing(c) and private.typed_until(c.id) is null
        and not exists (select from public.messages as m
          where m.conversation_id = c.id and m.created_at >= store.closed_at
            and (m.author = 'staff' or m.metadata ->> 'code' in ('taken_over', 'assigned')))
      order by c.id limit 500 for update skip locked
    loop
      -- What lies there for longer than a day was left unanswered on purpose.
      perform private.hand_back(thread, 'Handed back to the AI at closing', exists (
        select from public.messages as m where m.conversation_id = thread.id and m.author = 'customer'
          and m.created_at > hand_back_at_closing.at - interval '1 day'));
      handed := handed + 1;
    end loop;
  end loop;
  return handed;
end
$$;
comment on function private.hand_back_at_closing is
  'Cron tick: gives the threads of stores that have closed for the day back to the AI, and answers how many. A second '
  'run finds none. Definer: threads are written by functions alone.';

create function public.hands_back_at(conversation_id uuid) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select private.next_closing(c.dealership_id, now()) from public.conversations as c
  where c.id = hands_back_at.conversation_id
    and c.dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
    and private.thread_is_in_scope(c) and private.goes_back_at_closing(c)
$$;
comment on function public.hands_back_at is
  'When a thread that a person has goes back to the AI by itself; null where it does not. Definer: asks opening hours '
  'and rules through functions that staff may not call.';

revoke execute on function private.last_closing, private.next_closing, private.goes_back_at_closing, private.hand_back,
  private.hand_back_at_closing, public.hands_back_at from public, anon, authenticated;
grant execute on function public.hands_back_at to authenticated;

select cron.schedule('hand-back-at-closing', '* * * * *', 'select private.hand_back_at_closing()');
