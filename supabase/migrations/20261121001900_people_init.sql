-- People beyond membership: invitations, teams, duty shifts, and time-boxed access for platform support.

alter table public.dealerships
  add column conversation_scope text not null default 'all'
    check (conversation_scope in ('all', 'team', 'own')),
  add column mfa_required_roles text[] not null default '{}'
    check (mfa_required_roles <@ array['dealership_admin', 'manager', 'user']);
comment on column public.dealerships.conversation_scope is
  'Which conversations the role user sees: all, those of their teams, or their own; threads that wait for a person always.';
comment on column public.dealerships.mfa_required_roles is
  'Roles whose administrative acts need a session with a second factor (aal2).';
grant update (conversation_scope, mfa_required_roles) on public.dealerships to authenticated;

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  email text not null check (email = lower(email) and email like '%_@_%'),
  role text not null check (role in ('dealership_admin', 'manager', 'user')),
  invited_by uuid references auth.users on delete set null default auth.uid(),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  revoked_at timestamptz,
  unique (dealership_id, id)
);
comment on table public.invitations is
  'One offer of a membership to one e-mail address; it is taken by signing in with that address.';
create unique index invitations_open_key on public.invitations (dealership_id, email)
  where accepted_at is null and revoked_at is null;
create index invitations_email_idx on public.invitations (email) where accepted_at is null;
create index invitations_invited_by_idx on public.invitations (invited_by);

create table public.teams (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null check (length(name) between 1 and 60),
  created_at timestamptz not null default now(),
  unique (dealership_id, name),
  unique (dealership_id, id)
);
comment on table public.teams is 'A group of colleagues of one dealership, such as internet sales.';

create table public.team_members (
  dealership_id uuid not null references public.dealerships on delete cascade,
  team_id uuid not null,
  membership_id uuid not null,
  primary key (team_id, membership_id),
  foreign key (dealership_id, team_id) references public.teams (dealership_id, id) on delete cascade,
  foreign key (dealership_id, membership_id) references public.memberships (dealership_id, id) on delete cascade
);
comment on table public.team_members is 'One colleague''s place in one team.';
create index team_members_membership_idx on public.team_members (dealership_id, membership_id);
create index team_members_team_idx on public.team_members (dealership_id, team_id);

create table public.duty_shifts (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  membership_id uuid not null,
  weekday smallint not null check (weekday between 0 and 6),
  starts_at time not null,
  ends_at time not null,
  check (starts_at < ends_at),
  foreign key (dealership_id, membership_id) references public.memberships (dealership_id, id) on delete cascade
);
comment on table public.duty_shifts is
  'One weekly span in which a colleague answers handovers and new leads, in the dealership''s zone (0 is Sunday).';
create index duty_shifts_membership_idx on public.duty_shifts (dealership_id, membership_id);

create table public.support_grants (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  user_id uuid not null references auth.users on delete cascade,
  permissions text[] not null check (cardinality(permissions) > 0),
  reason text not null check (length(btrim(reason)) between 10 and 500),
  granted_by uuid references auth.users on delete set null default auth.uid(),
  starts_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check (expires_at > starts_at and expires_at <= starts_at + interval '24 hours'),
  check (permissions <@ array['dealership.read', 'members.read', 'customers.read', 'conversations.read',
    'vehicles.read', 'personas.read', 'knowledge.read', 'jobs.read', 'jobs.manage', 'audit.read'])
);
comment on table public.support_grants is
  'Break-glass: what one support person may do in one dealership, why, and until when (24 hours at most).';
create index support_grants_user_idx on public.support_grants (user_id, expires_at) where revoked_at is null;
create index support_grants_dealership_idx on public.support_grants (dealership_id);
create index support_grants_granted_by_idx on public.support_grants (granted_by);

-- Delete is an administrator's verb; configuration of a feature is its own permission.
insert into public.role_permissions (role, permission) values
  ('dealership_admin', 'customers.delete'), ('dealership_admin', 'vehicles.delete'),
  ('dealership_admin', 'knowledge.delete'), ('dealership_admin', 'personas.delete'),
  ('dealership_admin', 'support.grant'), ('dealership_admin', 'teams.manage'), ('manager', 'teams.manage');

-- Dealerships whose rule asks the caller for a second factor that this session lacks.
create function private.dealerships_lacking_mfa() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  if coalesce((select auth.jwt()) ->> 'aal', 'aal1') = 'aal2' then
    return '{}';
  end if;
  return array(
    select m.dealership_id from public.memberships as m
    join public.dealerships as d on d.id = m.dealership_id
    where m.user_id = (select auth.uid()) and m.is_active and m.role = any (d.mfa_required_roles)
  );
end
$$;
comment on function private.dealerships_lacking_mfa is
  'Dealerships in which the caller''s role must show a second factor and this session has none. Definer: reads rules '
  'and memberships past their policies.';

create function private.tg_keep_an_admin() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if old.role = 'dealership_admin' and old.is_active
    and (tg_op = 'DELETE' or new.role <> 'dealership_admin' or not new.is_active)
    and pg_trigger_depth() = 1
    and not exists (select from public.memberships as m where m.dealership_id = old.dealership_id
      and m.role = 'dealership_admin' and m.is_active and m.id <> old.id)
  then
    perform private.refuse(409, 'last_admin', 'Cannot change membership: a dealership keeps one active administrator');
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
comment on function private.tg_keep_an_admin is 'Keeps the last administrator in. Definer: counts all memberships.';
create trigger memberships_10_keep_an_admin before update or delete on public.memberships
  for each row execute function private.tg_keep_an_admin();

alter table public.invitations enable row level security;
alter table public.invitations force row level security;
alter table public.teams enable row level security;
alter table public.teams force row level security;
alter table public.team_members enable row level security;
alter table public.team_members force row level security;
alter table public.duty_shifts enable row level security;
alter table public.duty_shifts force row level security;
alter table public.support_grants enable row level security;
alter table public.support_grants force row level security;

create trigger invitations_80_audit after insert or update on public.invitations
  for each row execute function private.tg_audit();
create trigger support_grants_80_audit after insert or update on public.support_grants
  for each row execute function private.tg_audit();
