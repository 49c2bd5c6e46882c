-- An experiment starts with tried words only: each variant's published version has passed the evaluation, as publishing
-- and make_default_persona require. Both functions replaced here ask private.persona_is_tried; the rest is as before.

create function private.persona_is_tried(persona public.personas) returns boolean
language sql stable security definer set search_path = '' as $$
  select v.evaluation_id is not null or coalesce((private.current_evaluation(persona)).passed, false)
    and (v.prompt_template, v.temperature, v.max_tokens, v.personality_traits, v.response_style, v.escalation_triggers)
      = (persona.prompt_template, persona.temperature, persona.max_tokens, persona.personality_traits,
        persona.response_style, persona.escalation_triggers)
    and v.system_prompt is not distinct from persona.system_prompt
  from public.persona_versions as v where v.id = persona.current_version_id
$$;
comment on function private.persona_is_tried is
  'Whether the published version of a persona passed its evaluation: it was published on it, or its words are the '
  'draft''s and that passed since. Definer: asked on behalf of whoever starts or appoints.';
revoke execute on function private.persona_is_tried from public, anon, authenticated;

create or replace function public.make_default_persona(persona_id uuid) returns setof public.personas
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  persona public.personas := private.persona_for(make_default_persona.persona_id);
begin
  if not coalesce(private.persona_is_tried(persona), false) then
    perform private.refuse(409, 'persona_not_evaluated', 'Cannot let persona speak: its words have not been tried yet');
  end if;
  update public.personas as p set is_default = false
  where p.dealership_id = persona.dealership_id and p.is_default and p.id <> persona.id;
  return query
    update public.personas as p set is_default = true, is_active = true where p.id = persona.id returning p.*;
end
$$;

create or replace function private.require_startable(experiment public.prompt_experiments) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  arms int;
  total int;
  controls int;
  smallest int;
begin
  select count(*), coalesce(sum(v.traffic_percentage), 0), count(*) filter (where v.is_control),
    min(v.traffic_percentage)
  into arms, total, controls, smallest
  from public.experiment_variants as v where v.experiment_id = experiment.id;
  if arms < 2 then
    perform private.refuse(409, 'too_few_variants', 'Cannot start experiment: it needs at least two variants');
  elsif arms > 10 then
    perform private.refuse(409, 'too_many_variants', 'Cannot start experiment: it has at most ten variants');
  elsif total <> 100 or smallest < 1 then
    perform private.refuse(409, 'invalid_weights',
      'Cannot start experiment: each variant has a share, and the shares add up to 100');
  elsif controls <> 1 then
    perform private.refuse(409, 'no_control', 'Cannot start experiment: exactly one variant is the control');
  elsif exists (
    select from public.experiment_variants as v
    join public.personas as p on p.dealership_id = v.dealership_id and p.id = v.persona_id
    where v.experiment_id = experiment.id and not coalesce(private.persona_is_tried(p), false)
  ) then
    perform private.refuse(409, 'persona_not_evaluated',
      'Cannot start experiment: a variant has words that have not been tried yet');
  end if;
end
$$;
