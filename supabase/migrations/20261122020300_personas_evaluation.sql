-- Before a persona speaks it is tried: on a past conversation, without a trace, and on a fixed suite of threads whose
-- result must stand for exactly these words.

create table public.persona_evaluations (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  persona_id uuid not null,
  fingerprint text not null,
  passed boolean not null,
  cases_passed int not null check (cases_passed >= 0),
  cases_total int not null check (cases_total >= cases_passed),
  failures jsonb not null default '[]' check (jsonb_typeof(failures) = 'array'),
  model text not null,
  evaluated_by uuid references auth.users on delete set null,
  evaluated_at timestamptz not null default now(),
  unique (dealership_id, id),
  foreign key (dealership_id, persona_id) references public.personas (dealership_id, id) on delete cascade
);
comment on table public.persona_evaluations is
  'How one state of a persona answered the fixed suite of threads; a draft is published only with a pass of its own.';
comment on column public.persona_evaluations.fingerprint is 'Of the words and settings that were tried.';
comment on column public.persona_evaluations.failures is '[{case, faults, text}] of the threads that did not pass.';
create index persona_evaluations_persona_idx
  on public.persona_evaluations (dealership_id, persona_id, fingerprint, evaluated_at desc);
create index persona_evaluations_evaluated_by_idx on public.persona_evaluations (evaluated_by)
  where evaluated_by is not null;

alter table public.persona_versions
  add column evaluation_id uuid,
  add foreign key (dealership_id, evaluation_id) references public.persona_evaluations (dealership_id, id)
    on delete set null (evaluation_id);
comment on column public.persona_versions.evaluation_id is
  'The pass it was published with; null for a first version.';
create index persona_versions_evaluation_idx on public.persona_versions (dealership_id, evaluation_id)
  where evaluation_id is not null;

create function private.persona_fingerprint(persona public.personas) returns text
language sql immutable security invoker set search_path = '' as $$
  select md5(jsonb_build_array(persona.prompt_template, persona.system_prompt, persona.temperature, persona.max_tokens,
    persona.personality_traits, persona.response_style, persona.escalation_triggers)::text)
$$;
comment on function private.persona_fingerprint is 'A mark of all that makes a persona speak as it does.';

create function private.current_evaluation(persona public.personas) returns public.persona_evaluations
language sql stable security definer set search_path = '' as $$
  select e.* from public.persona_evaluations as e
  where e.dealership_id = persona.dealership_id and e.persona_id = persona.id
    and e.fingerprint = private.persona_fingerprint(persona)
  order by e.evaluated_at desc, e.id limit 1
$$;
comment on function private.current_evaluation is
  'The last evaluation of exactly this draft, or null. Definer: reads past policies.';

create function private.persona_for(persona_id uuid) returns public.personas
language plpgsql volatile security definer set search_path = '' as $$
declare
  persona public.personas;
begin
  select p.* into persona from public.personas as p
  where p.id = persona_for.persona_id and p.dealership_id = any (private.dealerships_where('personas.write'))
  for update;
  if persona.id is null then
    perform private.refuse(404, 'persona_not_found', 'Cannot find persona: it does not exist or is not yours');
  end if;
  perform private.require_factor(persona.dealership_id);
  return persona;
end
$$;
comment on function private.persona_for is
  'The locked persona, if the caller may change it; else 404. Definer: locks past the table''s policies.';

create or replace function public.publish_persona(persona_id uuid, note text default null)
returns setof public.persona_versions
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  draft public.personas := private.persona_for(publish_persona.persona_id);
  evaluation public.persona_evaluations := private.current_evaluation(draft);
begin
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
  if evaluation.id is null then
    perform private.refuse(409, 'persona_not_evaluated', 'Cannot publish persona: these words have not been tried yet');
  elsif not evaluation.passed then
    perform private.refuse(409, 'persona_failed_evaluation',
      'Cannot publish persona: its answers failed ' || (evaluation.cases_total - evaluation.cases_passed)::text
        || ' of ' || evaluation.cases_total::text || ' checks');
  end if;
  return next private.freeze_persona(draft, publish_persona.note);
end
$$;

create function public.load_persona_draft(persona_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  draft public.personas := private.persona_for(load_persona_draft.persona_id);
begin
  return jsonb_build_object('persona', to_jsonb(draft), 'fingerprint', private.persona_fingerprint(draft),
    'dealership_id', draft.dealership_id, 'ai_config', (select d.ai_config from public.dealerships as d
      where d.id = draft.dealership_id));
end
$$;
comment on function public.load_persona_draft is
  'A persona''s draft with its fingerprint, to be evaluated (permission personas.write). Definer: locks the row.';

create function public.record_persona_evaluation(
  persona_id uuid, fingerprint text, result jsonb, evaluated_by uuid
) returns setof public.persona_evaluations
language plpgsql volatile security invoker set search_path = '' rows 1 as $$
#variable_conflict use_variable
declare
  tenant uuid := (select p.dealership_id from public.personas as p where p.id = persona_id);
  cost bigint := coalesce((result ->> 'cost_micros')::bigint * 100, 0);
begin
  if cost > 0 then
    perform private.spend_ai_budget(tenant, cost);
  end if;
  return query
    insert into public.persona_evaluations as e (dealership_id, persona_id, fingerprint, passed, cases_passed,
      cases_total, failures, model, evaluated_by)
    values (tenant, persona_id, fingerprint, (result ->> 'passed')::boolean, (result ->> 'cases_passed')::int,
      (result ->> 'cases_total')::int, coalesce(result -> 'failures', '[]'), result ->> 'model', evaluated_by)
    returning e.*;
end
$$;
comment on function public.record_persona_evaluation is
  'Keeps {passed, cases_passed, cases_total, failures, model, cost_micros} of one evaluation and books its cost; only '
  'our functions may say so.';

-- A preview reads what a reply would, up to a chosen message, and must leave nothing behind: the draw of an experiment
-- and the note of which version was handed out are undone before the answer leaves.
create function public.load_preview_context(
  conversation_id uuid, persona_id uuid, through_message_id bigint default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  draft public.personas := private.persona_for(persona_id);
  thread public.conversations := private.thread_for_staff(conversation_id);
  through bigint;
  said_before bigint;
  asked_at timestamptz;
  pending jsonb;
  context jsonb;
begin
  if thread.dealership_id <> draft.dealership_id then
    perform private.refuse(404, 'conversation_not_found',
      'Cannot find conversation: it does not exist or is not yours');
  end if;
  select m.id, m.created_at into through, asked_at from public.messages as m
  where m.conversation_id = thread.id and m.author = 'customer'
    and m.id <= coalesce(through_message_id, m.id) order by m.id desc limit 1;
  if through is null then
    perform private.refuse(409, 'nothing_to_answer', 'Cannot try persona: nothing was asked in this conversation');
  end if;
  said_before := coalesce((select max(m.id) from public.messages as m where m.conversation_id = thread.id
    and m.direction = 'outbound' and m.id < through), 0);
  pending := (select jsonb_agg(m.id order by m.id) from public.messages as m where m.conversation_id = thread.id
    and m.author = 'customer' and m.id > said_before and m.id <= through);
  begin
    context := private.reply_context(thread, pending);
    raise exception 'undo' using errcode = 'RY000';
  exception when sqlstate 'RY000' then
    null;
  end;
  return context || jsonb_build_object(
    'now', asked_at,
    'conversation', (context -> 'conversation') || jsonb_build_object('ai_context', '{}'::jsonb),
    'persona', to_jsonb(draft),
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'author', m.author, 'content', m.content,
        'created_at', m.created_at, 'intent', m.intent,
        'vehicle_ids', coalesce(m.metadata -> 'vehicle_ids', '[]')) order by m.id), '[]')
      from (select * from public.messages as r where r.conversation_id = thread.id and r.kind in ('text', 'media')
        and r.id <= through and r.delivery_status not in ('blocked', 'failed', 'unknown')
        order by r.id desc limit 30) as m),
    'said', (select jsonb_build_object('author', m.author, 'content', m.content) from public.messages as m
      where m.conversation_id = thread.id and m.direction = 'outbound' and m.id > through order by m.id limit 1));
end
$$;
comment on function public.load_preview_context is
  'All that a reply to a past message would have been made from, with the persona''s draft, and what was really said '
  'then (permissions personas.write and conversations.write). Leaves no trace. Definer: as thread_for_staff.';

alter table public.persona_evaluations enable row level security;
alter table public.persona_evaluations force row level security;
revoke all on public.persona_evaluations from anon, authenticated, service_role;
grant select on public.persona_evaluations to authenticated, service_role;
grant insert on public.persona_evaluations to service_role;
create policy persona_evaluations_select_staff on public.persona_evaluations for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('personas.read'))::uuid[]));
revoke execute on function private.persona_fingerprint, private.current_evaluation, private.persona_for,
  public.load_persona_draft, public.record_persona_evaluation, public.load_preview_context
  from public, anon, authenticated;
grant execute on function private.persona_fingerprint, private.spend_ai_budget, public.record_persona_evaluation
  to service_role;
grant execute on function public.load_persona_draft, public.load_preview_context to authenticated;
