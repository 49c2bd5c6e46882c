-- Answers are found by words and by look of words, fused by rank (k = 50), then judged: nothing that covers the
-- question badly is an answer. Each leg asks for one dealership inside itself, before its limit, on an index that
-- leads with the dealership. 5,000 entries of one dealership: see tests/db/knowledge_search_test.ts.

-- Stored, because ranking reads it for each hit: made on the fly it costs ten times the search.
alter table public.knowledge_entries
  add column search_words tsvector
    generated always as (to_tsvector('english', private.knowledge_text(title, question_phrases, tags))) stored;
comment on column public.knowledge_entries.search_words is 'Stems of title, question phrases and tags, for search_knowledge.';
drop index public.knowledge_entries_fts_idx;
-- Written seldom, read for each question: no pending list that every search would have to walk.
create index knowledge_entries_fts_idx on public.knowledge_entries using gin (dealership_id, search_words)
  with (fastupdate = off);
alter index public.knowledge_entries_trgm_idx set (fastupdate = off);

-- Words that every second question to a dealership holds: they tell entries apart only a little.
create function private.word_weight(word text) returns double precision
language sql immutable security invoker set search_path = '' as $$
  select case when word = any (array[
    'car', 'vehicl', 'truck', 'buy', 'get', 'want', 'need', 'know', 'take', 'come', 'go', 'make', 'like', 'would',
    'could', 'much', 'mani', 'price', 'new', 'use', 'one', 'guy', 'today', 'time', 'day', 'year', 'place', 'thing',
    'way', 'work', 'look', 'see', 'tell', 'ask', 'let', 'pleas', 'thank', 'hi', 'hello', 'hey', 'ok', 'also', 'still',
    'realli', 'back', 'offer', 'dealer', 'dealership', 'sell', 'long', 'right', 'help', 'bring', 'put', 'give', 'got',
    'someth', 'anoth', 'love', 'along', 'hous', 'home', 'saturday', 'sunday', 'monday', 'friday', 'night', 'state', 'exact', 'perhap', 'possibl', 'chanc', 'abl', 'sure', 'wonder', 'question', 'interest', 'current', 'accept', 'build', 'someon', 'show', 'mean', 'allow', 'm', 're', 'll', 've', 'd', 'don', 'what', 'where', 'who'])
    or word ~ '^[0-9]' then 0.3 else 1 end
$$;
comment on function private.word_weight is 'How much a stemmed word says in a question to a dealership.';

create function private.word_likeness(asked text, known text) returns double precision
language sql immutable security invoker set search_path = '' as $$
  select case
    when asked = known then 1
    when length(asked) < 4 or length(known) < 4 or left(asked, 1) <> left(known, 1)
      or abs(length(asked) - length(known)) > 2 then 0
    -- Two letters swapped leave few trigrams alike, but the letters are the same.
    when length(asked) = length(known)
      and (select array_agg(l order by l) from regexp_split_to_table(asked, '') as l)
        = (select array_agg(l order by l) from regexp_split_to_table(known, '') as l) then 0.9
    when extensions.similarity(asked, known) >= 0.4 then 0.9
    else 0 end
$$;
comment on function private.word_likeness is 'How surely one word is another: 1 the same, 0.9 the same misspelt, 0 neither.';

create function private.words_of(said text) returns text[]
language sql immutable security invoker set search_path = '' as $$
  select tsvector_to_array(to_tsvector('english', lower(said)))
$$;
comment on function private.words_of is 'The stems of the words of a text that carry meaning.';

create function private.knowledge_by_words(dealership_id uuid, asked text[]) returns table (id uuid, place bigint)
language plpgsql stable security invoker set search_path = '' as $$
declare
  telling text[] := array(select w from unnest(asked) as w where private.word_weight(w) = 1);
  any_word tsquery := (
    select string_agg(quote_literal(w), ' | ')::tsquery
    from unnest(case when cardinality(telling) > 0 then telling else asked end) as w);
begin
  return query
  select l.id, row_number() over (order by l.rank desc, l.id) from (
    select e.id, ts_rank_cd(e.search_words, any_word) as rank
    from public.knowledge_entries as e
    where e.dealership_id = knowledge_by_words.dealership_id and e.search_words @@ any_word and e.is_active
      and (e.valid_from is null or e.valid_from <= now()) and (e.valid_until is null or e.valid_until > now())
    order by 2 desc, e.id limit 30
  ) as l;
end
$$;
comment on function private.knowledge_by_words is
  'Full text leg: up to 30 entries that hold any of the stems that tell something, best ranked first.';

-- Loads pg_trgm into this session: only then is its threshold a setting that a function may carry.
select extensions.show_limit();
create function private.knowledge_by_likeness(dealership_id uuid, asked text[]) returns table (id uuid, place bigint)
language plpgsql stable security invoker set search_path = '' set pg_trgm.word_similarity_threshold = 0.5 as $$
begin
  return query
  select l.id, row_number() over (order by sum(l.likeness) desc, l.id)
  from (
    -- Words that some entry holds as they are need no guess.
    select w.word from unnest(asked) as w (word)
    where length(w.word) >= 4 and private.word_weight(w.word) = 1 and not exists (
      select from public.knowledge_entries as k
      where k.dealership_id = knowledge_by_likeness.dealership_id
        and k.search_words @@ quote_literal(w.word)::tsquery)
    limit 6
  ) as u,
  lateral (
    select e.id, extensions.word_similarity(u.word,
      private.knowledge_text(e.title, e.question_phrases, e.tags)) as likeness
    from public.knowledge_entries as e
    where e.dealership_id = knowledge_by_likeness.dealership_id
      and private.knowledge_text(e.title, e.question_phrases, e.tags) operator(extensions.%>) u.word and e.is_active
      and (e.valid_from is null or e.valid_from <= now()) and (e.valid_until is null or e.valid_until > now())
    order by 2 desc, e.id limit 30
  ) as l
  group by l.id
  order by 2 limit 30;
end
$$;
comment on function private.knowledge_by_likeness is
  'Trigram leg: up to 30 entries with words that look like those nobody wrote, so that a misspelt word finds its entry.';

-- Half of the score: how much of the question the entry knows. Half: how much of its best wording was asked. A
-- wording that says little (one everyday word) cannot be covered well.
create function private.judge_knowledge(dealership_id uuid, asked text[], entry_ids uuid[])
returns table (id uuid, score double precision)
language sql stable security invoker set search_path = '' as $$
  with terms as materialized (
    select t.term, private.word_weight(t.term) as weight from unnest(judge_knowledge.asked) as t (term)
  ),
  wordings as materialized (
    select e.id, p.place, k.term, private.word_weight(k.term) as weight
    from public.knowledge_entries as e,
      unnest(e.question_phrases || e.title || e.tags) with ordinality as p (wording, place),
      unnest(private.words_of(p.wording)) as k (term)
    where e.dealership_id = judge_knowledge.dealership_id and e.id = any (judge_knowledge.entry_ids)
  ),
  pairs as materialized (
    select t.term as asked, t.weight, k.term as known, private.word_likeness(t.term, k.term) as likeness
    from terms as t join (select distinct w.term from wordings as w) as k
      on left(k.term, 1) = left(t.term, 1) and abs(length(k.term) - length(t.term)) <= 2
  ),
  question as (
    select b.id, sum(b.weight * b.best) / greatest((select sum(t.weight) from terms as t), 1) as cover
    from (
      select w.id, p.asked, p.weight, max(p.likeness) as best
      from wordings as w join pairs as p on p.known = w.term group by 1, 2, 3
    ) as b
    group by b.id
  ),
  wording as (
    select c.id, max(c.cover) as cover from (
      select w.id, w.place, sum(w.weight * coalesce(b.best, 0)) / greatest(sum(w.weight), 1) as cover
      from wordings as w
      left join (select p.known, max(p.likeness) as best from pairs as p group by 1) as b on b.known = w.term
      group by 1, 2
    ) as c
    group by c.id
  )
  select q.id, 0.5 * q.cover + 0.5 * w.cover from question as q join wording as w on w.id = q.id
$$;
comment on function private.judge_knowledge is 'How well each entry answers the asked words, 0 to 1, typos forgiven.';

revoke execute on function private.word_weight, private.word_likeness, private.words_of, private.knowledge_by_words,
  private.knowledge_by_likeness, private.judge_knowledge from public, anon, authenticated;
grant execute on function private.word_weight, private.word_likeness, private.words_of, private.knowledge_by_words,
  private.knowledge_by_likeness, private.judge_knowledge to service_role;
