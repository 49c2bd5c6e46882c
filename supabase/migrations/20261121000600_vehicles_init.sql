-- The inventory that answers are made from.

create table public.vehicles (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  vin text not null check (vin ~ '^[A-HJ-NPR-Z0-9]{11,17}$'),
  stock_number text not null check (length(stock_number) between 1 and 50),
  make text not null,
  model text not null,
  year smallint not null check (year between 1900 and 2100),
  trim text,
  body_style text,
  ext_color text,
  int_color text,
  mileage int not null default 0 check (mileage >= 0),
  engine text,
  transmission text,
  drivetrain text,
  fuel_type text,
  fuel_economy smallint check (fuel_economy > 0),
  msrp_cents bigint check (msrp_cents > 0),
  price_cents bigint check (price_cents > 0),
  condition text not null default 'used' check (condition in ('new', 'used')),
  certified boolean not null default false,
  status text not null default 'available' check (status in ('available', 'pending', 'sold', 'retired')),
  description text,
  features text[] not null default '{}',
  images jsonb not null default '[]' check (jsonb_typeof(images) = 'array'),
  video_url text,
  is_active boolean not null default true,
  last_seen_at timestamptz not null default now(),
  sold_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, vin),
  unique (dealership_id, stock_number),
  unique (dealership_id, id)
);
comment on table public.vehicles is 'One unit of a dealership''s stock, sold ones included.';
comment on column public.vehicles.price_cents is 'Asking price in cents; null means that nobody may quote one.';
comment on column public.vehicles.fuel_economy is 'Combined miles per gallon (or MPGe).';
create index vehicles_model_idx on public.vehicles (dealership_id, make, model, year);
create index vehicles_price_idx on public.vehicles (dealership_id, status, price_cents);
create index vehicles_text_idx on public.vehicles using gin
  (dealership_id, (lower(make || ' ' || model || ' ' || coalesce(trim, ''))) extensions.gin_trgm_ops);
create trigger vehicles_20_touch before update on public.vehicles
  for each row execute function private.tg_touch_updated_at();
create trigger vehicles_80_audit after update or delete on public.vehicles
  for each row execute function private.tg_audit();

alter table public.vehicles enable row level security;
alter table public.vehicles force row level security;
revoke all on public.vehicles from anon, authenticated, service_role;
grant select on public.vehicles to authenticated;
grant select, insert, update on public.vehicles to service_role;
grant insert (dealership_id, vin, stock_number, make, model, year, trim, body_style, ext_color, int_color,
  mileage, engine, transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents, condition,
  certified, status, description, features, images, video_url, is_active, last_seen_at, sold_at),
  update (vin, stock_number, make, model, year, trim, body_style, ext_color, int_color,
  mileage, engine, transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents, condition,
  certified, status, description, features, images, video_url, is_active, last_seen_at, sold_at)
  on public.vehicles to authenticated;

create policy vehicles_select_staff on public.vehicles for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('vehicles.read'))::uuid[]));
create policy vehicles_insert_staff on public.vehicles for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]));
create policy vehicles_update_staff on public.vehicles for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('vehicles.write'))::uuid[]));
