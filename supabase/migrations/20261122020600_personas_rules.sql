-- A persona's own handover rules have one shape, so that what a form saved is what a reply reads
-- (contract/handover_rules.ts).

create function private.handover_rules_known(triggers jsonb) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select jsonb_typeof(triggers) = 'object' and case
    when triggers -> 'rules' is null then true
    when jsonb_typeof(triggers -> 'rules') <> 'array' or jsonb_array_length(triggers -> 'rules') > 20 then false
    else not exists (select from jsonb_array_elements(triggers -> 'rules') as r (rule)
      where not coalesce(case r.rule ->> 'kind'
        when 'words' then jsonb_typeof(r.rule -> 'words') = 'array'
          and jsonb_array_length(r.rule -> 'words') between 1 and 20
        when 'intent' then r.rule ->> 'intent' ~ '^[a-z_]{1,40}$'
        when 'confidence' then jsonb_typeof(r.rule -> 'below') = 'number'
        when 'unhappy' then jsonb_typeof(r.rule -> 'messages') = 'number'
      end, false))
  end
$$;
comment on function private.handover_rules_known is
  'Whether escalation_triggers hold only rules that a reply can follow: words, intent, confidence, unhappy.';
grant execute on function private.handover_rules_known to authenticated, service_role;
alter table public.personas
  add constraint personas_escalation_triggers_known check (private.handover_rules_known(escalation_triggers));
comment on column public.personas.escalation_triggers is
  '{rules: [{kind: words|intent|confidence|unhappy, …}]}: when the AI hands over besides the cases that always count.';
