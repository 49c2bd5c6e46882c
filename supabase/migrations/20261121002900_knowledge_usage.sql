-- What the knowledge is worth: which entry answered which message, what nobody could answer, and what the team
-- might add. Nothing enters the knowledge by itself: a person accepts each suggestion.

create table public.knowledge_uses (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  message_id bigint not null,
  knowledge_entry_id uuid not null,
  is_helpful boolean,
  rated_by uuid references auth.users on delete set null,
  rated_at timestamptz,
  created_at timestamptz not null default now(),
  unique (message_id, knowledge_entry_id),
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id) on delete cascade,
  foreign key (dealership_id, knowledge_entry_id) references public.knowledge_entries (dealership_id, id)
    on delete cascade
);
comment on table public.knowledge_uses is
  'One knowledge entry that one AI message rests on, and whether staff found it helpful.';
create index knowledge_uses_entry_idx on public.knowledge_uses (dealership_id, knowledge_entry_id, id desc);
create index knowledge_uses_message_idx on public.knowledge_uses (dealership_id, message_id);
create index knowledge_uses_rated_by_idx on public.knowledge_uses (rated_by) where rated_by is not null;

create table public.knowledge_gaps (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  question text not null,
  question_key text not null,
  asked_count int not null default 1,
  message_id bigint,
  status text not null default 'open'
    constraint knowledge_gaps_status_known check (status in ('open', 'suggested', 'answered', 'dismissed')),
  first_asked_at timestamptz not null default now(),
  last_asked_at timestamptz not null default now(),
  unique (dealership_id, id),
  unique (dealership_id, question_key),
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id)
    on delete set null (message_id)
);
comment on table public.knowledge_gaps is 'One question that shoppers asked and nothing we know answered.';
comment on column public.knowledge_gaps.question is 'As last asked, with numbers and addresses masked.';
comment on column public.knowledge_gaps.question_key is
  'Its words in a plain form, so that the same question counts once.';
create index knowledge_gaps_open_idx on public.knowledge_gaps (dealership_id, asked_count desc) where status = 'open';
create index knowledge_gaps_message_idx on public.knowledge_gaps (dealership_id, message_id);

create table public.knowledge_suggestions (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  source text not null constraint knowledge_suggestions_source_known
    check (source in ('staff_reply', 'staff_edit', 'thumbs_down', 'staff')),
  knowledge_gap_id uuid,
  knowledge_entry_id uuid,
  message_id bigint,
  title text not null constraint knowledge_suggestions_title_length check (length(title) between 1 and 160),
  question_phrases text[] not null default '{}',
  answer text not null constraint knowledge_suggestions_answer_length check (length(answer) between 1 and 1200),
  status text not null default 'pending'
    constraint knowledge_suggestions_status_known check (status in ('pending', 'accepted', 'rejected')),
  decided_by uuid references auth.users on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (dealership_id, knowledge_gap_id) references public.knowledge_gaps (dealership_id, id) on delete cascade,
  foreign key (dealership_id, knowledge_entry_id) references public.knowledge_entries (dealership_id, id)
    on delete set null (knowledge_entry_id),
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id)
    on delete set null (message_id)
);
comment on table public.knowledge_suggestions is
  'One answer that might become a knowledge entry; it does nothing until a person accepts it.';
comment on column public.knowledge_suggestions.knowledge_entry_id is
  'The entry it became, or the one it would replace.';
create index knowledge_suggestions_pending_idx on public.knowledge_suggestions (dealership_id, created_at desc)
  where status = 'pending';
create index knowledge_suggestions_gap_idx on public.knowledge_suggestions (dealership_id, knowledge_gap_id);
create index knowledge_suggestions_entry_idx on public.knowledge_suggestions (dealership_id, knowledge_entry_id);
create index knowledge_suggestions_message_idx on public.knowledge_suggestions (dealership_id, message_id);
create index knowledge_suggestions_decided_by_idx on public.knowledge_suggestions (decided_by);
create constraint trigger knowledge_suggestions_80_audit after insert or update on public.knowledge_suggestions
  deferrable initially deferred for each row execute function private.tg_audit();

alter table public.knowledge_uses enable row level security;
alter table public.knowledge_uses force row level security;
alter table public.knowledge_gaps enable row level security;
alter table public.knowledge_gaps force row level security;
alter table public.knowledge_suggestions enable row level security;
alter table public.knowledge_suggestions force row level security;

create function private.tg_knowledge_used() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.knowledge_uses (dealership_id, message_id, knowledge_entry_id)
  select distinct e.dealership_id, new.id, e.id
  from jsonb_array_elements(new.evidence) as v (item)
  join public.knowledge_entries as e on e.dealership_id = new.dealership_id and e.id::text = v.item ->> 'id'
  where v.item ->> 'kind' = 'knowledge'
  on conflict do nothing;
  return null;
end
$$;
comment on function private.tg_knowledge_used is
  'Reads an AI message''s evidence. Definer: nobody writes uses directly.';
create trigger messages_56_knowledge_used after insert on public.messages
  for each row when (new.author = 'ai' and new.evidence @> '[{"kind": "knowledge"}]')
  execute function private.tg_knowledge_used();
insert into public.knowledge_uses (dealership_id, message_id, knowledge_entry_id, created_at)
select distinct e.dealership_id, m.id, e.id, m.created_at
from public.messages as m, jsonb_array_elements(m.evidence) as v (item), public.knowledge_entries as e
where m.author = 'ai' and m.evidence @> '[{"kind": "knowledge"}]' and v.item ->> 'kind' = 'knowledge'
  and e.dealership_id = m.dealership_id and e.id::text = v.item ->> 'id';

create function private.mask_contacts(said text) returns text
language sql immutable security invoker set search_path = '' as $$
  select regexp_replace(regexp_replace(regexp_replace(said, '[^\s@]+@[^\s@]+', '[e-mail]', 'g'),
    '\m(ssn|social security|routing|aba|account|acct|checking|savings|iban|cuenta|driver''?s? licen[cs]e|licen[cs]e|dl|'
      || 'licencia|pin|cvv)\M([\s:#.=-]{0,4}(?:(?:number|no|num|is|es|de conducir)\M[\s:#.]{0,3}){0,2})'
      || '[[:alpha:]]{0,4}-?\d[[:alnum:]-]{2,}(?:[ -][[:alnum:]]*\d[[:alnum:]]*){0,7}', '\1\2[number]', 'gi'),
    '\+?\d[\d\s().-]{5,}\d', '[number]', 'g')
$$;
comment on function private.mask_contacts is
  'A text without e-mail addresses, long numbers, and numbers that are a bank''s, a licence''s or a secret code.';

create function private.record_knowledge_gap(message public.messages) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  asked text := left(private.mask_contacts(message.content), 300);
  key text := left(btrim(regexp_replace(lower(asked), '[^[:alnum:]]+', ' ', 'g')), 200);
  gap_id uuid;
begin
  if key = '' then
    return null;
  end if;
  insert into public.knowledge_gaps as g (dealership_id, question, question_key, message_id)
  values (message.dealership_id, asked, key, message.id)
  on conflict (dealership_id, question_key) do update
  set asked_count = g.asked_count + 1, last_asked_at = now(), question = excluded.question,
    message_id = excluded.message_id,
    status = case when g.status = 'answered' then 'open' else g.status end
  returning g.id into gap_id;
  return gap_id;
end
$$;
comment on function private.record_knowledge_gap is
  'Counts one unanswered question; an answered one that comes back is open again. Definer: nobody writes gaps directly.';

-- A handover because a fact was missing is a gap, and the colleague's reply to it a suggestion.
create function private.tg_learn_from_handover() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  asked public.messages;
  gap public.knowledge_gaps;
begin
  if tg_op = 'INSERT' then
    select m.* into asked from public.messages as m
    where m.conversation_id = new.conversation_id and m.author = 'customer' order by m.id desc limit 1;
    if asked.id is not null then
      perform private.record_knowledge_gap(asked);
    end if;
    return null;
  end if;
  select g.* into gap from public.knowledge_gaps as g
  join public.messages as m on m.dealership_id = g.dealership_id and m.id = g.message_id
  where g.dealership_id = new.dealership_id and m.conversation_id = new.conversation_id and g.status = 'open'
  order by g.last_asked_at desc limit 1;
  insert into public.knowledge_suggestions (dealership_id, source, knowledge_gap_id, message_id, title,
    question_phrases, answer)
  select gap.dealership_id, 'staff_reply', gap.id, m.id, left(gap.question, 160), array[gap.question],
    left(private.mask_contacts(m.content), 1200)
  from public.messages as m
  where gap.id is not null and m.id = new.replied_message_id and m.content <> '';
  update public.knowledge_gaps as g set status = 'suggested' where g.id = gap.id;
  return null;
end
$$;
comment on function private.tg_learn_from_handover is
  'Turns missing facts into gaps and replies into suggestions. Definer: as record_knowledge_gap.';
create trigger handovers_60_gap after insert on public.handovers
  for each row when (new.reason in ('fact_missing', 'hours_missing', 'price_missing', 'unclear'))
  execute function private.tg_learn_from_handover();
create trigger handovers_60_suggest after update on public.handovers
  for each row when (old.replied_at is null and new.replied_at is not null
    and new.reason in ('fact_missing', 'hours_missing', 'price_missing', 'unclear'))
  execute function private.tg_learn_from_handover();

create function public.decide_knowledge_suggestion(suggestion_id uuid, accept boolean, answer text default null)
returns setof public.knowledge_suggestions
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  suggestion public.knowledge_suggestions;
  entry_id uuid;
begin
  select s.* into suggestion from public.knowledge_suggestions as s
  where s.id = decide_knowledge_suggestion.suggestion_id
    and s.dealership_id = any (private.dealerships_where('knowledge.write'))
  for update;
  if suggestion.id is null then
    perform private.refuse(404, 'suggestion_not_found', 'Cannot find suggestion: it does not exist or is not yours');
  end if;
  if suggestion.status <> 'pending' then
    perform private.refuse(409, 'suggestion_decided', 'Cannot decide suggestion: it was decided before');
  end if;
  if decide_knowledge_suggestion.accept is null then
    perform private.refuse(400, 'invalid_accept', 'Cannot decide suggestion: accept is true or false');
  end if;
  if length(decide_knowledge_suggestion.answer) not between 1 and 1200 then
    perform private.refuse(400, 'invalid_answer', 'Cannot decide suggestion: answer has 1 to 1,200 characters');
  end if;
  if decide_knowledge_suggestion.accept then
    insert into public.knowledge_entries (dealership_id, title, question_phrases, answer, source)
    values (suggestion.dealership_id, suggestion.title, suggestion.question_phrases,
      coalesce(decide_knowledge_suggestion.answer, suggestion.answer), 'suggestion')
    returning id into entry_id;
  end if;
  update public.knowledge_gaps as g
  set status = case when decide_knowledge_suggestion.accept then 'answered' else 'open' end
  where g.dealership_id = suggestion.dealership_id and g.id = suggestion.knowledge_gap_id;
  return query
    update public.knowledge_suggestions as s
    set status = case when decide_knowledge_suggestion.accept then 'accepted' else 'rejected' end,
      knowledge_entry_id = coalesce(entry_id, s.knowledge_entry_id),
      decided_by = (select auth.uid()), decided_at = now()
    where s.id = suggestion.id returning s.*;
end
$$;
comment on function public.decide_knowledge_suggestion is
  'Makes a suggestion a knowledge entry, with a better answer if one is given, or rejects it (permission '
  'knowledge.write). Definer: suggestions and gaps are not writable by staff.';

create function public.rate_knowledge_use(message_id bigint, knowledge_entry_id uuid, is_helpful boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.knowledge_uses as k
  set is_helpful = rate_knowledge_use.is_helpful, rated_by = (select auth.uid()), rated_at = now()
  from public.messages as m
  where k.message_id = rate_knowledge_use.message_id and k.knowledge_entry_id = rate_knowledge_use.knowledge_entry_id
    and m.id = k.message_id and (private.thread_for_staff(m.conversation_id)).id is not null;
  if not found then
    perform private.refuse(404, 'knowledge_use_not_found', 'Cannot rate answer: that message does not rest on that entry');
  end if;
end
$$;
comment on function public.rate_knowledge_use is
  'Says whether an entry helped in one message; null takes the word back. Definer: staff may not write uses directly.';
