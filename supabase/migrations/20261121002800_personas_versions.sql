-- What a persona says is versioned: the row in personas is the draft, publishing freezes it, and only a published
-- version speaks. Every AI message names the version that wrote it.

create table public.persona_versions (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  persona_id uuid not null,
  version_number int not null,
  prompt_template text not null,
  system_prompt text,
  temperature numeric(3, 2) not null,
  max_tokens int not null,
  personality_traits jsonb not null,
  response_style jsonb not null,
  escalation_triggers jsonb not null,
  note text constraint persona_versions_note_length check (length(note) <= 300),
  published_by uuid,
  published_at timestamptz not null default now(),
  unique (dealership_id, id),
  unique (persona_id, version_number),
  foreign key (dealership_id, persona_id) references public.personas (dealership_id, id) on delete cascade
);
comment on table public.persona_versions is
  'One published state of a persona. Never changes: what was said can always be explained.';
comment on column public.persona_versions.published_by is
  'Who published it, also after they left; null for the first version.';
create index persona_versions_persona_idx on public.persona_versions (dealership_id, persona_id, version_number desc);
create trigger persona_versions_00_append_only before update or delete on public.persona_versions
  for each row execute function private.tg_append_only();
create trigger persona_versions_00_no_truncate before truncate on public.persona_versions
  for each statement execute function private.tg_append_only();

alter table public.personas
  add column current_version_id uuid,
  add foreign key (dealership_id, current_version_id) references public.persona_versions (dealership_id, id)
    on delete set null (current_version_id);
comment on column public.personas.current_version_id is
  'The version that speaks; the other columns are the next one''s draft.';
create index personas_current_version_idx on public.personas (dealership_id, current_version_id);

alter table public.messages
  add column persona_version_id uuid,
  add foreign key (dealership_id, persona_version_id) references public.persona_versions (dealership_id, id)
    on delete set null (persona_version_id);
comment on column public.messages.persona_version_id is 'For AI messages: the persona''s version that wrote it.';
create index messages_persona_version_idx on public.messages (dealership_id, persona_version_id)
  where persona_version_id is not null;
grant select (persona_version_id) on public.messages to authenticated;

create function private.template_variables() returns text[]
language sql immutable security invoker set search_path = '' as $$
  select array['persona_name', 'dealership_name']
$$;
comment on function private.template_variables is
  'The names that may stand in {{…}} in a prompt; each has a value in every reply.';

create function private.tg_check_template() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  unknown text := (
    select btrim(v.found[1])
    from regexp_matches(new.prompt_template || ' ' || coalesce(new.system_prompt, ''), '\{\{([^{}]*)\}\}', 'g')
      as v (found)
    where not btrim(v.found[1]) = any (private.template_variables()) limit 1);
begin
  if unknown is not null then
    perform private.refuse(400, 'unknown_variable',
      'Cannot save persona: {{' || left(unknown, 40) || '}} is no variable; known are '
        || array_to_string(private.template_variables(), ', '));
  end if;
  return new;
end
$$;
comment on function private.tg_check_template is
  'Refuses a prompt with a variable that would stay empty. Definer: the list is no API of its own.';
create trigger personas_10_check_template before insert or update of prompt_template, system_prompt on public.personas
  for each row execute function private.tg_check_template();

create function private.freeze_persona(persona public.personas, note text) returns public.persona_versions
language plpgsql volatile security definer set search_path = '' as $$
declare
  version public.persona_versions;
begin
  insert into public.persona_versions as v (dealership_id, persona_id, version_number, prompt_template, system_prompt,
    temperature, max_tokens, personality_traits, response_style, escalation_triggers, note, published_by, evaluation_id)
  values (persona.dealership_id, persona.id,
    coalesce((select max(o.version_number) from public.persona_versions as o where o.persona_id = persona.id), 0) + 1,
    persona.prompt_template, persona.system_prompt, persona.temperature, persona.max_tokens,
    persona.personality_traits, persona.response_style, persona.escalation_triggers, freeze_persona.note,
    (select auth.uid()), (private.current_evaluation(persona)).id)
  returning v.* into version;
  update public.personas as p set current_version_id = version.id where p.id = persona.id;
  return version;
end
$$;
comment on function private.freeze_persona is
  'Makes the draft the version that speaks. Definer: nobody writes versions directly.';

create function private.tg_first_version() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.freeze_persona(new, null);
  return null;
end
$$;
comment on function private.tg_first_version is
  'Publishes a new persona as version 1, so that there is none without a version. Definer: as freeze_persona.';
create trigger personas_50_first_version after insert on public.personas
  for each row execute function private.tg_first_version();
select private.freeze_persona(p, null) from public.personas as p;

create function public.publish_persona(persona_id uuid, note text default null) returns setof public.persona_versions
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  draft public.personas;
begin
  select p.* into draft from public.personas as p
  where p.id = publish_persona.persona_id
    and p.dealership_id = any (private.dealerships_where('personas.write'))
  for update;
  if draft.id is null then
    perform private.refuse(404, 'persona_not_found', 'Cannot find persona: it does not exist or is not yours');
  end if;
  if length(publish_persona.note) > 300 then
    perform private.refuse(400, 'invalid_note', 'Cannot publish persona: note has at most 300 characters');
  end if;
  if exists (select from public.persona_versions as v where v.id = draft.current_version_id
    and (v.prompt_template, v.temperature, v.max_tokens, v.personality_traits, v.response_style, v.escalation_triggers)
      = (draft.prompt_template, draft.temperature, draft.max_tokens, draft.personality_traits, draft.response_style,
        draft.escalation_triggers)
    and v.system_prompt is not distinct from draft.system_prompt) then
    perform private.refuse(409, 'nothing_to_publish', 'Cannot publish persona: the draft is what already speaks');
  end if;
  return next private.freeze_persona(draft, publish_persona.note);
end
$$;
comment on function public.publish_persona is
  'Makes the persona''s draft the version that speaks from now on (permission personas.write); returns it. Its words '
  'must have passed their evaluation. Definer: nobody writes versions directly.';

-- Which version speaks in a thread: the default persona's current one. Experiments take their say here later.
create function private.version_for(thread public.conversations) returns public.persona_versions
language sql volatile security definer set search_path = '' as $$
  select v.* from public.personas as p
  join public.persona_versions as v on v.dealership_id = p.dealership_id and v.id = p.current_version_id
  where p.dealership_id = thread.dealership_id and p.is_default and p.is_active
$$;
comment on function private.version_for is
  'The persona version that speaks in a conversation: the shopper''s variant, else the default persona''s current one. '
  'Definer: reads past policies and keeps the draw.';

create function private.persona_for_reply(thread public.conversations) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  version public.persona_versions;
begin
  select v.* into version from private.version_for(thread) as v;
  if version.id is null then
    return null;
  end if;
  insert into private.handed_versions as h (conversation_id, dealership_id, persona_version_id)
  values (thread.id, thread.dealership_id, version.id)
  on conflict (conversation_id) do update set persona_version_id = excluded.persona_version_id, handed_at = now();
  return (select to_jsonb(p) || jsonb_build_object('version_id', version.id, 'version_number', version.version_number,
    'prompt_template', version.prompt_template, 'system_prompt', version.system_prompt,
    'temperature', version.temperature, 'max_tokens', version.max_tokens,
    'personality_traits', version.personality_traits, 'response_style', version.response_style,
    'escalation_triggers', version.escalation_triggers)
    from public.personas as p where p.dealership_id = version.dealership_id and p.id = version.persona_id);
end
$$;
comment on function private.persona_for_reply is
  'A persona row with the words of the version that speaks in place of its draft; keeps which one it handed out. '
  'Definer: nobody writes that directly.';

create function private.tg_name_version() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- A reply is stored within seconds of its context being read; the longest job ends after minutes.
  select v.id into new.persona_version_id
  from private.handed_versions as h
  join public.persona_versions as v on v.dealership_id = h.dealership_id and v.id = h.persona_version_id
  where h.conversation_id = new.conversation_id and v.persona_id = new.persona_id
    and h.handed_at > now() - interval '10 minutes';
  if new.persona_version_id is null then
    select p.current_version_id into new.persona_version_id
    from public.personas as p where p.dealership_id = new.dealership_id and p.id = new.persona_id;
  end if;
  return new;
end
$$;
comment on function private.tg_name_version is
  'Names the version in an AI message that names only its persona. Definer: reads past policies.';
create trigger messages_20_name_version before insert on public.messages
  for each row when (new.author = 'ai' and new.persona_id is not null and new.persona_version_id is null)
  execute function private.tg_name_version();

alter table public.persona_versions enable row level security;
alter table public.persona_versions force row level security;
revoke all on public.persona_versions from anon, authenticated, service_role;
grant select on public.persona_versions to authenticated, service_role;
create policy persona_versions_select_staff on public.persona_versions for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('personas.read'))::uuid[]));
revoke execute on function private.template_variables, private.tg_check_template, private.freeze_persona,
  private.tg_first_version, public.publish_persona, private.version_for, private.persona_for_reply,
  private.tg_name_version from public, anon, authenticated;
grant execute on function public.publish_persona to authenticated;
grant execute on function private.version_for, private.persona_for_reply to service_role;
