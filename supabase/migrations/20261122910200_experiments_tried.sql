-- An experiment starts with tried words only: each variant's published version has passed the evaluation, as publishing
-- and make_default_persona require.

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
