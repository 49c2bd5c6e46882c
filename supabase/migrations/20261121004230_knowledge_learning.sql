-- What the team learns from its replies: thumbs on a reply rate the entries behind it, a thumbs-down asks for a
-- better answer, questions that differ only in wording are one gap, and an entry's success can be read.

create table public.reply_ratings (
  message_id bigint primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  is_helpful boolean not null,
  reason text constraint reply_ratings_reason_length check (length(reason) <= 500),
  rated_by uuid references auth.users on delete set null,
  rated_at timestamptz not null default now(),
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id) on delete cascade
);
comment on table public.reply_ratings is 'What staff think of one AI message, and why.';
create index reply_ratings_message_idx on public.reply_ratings (dealership_id, message_id);
create index reply_ratings_rated_by_idx on public.reply_ratings (rated_by) where rated_by is not null;
alter table public.reply_ratings enable row level security;
alter table public.reply_ratings force row level security;
revoke all on public.reply_ratings from anon, authenticated, service_role;
grant select on public.reply_ratings to authenticated, service_role;
create policy reply_ratings_select_staff on public.reply_ratings for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
    and (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
      or exists (select from public.messages as m where m.id = message_id)));

-- One open request for a better answer per message.
create unique index knowledge_suggestions_message_id_once on public.knowledge_suggestions (message_id)
  where source = 'thumbs_down' and status = 'pending';

create function private.suggest_better_answer(reply public.messages) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.knowledge_suggestions (dealership_id, source, knowledge_entry_id, message_id, title,
    question_phrases, answer)
  select reply.dealership_id, 'thumbs_down', e.id, reply.id, left(coalesce(e.title, q.asked), 160), array[q.asked],
    left(coalesce(e.answer, private.mask_contacts(reply.content)), 1200)
  from (
    select coalesce(nullif(btrim(left(private.mask_contacts((
      select m.content from public.messages as m where m.id = reply.in_reply_to)), 300)), ''), 'A question') as asked
  ) as q
  left join lateral (
    select k.* from public.knowledge_uses as u
    join public.knowledge_entries as k on k.dealership_id = u.dealership_id and k.id = u.knowledge_entry_id
    where u.message_id = reply.id order by u.id limit 1
  ) as e on true
  on conflict (message_id) where source = 'thumbs_down' and status = 'pending' do nothing
$$;
comment on function private.suggest_better_answer is
  'Asks the team for a better answer than this reply''s. Definer: staff may not write suggestions for the system.';

create function public.rate_reply(message_id bigint, helpful boolean, reason text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  reply public.messages := (select m from public.messages as m where m.id = rate_reply.message_id);
begin
  perform private.thread_for_staff(reply.conversation_id);
  if reply.author <> 'ai' then
    perform private.refuse(409, 'not_an_ai_reply', 'Cannot rate message: the AI did not write it');
  end if;
  if length(rate_reply.reason) > 500 then
    perform private.refuse(400, 'invalid_reason', 'Cannot rate message: reason has at most 500 characters');
  end if;
  if rate_reply.helpful is null then
    delete from public.reply_ratings as r where r.message_id = reply.id;
  else
    insert into public.reply_ratings as r (message_id, dealership_id, is_helpful, reason, rated_by)
    values (reply.id, reply.dealership_id, rate_reply.helpful, nullif(btrim(rate_reply.reason), ''), (select auth.uid()))
    on conflict on constraint reply_ratings_pkey do update
    set is_helpful = excluded.is_helpful, reason = excluded.reason, rated_by = excluded.rated_by, rated_at = now();
  end if;
  update public.knowledge_uses as u
  set is_helpful = rate_reply.helpful, rated_by = (select auth.uid()), rated_at = now()
  where u.message_id = reply.id;
  if rate_reply.helpful is false then
    perform private.suggest_better_answer(reply);
  else
    update public.knowledge_suggestions as s
    set status = 'rejected', decided_by = (select auth.uid()), decided_at = now()
    where s.message_id = reply.id and s.source = 'thumbs_down' and s.status = 'pending';
  end if;
end
$$;
comment on function public.rate_reply is
  'Thumbs up or down for one AI message, with a reason; null takes it back. Down asks for a better answer, which a '
  'person must approve. Definer: staff may not write ratings, uses or suggestions directly.';

-- A suggestion that names an entry changes that entry; any other becomes a new one.
create function private.tg_accept_into_entry() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  made public.knowledge_entries;
begin
  select e.* into made from public.knowledge_entries as e where e.id = new.knowledge_entry_id;
  if old.source = 'thumbs_down' and made.answer = old.answer then
    perform private.refuse(400, 'invalid_answer', 'Cannot accept suggestion: it has the answer that was not helpful');
  end if;
  if old.knowledge_entry_id is null then
    return new;
  end if;
  update public.knowledge_entries as e
  set answer = made.answer, is_active = true,
    question_phrases = array(select distinct p from unnest(e.question_phrases || made.question_phrases) as p)
  where e.dealership_id = new.dealership_id and e.id = old.knowledge_entry_id;
  delete from public.knowledge_entries as e where e.id = made.id;
  new.knowledge_entry_id := old.knowledge_entry_id;
  return new;
end
$$;
comment on function private.tg_accept_into_entry is
  'Puts an accepted answer into the entry it was meant to replace; an unhelpful answer is not accepted as it is. Definer: works for decide_knowledge_suggestion.';
create trigger knowledge_suggestions_20_accept before update of status on public.knowledge_suggestions
  for each row when (old.status = 'pending' and new.status = 'accepted'
    and new.knowledge_entry_id is distinct from old.knowledge_entry_id)
  execute function private.tg_accept_into_entry();

create index knowledge_gaps_likeness_idx on public.knowledge_gaps
  using gin (dealership_id, question_key extensions.gin_trgm_ops);

select extensions.show_limit(); -- loads pg_trgm, so that a function may carry its threshold
create function private.likely_gap_key(dealership_id uuid, question_key text) returns text
language plpgsql stable security definer set search_path = '' set pg_trgm.similarity_threshold = 0.5 as $$
begin
  return coalesce((
    select g.question_key from public.knowledge_gaps as g
    where g.dealership_id = likely_gap_key.dealership_id
      and g.question_key operator(extensions.%) likely_gap_key.question_key
    order by extensions.similarity(g.question_key, likely_gap_key.question_key) desc, g.first_asked_at limit 1),
    question_key);
end
$$;
comment on function private.likely_gap_key is
  'The key of the gap that a question belongs to: the one that looks most like it, else its own. Definer: works for the system.';

-- Every gap passes here, whoever records it: an ask in other words counts on the gap that is already there.
create function private.tg_group_gap() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  new.question_key := private.likely_gap_key(new.dealership_id, new.question_key);
  return new;
end
$$;
comment on function private.tg_group_gap is 'Gives a new question the key of its likest gap, so that the two count as one. Definer: as likely_gap_key.';
create trigger knowledge_gaps_10_group before insert on public.knowledge_gaps
  for each row execute function private.tg_group_gap();

-- Rated by a person, or inferred: it helped when no handover and no opt-out followed within a day.
create view public.knowledge_success with (security_invoker = true) as
select e.id, e.dealership_id, e.title, e.category, count(u.id) as use_count,
  count(*) filter (where u.helped) as helped_count,
  count(*) filter (where u.is_helpful) as thumbs_up_count,
  count(*) filter (where not u.is_helpful) as thumbs_down_count,
  round(count(*) filter (where u.helped)::numeric / nullif(count(u.id), 0), 3) as success_rate,
  max(u.created_at) as last_used_at
from public.knowledge_entries as e
left join lateral (
  select k.id, k.is_helpful, k.created_at, coalesce(k.is_helpful,
    not exists (select from public.handovers as h
      where h.dealership_id = k.dealership_id and h.conversation_id = m.conversation_id
        and h.requested_at between m.created_at and m.created_at + interval '1 day')
    and not exists (select from public.conversations as c
      join public.consents as s on s.dealership_id = c.dealership_id and s.channel = c.channel
        and s.address = c.customer_address
      where c.dealership_id = k.dealership_id and c.id = m.conversation_id and s.status = 'revoked'
        and s.occurred_at between m.created_at and m.created_at + interval '1 day')) as helped
  from public.knowledge_uses as k
  join public.messages as m on m.dealership_id = k.dealership_id and m.id = k.message_id
  where k.dealership_id = e.dealership_id and k.knowledge_entry_id = e.id
    and m.delivery_status not in ('blocked', 'failed', 'undelivered')
) as u on true
group by e.id, e.dealership_id, e.title, e.category;
comment on view public.knowledge_success is
  'How often each entry was cited and how often that helped: as rated, else no handover or opt-out within a day.';
revoke all on public.knowledge_success from anon, authenticated, service_role;
grant select on public.knowledge_success to authenticated;

revoke execute on function private.suggest_better_answer, public.rate_reply, private.tg_accept_into_entry,
  private.likely_gap_key, private.tg_group_gap from public, anon, authenticated;
grant execute on function public.rate_reply to authenticated;
