-- The second factor that a dealership asks of a role reached people and the dealership's own row only; now it reaches
-- every administrative act: keys and addresses of leads, mailboxes, the chat on the dealer's pages, feeds, hours, what
-- the AI says and by which rules it works. Reading and the daily work of a thread, a lead or a customer stay open, and
-- so does pausing the AI: a brake asks for no code.

create function private.is_administrative(permission text) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select permission = any (array['dealership.update', 'members.manage', 'teams.manage', 'support.grant', 'audit.read',
    'jobs.manage', 'leads.manage', 'bookings.manage', 'personas.write', 'experiments.write', 'templates.manage',
    'tags.manage'])
$$;
comment on function private.is_administrative is
  'True for a permission whose acts need a second factor where the dealership asks one of the role.';

create function private.require_factor(dealership_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if require_factor.dealership_id = any (private.dealerships_lacking_mfa()) then
    perform private.refuse(403, 'second_factor_needed', 'Cannot do this: your role needs a second factor for it');
  end if;
end
$$;
comment on function private.require_factor is
  'Refuses with 403 where the caller''s role must show a second factor and this session has none. Definer: asks '
  'private.dealerships_lacking_mfa.';

-- Restrictive policies bind on top of every permissive one. A change is refused by its check and not by its using, so
-- that it says so instead of changing no row.
do $$
declare
  guarded record;
begin
  for guarded in
    select g.name, verb from (values
      ('ai_budgets', '{update}'), ('booking_rules', '{update}'), ('business_holidays', '{insert,update,delete}'),
      ('business_hours', '{insert,update,delete}'), ('duty_shifts', '{insert,update,delete}'),
      ('experiment_variants', '{insert,update}'), ('lead_addresses', '{update}'), ('lead_sources', '{insert,update}'),
      ('message_templates', '{insert,update}'), ('personas', '{insert,update}'),
      ('prompt_experiments', '{insert,update}'), ('resources', '{insert,update}'),
      ('routing_rules', '{insert,update}'), ('sequence_steps', '{insert,update}'), ('sequences', '{insert,update}'),
      ('support_grants', '{update}'), ('tags', '{insert,update}'), ('team_members', '{insert,delete}'),
      ('teams', '{insert,update,delete}'), ('vehicle_feeds', '{insert,update}'),
      ('web_chat_widgets', '{insert,update}')) as g (name, verbs), unnest(g.verbs::text[]) as verb
  loop
    execute format('create policy %I on public.%I as restrictive for %s to authenticated %s '
      '(not dealership_id = any ((select private.dealerships_lacking_mfa())::uuid[]))',
      guarded.name || '_' || guarded.verb || '_mfa', guarded.name, guarded.verb,
      case guarded.verb when 'delete' then 'using' else 'with check' end);
  end loop;
end
$$;

create function private.tg_keep_factor_reachable() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if coalesce((select auth.jwt()) ->> 'aal', 'aal1') <> 'aal2' and exists (
    select from public.memberships as m where m.dealership_id = new.id and m.user_id = (select auth.uid())
      and m.is_active and m.role = any (new.mfa_required_roles))
  then
    perform private.refuse(403, 'second_factor_needed', 'Cannot require a second factor: add your own first');
  end if;
  return new;
end
$$;
comment on function private.tg_keep_factor_reachable is
  'Keeps whoever asks their own role for a second factor from locking themselves out: their session must have shown '
  'one. Definer: reads memberships past their policies.';
create trigger dealerships_15_keep_factor_reachable before update of mfa_required_roles on public.dealerships
  for each row when (new.mfa_required_roles is distinct from old.mfa_required_roles)
  execute function private.tg_keep_factor_reachable();

create function public.people_with_factor(dealership_id uuid) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if not people_with_factor.dealership_id = any (private.dealerships_where('members.manage')) then
    perform private.refuse(403, 'forbidden', 'Cannot do this: your role lacks members.manage');
  end if;
  return query
    select m.user_id from public.memberships as m
    where m.dealership_id = people_with_factor.dealership_id and exists (
      select from auth.mfa_factors as f where f.user_id = m.user_id and f.status = 'verified');
end
$$;
comment on function public.people_with_factor is
  'Who of a dealership has a second factor, so that its admin knows whom a rule would stop. Definer: factors belong to '
  'Supabase Auth.';

revoke execute on function private.is_administrative, private.require_factor, private.tg_keep_factor_reachable,
  public.people_with_factor from public, anon, authenticated;
grant execute on function public.people_with_factor to authenticated;
