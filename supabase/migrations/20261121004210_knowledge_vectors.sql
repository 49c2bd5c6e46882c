-- Where the extension vector can be had (hosted projects), entries may carry an embedding and a third leg joins the
-- fusion. Where it cannot (the embedded database), this file does nothing and search_knowledge is all there is.

do $do$
begin
  if not exists (select from pg_catalog.pg_available_extensions as a where a.name = 'vector') then
    return;
  end if;
  create extension if not exists vector with schema extensions;
  alter table public.knowledge_entries add column embedding extensions.vector(384);
  comment on column public.knowledge_entries.embedding is
    'Meaning of title and phrases, of length 1, by the model the functions embed questions with (gte-small).';
  grant update (embedding) on public.knowledge_entries to service_role;
  create index knowledge_entries_embedding_idx on public.knowledge_entries
    using hnsw (embedding extensions.vector_ip_ops);

  create function private.knowledge_by_meaning(dealership_id uuid, asked extensions.vector)
  returns table (id uuid, place bigint, nearness double precision)
  language sql stable security invoker set search_path = '' as $$
    select l.id, row_number() over (order by l.distance, l.id), -l.distance from (
      select e.id, e.embedding operator(extensions.<#>) knowledge_by_meaning.asked as distance
      from public.knowledge_entries as e
      where e.dealership_id = knowledge_by_meaning.dealership_id and e.is_active
        and (e.valid_from is null or e.valid_from <= now()) and (e.valid_until is null or e.valid_until > now())
        and e.embedding is not null
      order by 2 limit 30
    ) as l
  $$;
  comment on function private.knowledge_by_meaning is 'Vector leg: the 30 nearest entries of one dealership by inner product.';

  create function public.search_knowledge_by_meaning(
    dealership_id uuid, query text, query_embedding extensions.vector, max int default 3
  ) returns table (id uuid, title text, answer text, category text, score double precision)
  language plpgsql stable security invoker set search_path = '' as $$
  #variable_conflict use_column
  declare
    asked text[] := private.words_of(left(search_knowledge_by_meaning.query, 300));
    fused uuid[] := array(
      select f.id from (
        select w.id, w.place from private.knowledge_by_words(search_knowledge_by_meaning.dealership_id, asked) as w
        union all
        select l.id, l.place from private.knowledge_by_likeness(search_knowledge_by_meaning.dealership_id, asked) as l
        union all
        select m.id, m.place from private.knowledge_by_meaning(
          search_knowledge_by_meaning.dealership_id, query_embedding) as m
      ) as f
      group by f.id order by sum(1.0 / (50 + f.place)) desc, f.id limit 12);
  begin
    return query
    with judged as (
      select c.id, greatest(
        (select j.score from private.judge_knowledge(
          search_knowledge_by_meaning.dealership_id, asked, fused) as j where j.id = c.id),
        -- Near in meaning without a word in common counts only when it is very near.
        (select m.nearness from private.knowledge_by_meaning(
          search_knowledge_by_meaning.dealership_id, query_embedding) as m
          where m.id = c.id and m.nearness >= 0.85)) as score
      from unnest(fused) as c (id)
    )
    select e.id, e.title, e.answer, e.category, j.score
    from judged as j
    join public.knowledge_entries as e
      on e.dealership_id = search_knowledge_by_meaning.dealership_id and e.id = j.id
    where j.score > 0.5
    order by j.score desc, array_position(fused, e.id)
    limit least(search_knowledge_by_meaning.max, 10);
  end
  $$;
  comment on function public.search_knowledge_by_meaning is
    'search_knowledge with a third leg: the question''s embedding, of length 1. Exists only where pgvector does.';
  revoke execute on function private.knowledge_by_meaning, public.search_knowledge_by_meaning
    from public, anon, authenticated;
  grant execute on function private.knowledge_by_meaning, public.search_knowledge_by_meaning to service_role;
end
$do$;
