-- The tenant root, its opening hours, the people who work there and what each role may do.

create table public.dealerships (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 120),
  subdomain text not null unique
    check (subdomain ~ '^[a-z0-9]([a-z0-9-]{1,40}[a-z0-9])$')
    check (subdomain not in ('www', 'api', 'app', 'admin', 'mail', 'static', 'status', 'help')),
  contact_email text not null check (contact_email like '%_@_%'),
  contact_phone text,
  logo_url text,
  primary_color text not null default '#17352b' check (primary_color ~* '^#[0-9a-f]{6}$'),
  secondary_color text not null default '#ffffff' check (secondary_color ~* '^#[0-9a-f]{6}$'),
  timezone text not null default 'America/New_York',
  address_line text,
  city text,
  region text,
  postal_code text,
  country text not null default 'US' check (country ~ '^[A-Z]{2}$'),
  ai_enabled boolean not null default true,
  reply_debounce_ms int not null default 1200 check (reply_debounce_ms between 0 and 60000),
  ai_config jsonb not null default '{}' check (jsonb_typeof(ai_config) = 'object'),
  agent_config jsonb not null default '{}' check (jsonb_typeof(agent_config) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.dealerships is 'One dealership: the tenant root that every other row points at.';
comment on column public.dealerships.timezone is 'IANA zone name, checked against pg_timezone_names.';
comment on column public.dealerships.ai_enabled is
  'Kill switch: when false no AI message of this dealership leaves, queued ones included.';
comment on column public.dealerships.reply_debounce_ms is
  'How long the AI waits for the rest of a burst of messages before it answers, in milliseconds.';

create function private.tg_check_timezone() returns trigger
language plpgsql stable security invoker set search_path = '' as $$
begin
  if not exists (select from pg_catalog.pg_timezone_names as z where z.name = new.timezone) then
    perform private.refuse(400, 'invalid_timezone', 'Cannot save dealership: timezone is not an IANA zone');
  end if;
  return new;
end
$$;
create trigger dealerships_10_check_timezone before insert or update of timezone on public.dealerships
  for each row execute function private.tg_check_timezone();
create trigger dealerships_20_touch before update on public.dealerships
  for each row execute function private.tg_touch_updated_at();

create table public.business_hours (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  department text not null default 'sales' check (department in ('sales', 'service', 'parts')),
  weekday smallint not null check (weekday between 0 and 6),
  opens_at time not null,
  closes_at time not null,
  check (opens_at < closes_at),
  unique (dealership_id, department, weekday, opens_at)
);
comment on table public.business_hours is
  'One opening span of a department on a weekday (0 is Sunday), in the dealership''s own zone.';

create table public.business_holidays (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  on_date date not null,
  name text not null,
  opens_at time,
  closes_at time,
  check ((opens_at is null) = (closes_at is null)),
  unique (dealership_id, on_date)
);
comment on table public.business_holidays is
  'One date whose hours differ: closed when both times are null, else open for that span.';

create table public.profiles (
  id uuid primary key references auth.users on delete cascade,
  full_name text not null check (length(full_name) between 1 and 120),
  email text not null,
  updated_at timestamptz not null default now()
);
comment on table public.profiles is 'The name and address of one person who can sign in, as colleagues see them.';
create trigger profiles_20_touch before update on public.profiles
  for each row execute function private.tg_touch_updated_at();

-- A visitor of a web chat gets no profile: colleagues are not to find them.
create function private.tg_create_profile() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.is_visitor_address(new.email) then
    return new;
  end if;
  insert into public.profiles (id, full_name, email)
  values (
    new.id,
    coalesce(nullif(left(new.raw_user_meta_data ->> 'full_name', 120), ''), split_part(new.email, '@', 1)),
    new.email
  )
  on conflict (id) do nothing;
  return new;
end
$$;
comment on function private.tg_create_profile is
  'Gives each new auth user a profile. Definer: the auth service owns the insert but not public.profiles.';
create trigger users_90_create_profile after insert on auth.users
  for each row when (new.email is not null) execute function private.tg_create_profile();

create table public.role_permissions (
  role text not null check (role in ('dealership_admin', 'manager', 'user', 'api')),
  permission text not null check (permission ~ '^[a-z_]+\.[a-z_]+$'),
  primary key (role, permission)
);
comment on table public.role_permissions is
  'The permission matrix: one row lets one role do one thing in the dealerships of its memberships.';

create table public.memberships (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  user_id uuid not null references auth.users on delete cascade,
  role text not null check (role in ('dealership_admin', 'manager', 'user', 'api')),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, dealership_id),
  unique (dealership_id, id)
);
comment on table public.memberships is 'One person''s role in one dealership; inactive rows grant nothing from that moment.';
create trigger memberships_20_touch before update on public.memberships
  for each row execute function private.tg_touch_updated_at();

create table private.platform_admins (
  user_id uuid primary key references auth.users on delete cascade,
  created_at timestamptz not null default now()
);
comment on table private.platform_admins is 'The super_admins: people who operate the platform itself.';
alter table private.platform_admins enable row level security;
alter table private.platform_admins force row level security;

alter table public.dealerships enable row level security;
alter table public.dealerships force row level security;
alter table public.business_hours enable row level security;
alter table public.business_hours force row level security;
alter table public.business_holidays enable row level security;
alter table public.business_holidays force row level security;
alter table public.profiles enable row level security;
alter table public.profiles force row level security;
alter table public.role_permissions enable row level security;
alter table public.role_permissions force row level security;
alter table public.memberships enable row level security;
alter table public.memberships force row level security;

insert into public.role_permissions (role, permission)
select r.role, p.permission
from (values ('dealership_admin'), ('manager'), ('user'), ('api')) as r (role)
cross join (values
  ('dealership.read'), ('dealership.update'), ('members.read'), ('members.manage'),
  ('customers.read'), ('customers.write'), ('conversations.read'), ('conversations.write'),
  ('vehicles.read'), ('vehicles.write'), ('personas.read'), ('personas.write'),
  ('knowledge.read'), ('knowledge.write'), ('jobs.read'), ('jobs.manage'), ('audit.read'), ('ai.manage')
) as p (permission)
where r.role = 'dealership_admin'
  or (r.role = 'manager' and p.permission not in ('dealership.update', 'members.manage', 'audit.read'))
  or (r.role = 'user' and p.permission in (
    'dealership.read', 'members.read', 'customers.read', 'customers.write', 'conversations.read',
    'conversations.write', 'vehicles.read', 'personas.read', 'knowledge.read'))
  or (r.role = 'api' and p.permission in (
    'dealership.read', 'customers.read', 'conversations.read', 'vehicles.read', 'vehicles.write'));
