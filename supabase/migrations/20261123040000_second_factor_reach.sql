-- The second factor that a dealership asks of a role reached people and the dealership's own row only; now it reaches
-- every administrative act: keys and addresses of leads, mailboxes, the chat on the dealer's pages, feeds, hours, what
-- the AI says and by which rules it works. Reading and the daily work of a thread, a lead or a customer stay open, and
-- so does pausing the AI: a brake asks for no code. private.require_permission, private.persona_for,
-- public.rotate_lead_key and public.save_mailbox_poll are as before, but for this question.

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

create or replace function private.require_permission(dealership_id uuid, permission text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if dealership_id is null or not dealership_id = any (private.dealerships_where(permission)) then
    perform private.refuse(403, 'forbidden', 'Cannot do this: your role lacks ' || permission);
  end if;
  if private.is_administrative(permission) then
    perform private.require_factor(dealership_id);
  end if;
end
$$;

create or replace function private.persona_for(persona_id uuid) returns public.personas
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

create or replace function public.rotate_lead_key(lead_address_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  made record := private.new_lead_key();
  kept public.lead_addresses;
begin
  select a.* into kept from public.lead_addresses as a
  where a.id = rotate_lead_key.lead_address_id
    and a.dealership_id = any (private.dealerships_where('leads.manage')) for update;
  if kept.id is null then
    perform private.refuse(404, 'lead_address_not_found', 'Cannot change key: there is no such address, or it is not yours');
  end if;
  perform private.require_factor(kept.dealership_id);
  update public.lead_addresses as a set token_hash = made.token_hash, token_hint = right(made.token, 4) where a.id = kept.id;
  return jsonb_build_object('id', kept.id, 'token', made.token);
end
$$;

create or replace function public.save_mailbox_poll(
  mailbox_id uuid, host text, username text, password text default null, port int default 993,
  folder text default 'INBOX', is_enabled boolean default true
) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  mailbox public.mailboxes;
  kept public.mailbox_polls;
  known uuid;
begin
  select b.* into mailbox from public.mailboxes as b
  where b.id = save_mailbox_poll.mailbox_id
    and b.dealership_id = any (private.dealerships_where('dealership.update'));
  if mailbox.id is null then
    perform private.refuse(404, 'mailbox_not_found', 'Cannot save mailbox: it does not exist or is not yours');
  end if;
  perform private.require_factor(mailbox.dealership_id);
  select p.* into kept from public.mailbox_polls as p where p.mailbox_id = mailbox.id for update;
  known := kept.secret_id;
  if coalesce(save_mailbox_poll.password, '') = '' and (kept.host, kept.port, kept.username) is distinct from
    (lower(btrim(save_mailbox_poll.host)), save_mailbox_poll.port, save_mailbox_poll.username)
  then
    perform private.refuse(400, 'password_missing', 'Cannot save mailbox: the password is missing');
  end if;
  if known is null then
    known := vault.create_secret(save_mailbox_poll.password, 'mailbox_' || mailbox.id::text);
  elsif coalesce(save_mailbox_poll.password, '') <> '' then
    perform vault.update_secret(known, save_mailbox_poll.password);
  end if;
  insert into public.mailbox_polls as p (mailbox_id, dealership_id, host, port, username, folder, secret_id, is_enabled)
  values (mailbox.id, mailbox.dealership_id, lower(btrim(save_mailbox_poll.host)), save_mailbox_poll.port,
    save_mailbox_poll.username, save_mailbox_poll.folder, known, save_mailbox_poll.is_enabled)
  on conflict (mailbox_id) do update set host = excluded.host, port = excluded.port, username = excluded.username,
    folder = excluded.folder, is_enabled = excluded.is_enabled,
    -- Another server or folder numbers its mails anew.
    uid_validity = case when (p.host, p.username, p.folder) is distinct from
      (excluded.host, excluded.username, excluded.folder) then null else p.uid_validity end,
    last_error = null;
end
$$;

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
