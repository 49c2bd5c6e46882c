-- Which persona speaks is one decision in one transaction, and only for words that passed their evaluation: until now
-- anybody with personas.write could set the mark on a new persona that nobody had tried, or on none at all.

revoke insert (is_default), update (is_default) on public.personas from authenticated;

create function public.make_default_persona(persona_id uuid) returns setof public.personas
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
comment on function public.make_default_persona is
  'Lets a persona speak to everyone outside of experiments from the next reply on, if what it would say passed its '
  'evaluation (permission personas.write). Definer: nobody sets the mark directly.';
revoke execute on function public.make_default_persona from public, anon, authenticated;
grant execute on function public.make_default_persona to authenticated;
