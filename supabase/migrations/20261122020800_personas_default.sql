-- Which persona speaks is one decision in one transaction, and only for words that passed their evaluation: until now
-- anybody with personas.write could set the mark on a new persona that nobody had tried, or on none at all.

revoke insert (is_default), update (is_default) on public.personas from authenticated;

create function public.make_default_persona(persona_id uuid) returns setof public.personas
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  persona public.personas := private.persona_for(make_default_persona.persona_id);
  version public.persona_versions;
  is_tried boolean;
begin
  select v.* into version from public.persona_versions as v where v.id = persona.current_version_id;
  is_tried := version.evaluation_id is not null or coalesce((private.current_evaluation(persona)).passed, false)
    and (version.prompt_template, version.temperature, version.max_tokens, version.personality_traits,
      version.response_style, version.escalation_triggers) = (persona.prompt_template, persona.temperature,
      persona.max_tokens, persona.personality_traits, persona.response_style, persona.escalation_triggers)
    and version.system_prompt is not distinct from persona.system_prompt;
  if not is_tried then
    perform private.refuse(409, 'persona_not_evaluated', 'Cannot let persona speak: its words have not been tried yet');
  end if;
  update public.personas as p set is_default = false
  where p.dealership_id = persona.dealership_id and p.is_default and p.id <> persona.id;
  return query
    update public.personas as p set is_default = true, is_active = true where p.id = persona.id returning p.*;
end
$$;
comment on function public.make_default_persona is
  'Lets a persona speak to everyone outside of experiments from the next reply on, if what it would say passed its '
  'evaluation (permission personas.write). Definer: nobody sets the mark directly.';
revoke execute on function public.make_default_persona from public, anon, authenticated;
grant execute on function public.make_default_persona to authenticated;
