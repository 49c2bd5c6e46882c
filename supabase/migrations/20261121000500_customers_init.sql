-- Shoppers and the addresses by which they are known. One person is one customer over all channels.

create table public.customers (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  full_name text check (length(full_name) between 1 and 120),
  preferred_language text check (preferred_language ~ '^[a-z]{2}$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id)
);
comment on table public.customers is 'One shopper of one dealership.';
create trigger customers_20_touch before update on public.customers
  for each row execute function private.tg_touch_updated_at();
create trigger customers_80_audit after update or delete on public.customers
  for each row execute function private.tg_audit();

create table public.customer_identities (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  customer_id uuid not null,
  kind text not null check (kind in ('phone', 'email', 'visitor')),
  value text not null check (length(value) between 3 and 254),
  created_at timestamptz not null default now(),
  foreign key (dealership_id, customer_id) references public.customers (dealership_id, id) on delete cascade,
  unique (dealership_id, kind, value),
  check (kind <> 'phone' or value ~ '^\+?[0-9]{3,15}$'),
  check (kind <> 'email' or value = lower(value))
);
comment on table public.customer_identities is
  'One normalised address of a customer: E.164 phone (or carrier short code), lower-case e-mail, or web visitor id.';
create index customer_identities_customer_idx on public.customer_identities (dealership_id, customer_id);

alter table public.customers enable row level security;
alter table public.customers force row level security;
alter table public.customer_identities enable row level security;
alter table public.customer_identities force row level security;
revoke all on public.customers, public.customer_identities from anon, authenticated, service_role;
grant select on public.customers, public.customer_identities to authenticated;
grant select, insert, update on public.customers, public.customer_identities to service_role;
grant update (full_name, preferred_language) on public.customers to authenticated;

create policy customers_select_staff on public.customers for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.read'))::uuid[]));
create policy customers_update_staff on public.customers for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('customers.write'))::uuid[]));
create policy customer_identities_select_staff on public.customer_identities for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.read'))::uuid[]));
