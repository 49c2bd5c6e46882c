-- Replaces the function of 20261122020100: a message that no reply job wrote (a greeting, a follow-up) names the
-- version that speaks now, and not the one that some reply was written with last week.

create or replace function private.tg_name_version() returns trigger
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
