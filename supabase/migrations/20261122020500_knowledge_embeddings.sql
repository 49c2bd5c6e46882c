-- Who computes the embeddings of 20261121004210: a job of the functions, promised whenever an entry's words change.
-- Like there, this file does nothing where the extension vector cannot be had.

do $do$
begin
  if not exists (select from pg_catalog.pg_attribute as a
    where a.attrelid = 'public.knowledge_entries'::regclass and a.attname = 'embedding' and not a.attisdropped) then
    return;
  end if;
  comment on column public.knowledge_entries.embedding is
    'Meaning of title and phrases, of length 1, by the model the functions embed questions with; null until a job has '
    'computed it.';

  -- What a machine computes is no change that anybody made.
  drop trigger knowledge_entries_80_audit on public.knowledge_entries;
  create constraint trigger knowledge_entries_80_audit after insert or update or delete on public.knowledge_entries
    deferrable initially deferred for each row execute function private.tg_audit('embedding');

  create function private.tg_forget_embedding() returns trigger
  language plpgsql volatile security invoker set search_path = '' as $$
  begin
    new.embedding := null;
    return new;
  end
  $$;
  comment on function private.tg_forget_embedding is 'New words have no embedding yet.';
  create trigger knowledge_entries_30_forget_embedding before update on public.knowledge_entries
    for each row when ((old.title, old.question_phrases, old.tags)
      is distinct from (new.title, new.question_phrases, new.tags))
    execute function private.tg_forget_embedding();

  create function private.promise_embeddings(dealership_id uuid) returns void
  language sql volatile security definer set search_path = '' as $$
    select private.enqueue_job(promise_embeddings.dealership_id, 'embed_knowledge',
      jsonb_build_object('dealership_id', promise_embeddings.dealership_id),
      'embed:' || promise_embeddings.dealership_id::text, 2000)
    where not exists (select from private.jobs as j where j.status = 'ready'
      and j.fifo_key = 'embed:' || promise_embeddings.dealership_id::text)
  $$;
  comment on function private.promise_embeddings is
    'Promises that a dealership''s entries without an embedding get one. Definer: works for triggers.';

  create function private.tg_promise_embedding() returns trigger
  language plpgsql volatile security definer set search_path = '' as $$
  begin
    perform private.promise_embeddings(new.dealership_id);
    return null;
  end
  $$;
  comment on function private.tg_promise_embedding is
    'Has an entry''s words embedded. Definer: nobody writes jobs directly.';
  create trigger knowledge_entries_60_promise_embedding after insert or update on public.knowledge_entries
    for each row when (new.embedding is null and new.is_active) execute function private.tg_promise_embedding();
  -- For those that were there before a key was.
  perform cron.schedule('promise-embeddings', '29 * * * *',
    'select private.promise_embeddings(d.dealership_id) from (select distinct e.dealership_id '
      'from public.knowledge_entries as e where e.embedding is null and e.is_active) as d');

  create function public.knowledge_to_embed(dealership_id uuid, max int default 50)
  returns table (id uuid, words text)
  language sql stable security invoker set search_path = '' as $$
    select e.id, private.knowledge_text(e.title, e.question_phrases, e.tags)
    from public.knowledge_entries as e
    where e.dealership_id = knowledge_to_embed.dealership_id and e.is_active and e.embedding is null
    order by e.id limit least(knowledge_to_embed.max, 100)
  $$;
  comment on function public.knowledge_to_embed is
    'Entries of one dealership that have no embedding yet, with the words to embed. Exists only where pgvector does.';

  create function public.save_knowledge_embeddings(dealership_id uuid, embeddings jsonb) returns int
  language sql volatile security invoker set search_path = '' as $$
    with saved as (
      update public.knowledge_entries as e set embedding = (v.item ->> 'embedding')::extensions.vector
      from jsonb_array_elements(save_knowledge_embeddings.embeddings) as v (item)
      where e.dealership_id = save_knowledge_embeddings.dealership_id and e.id::text = v.item ->> 'id'
        -- Whoever edited the entry meanwhile has promised another job.
        and private.knowledge_text(e.title, e.question_phrases, e.tags) = v.item ->> 'words'
      returning e.id
    )
    select count(*)::int from saved
  $$;
  comment on function public.save_knowledge_embeddings is
    'Keeps [{id, words, embedding}] where the words are still the entry''s; returns how many. Exists only where pgvector '
    'does.';
  revoke execute on function private.tg_forget_embedding, private.promise_embeddings, private.tg_promise_embedding,
    public.knowledge_to_embed, public.save_knowledge_embeddings from public, anon, authenticated;
  grant execute on function public.knowledge_to_embed, public.save_knowledge_embeddings to service_role;
end
$do$;
