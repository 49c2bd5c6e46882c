-- The AI's voice at a dealership, and what it may say that is not inventory or hours.

create table public.personas (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null check (length(name) between 1 and 60),
  description text not null default '',
  is_default boolean not null default false,
  is_active boolean not null default true,
  prompt_template text not null check (length(prompt_template) between 1 and 8000),
  system_prompt text check (length(system_prompt) <= 8000),
  temperature numeric(3, 2) not null default 0.70 check (temperature between 0 and 2),
  max_tokens int not null default 500 check (max_tokens between 50 and 4000),
  personality_traits jsonb not null default '{}',
  response_style jsonb not null default '{}',
  escalation_triggers jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  unique (dealership_id, name)
);
comment on table public.personas is 'One voice that the AI of a dealership can speak in.';
-- A plain unique (dealership_id, is_default) would allow only one persona that is not the default.
create unique index personas_default_key on public.personas (dealership_id) where is_default;
create trigger personas_20_touch before update on public.personas
  for each row execute function private.tg_touch_updated_at();
create trigger personas_80_audit after insert or update or delete on public.personas
  for each row execute function private.tg_audit();

create table public.knowledge_entries (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  title text not null check (length(title) between 1 and 160),
  question_phrases text[] not null default '{}',
  answer text not null check (length(answer) between 1 and 1200),
  source text not null default 'staff',
  category text,
  tags text[] not null default '{}',
  confidence numeric(3, 2) not null default 1 check (confidence between 0 and 1),
  valid_from timestamptz,
  valid_until timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (valid_until > valid_from),
  unique (dealership_id, id)
);
comment on table public.knowledge_entries is 'One approved answer to a question shoppers ask.';

create function private.knowledge_text(title text, question_phrases text[], tags text[]) returns text
language sql immutable security invoker set search_path = '' as $$
  select lower(title || ' ' || array_to_string(question_phrases, ' ') || ' ' || array_to_string(tags, ' '))
$$;
comment on function private.knowledge_text is 'What a question is matched against; immutable so that it can be indexed.';
grant execute on function private.knowledge_text to authenticated, service_role;
create index knowledge_entries_fts_idx on public.knowledge_entries using gin
  (dealership_id, to_tsvector('english', private.knowledge_text(title, question_phrases, tags)));
create index knowledge_entries_trgm_idx on public.knowledge_entries using gin
  (dealership_id, private.knowledge_text(title, question_phrases, tags) extensions.gin_trgm_ops);
create trigger knowledge_entries_20_touch before update on public.knowledge_entries
  for each row execute function private.tg_touch_updated_at();
create trigger knowledge_entries_80_audit after insert or update or delete on public.knowledge_entries
  for each row execute function private.tg_audit();

alter table public.personas enable row level security;
alter table public.personas force row level security;
alter table public.knowledge_entries enable row level security;
alter table public.knowledge_entries force row level security;
revoke all on public.personas, public.knowledge_entries from anon, authenticated, service_role;
grant select on public.personas, public.knowledge_entries to authenticated;
grant select, insert, update on public.personas, public.knowledge_entries to service_role;
grant insert (dealership_id, name, description, is_default, is_active, prompt_template, system_prompt,
  temperature, max_tokens, personality_traits, response_style, escalation_triggers),
  update (name, description, is_default, is_active, prompt_template, system_prompt,
  temperature, max_tokens, personality_traits, response_style, escalation_triggers)
  on public.personas to authenticated;
grant insert (dealership_id, title, question_phrases, answer, source, category, tags, confidence,
  valid_from, valid_until, is_active),
  update (title, question_phrases, answer, source, category, tags, confidence,
  valid_from, valid_until, is_active)
  on public.knowledge_entries to authenticated;

create policy personas_select_staff on public.personas for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('personas.read'))::uuid[]));
create policy personas_insert_staff on public.personas for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('personas.write'))::uuid[]));
create policy personas_update_staff on public.personas for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('personas.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('personas.write'))::uuid[]));
create policy knowledge_entries_select_staff on public.knowledge_entries for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('knowledge.read'))::uuid[]));
create policy knowledge_entries_insert_staff on public.knowledge_entries for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('knowledge.write'))::uuid[]));
create policy knowledge_entries_update_staff on public.knowledge_entries for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('knowledge.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('knowledge.write'))::uuid[]));
