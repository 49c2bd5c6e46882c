-- Prompt experiments: which of several personas speaks better. Who gets which variant follows from the experiment's
-- salt and the shopper alone, is kept, and counts once they have really heard it.

create table public.prompt_experiments (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null constraint prompt_experiments_name_length check (length(btrim(name)) between 1 and 80),
  description text not null default '',
  hypothesis text not null default '',
  status text not null default 'draft' constraint prompt_experiments_status_known
    check (status in ('draft', 'active', 'paused', 'completed', 'cancelled')),
  starts_at timestamptz,
  ends_at timestamptz,
  traffic_percentage int not null default 50
    constraint prompt_experiments_traffic_percentage_range check (traffic_percentage between 1 and 100),
  primary_metric text not null default 'appointment'
    constraint prompt_experiments_primary_metric_form check (primary_metric ~ '^[a-z_]{1,60}$'),
  secondary_metrics text[] not null default '{}',
  confidence_level numeric(3, 2) not null default 0.95
    constraint prompt_experiments_confidence_level_range check (confidence_level between 0.5 and 0.99),
  minimum_sample_size int not null default 100
    constraint prompt_experiments_minimum_sample_size_range check (minimum_sample_size between 10 and 1000000),
  results jsonb not null default '{}',
  winner_variant_id uuid,
  salt uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint prompt_experiments_name_key unique (dealership_id, name),
  constraint prompt_experiments_ends_at_order check (ends_at > starts_at),
  constraint prompt_experiments_winner_variant_id_completed check (winner_variant_id is null or status = 'completed')
);
comment on table public.prompt_experiments is
  'One comparison of personas: draft, active, paused, completed or cancelled.';
comment on column public.prompt_experiments.traffic_percentage is 'How many of a hundred shoppers take part.';
comment on column public.prompt_experiments.salt is 'Makes this experiment''s draw independent of every other one''s.';
create trigger prompt_experiments_20_touch before update on public.prompt_experiments
  for each row execute function private.tg_touch_updated_at();

create table public.experiment_variants (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  experiment_id uuid not null,
  persona_id uuid not null,
  persona_version_id uuid,
  name text not null constraint experiment_variants_name_length check (length(btrim(name)) between 1 and 60),
  is_control boolean not null default false,
  traffic_percentage int not null
    constraint experiment_variants_traffic_percentage_range check (traffic_percentage between 0 and 100),
  created_at timestamptz not null default now(),
  unique (dealership_id, id),
  unique (dealership_id, experiment_id, id),
  constraint experiment_variants_name_key unique (experiment_id, name),
  foreign key (dealership_id, experiment_id) references public.prompt_experiments (dealership_id, id)
    on delete cascade,
  foreign key (dealership_id, persona_id) references public.personas (dealership_id, id) on delete restrict,
  foreign key (dealership_id, persona_version_id) references public.persona_versions (dealership_id, id)
    on delete restrict
);
comment on table public.experiment_variants is
  'One arm of an experiment: a persona, its share of the participants, and the version it runs with.';
comment on column public.experiment_variants.persona_version_id is 'Frozen when the experiment first starts.';
create unique index experiment_variants_is_control_key on public.experiment_variants (experiment_id, is_control)
  where is_control;
create index experiment_variants_persona_idx on public.experiment_variants (dealership_id, persona_id);
create index experiment_variants_version_idx on public.experiment_variants (dealership_id, persona_version_id);
alter table public.prompt_experiments
  add foreign key (dealership_id, winner_variant_id) references public.experiment_variants (dealership_id, id)
    on delete set null (winner_variant_id);
create index prompt_experiments_winner_idx on public.prompt_experiments (dealership_id, winner_variant_id);

create table public.experiment_assignments (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  experiment_id uuid not null,
  variant_id uuid not null,
  customer_id uuid not null,
  assigned_at timestamptz not null default now(),
  exposed_at timestamptz,
  unique (experiment_id, customer_id),
  foreign key (dealership_id, experiment_id, variant_id)
    references public.experiment_variants (dealership_id, experiment_id, id) on delete cascade,
  foreign key (dealership_id, customer_id) references public.customers (dealership_id, id) on delete cascade
);
comment on table public.experiment_assignments is 'Which variant one shopper has in one experiment, for good.';
comment on column public.experiment_assignments.exposed_at is
  'When the variant''s first message was delivered; before that the shopper does not count.';
create index experiment_assignments_variant_idx on public.experiment_assignments (dealership_id, experiment_id, variant_id);
create index experiment_assignments_customer_idx on public.experiment_assignments (dealership_id, customer_id);

create table public.prompt_metrics (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  experiment_id uuid not null,
  variant_id uuid not null,
  customer_id uuid not null,
  conversation_id uuid,
  message_id bigint,
  metric_name text not null check (metric_name ~ '^[a-z_]{1,60}$'),
  metric_value numeric(12, 4) not null default 1,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  foreign key (dealership_id, experiment_id, variant_id)
    references public.experiment_variants (dealership_id, experiment_id, id) on delete cascade
);
comment on table public.prompt_metrics is
  'One thing that happened to one participant. Append-only, so no result can be made to fit.';
comment on column public.prompt_metrics.customer_id is
  'Whom it happened to; a plain id, so that the count outlives an erased shopper.';
create index prompt_metrics_variant_idx on public.prompt_metrics (dealership_id, experiment_id, variant_id, metric_name);
create unique index prompt_metrics_exposure_key on public.prompt_metrics (experiment_id, customer_id)
  where metric_name = 'exposure';
create trigger prompt_metrics_00_append_only before update or delete on public.prompt_metrics
  for each row execute function private.tg_append_only();
create trigger prompt_metrics_00_no_truncate before truncate on public.prompt_metrics
  for each statement execute function private.tg_append_only();

create constraint trigger prompt_experiments_80_audit after insert or update or delete on public.prompt_experiments
  deferrable initially deferred for each row execute function private.tg_audit('results');
create constraint trigger experiment_variants_80_audit after insert or update or delete on public.experiment_variants
  deferrable initially deferred for each row execute function private.tg_audit();

insert into public.role_permissions (role, permission) values
  ('dealership_admin', 'experiments.read'), ('manager', 'experiments.read'),
  ('dealership_admin', 'experiments.write'), ('manager', 'experiments.write');

alter table public.prompt_experiments enable row level security;
alter table public.prompt_experiments force row level security;
alter table public.experiment_variants enable row level security;
alter table public.experiment_variants force row level security;
alter table public.experiment_assignments enable row level security;
alter table public.experiment_assignments force row level security;
alter table public.prompt_metrics enable row level security;
alter table public.prompt_metrics force row level security;
revoke all on public.prompt_experiments, public.experiment_variants, public.experiment_assignments,
  public.prompt_metrics from anon, authenticated, service_role;
grant select on public.prompt_experiments, public.experiment_variants, public.experiment_assignments,
  public.prompt_metrics to authenticated, service_role;
grant update (results) on public.prompt_experiments to service_role;
grant insert on public.prompt_metrics to service_role;
grant insert (dealership_id, name, description, hypothesis, starts_at, ends_at, traffic_percentage, primary_metric,
  secondary_metrics, confidence_level, minimum_sample_size),
  update (name, description, hypothesis, starts_at, ends_at, traffic_percentage, primary_metric, secondary_metrics,
  confidence_level, minimum_sample_size, status, winner_variant_id) on public.prompt_experiments to authenticated;
grant insert (dealership_id, experiment_id, persona_id, name, is_control, traffic_percentage),
  update (persona_id, name, is_control, traffic_percentage) on public.experiment_variants to authenticated;

create policy prompt_experiments_select_manager on public.prompt_experiments for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('experiments.read'))::uuid[]));
create policy prompt_experiments_insert_manager on public.prompt_experiments for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('experiments.write'))::uuid[]));
create policy prompt_experiments_update_manager on public.prompt_experiments for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('experiments.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('experiments.write'))::uuid[]));
create policy experiment_variants_select_manager on public.experiment_variants for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('experiments.read'))::uuid[]));
create policy experiment_variants_insert_manager on public.experiment_variants for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('experiments.write'))::uuid[]));
create policy experiment_variants_update_manager on public.experiment_variants for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('experiments.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('experiments.write'))::uuid[]));
create policy experiment_assignments_select_manager on public.experiment_assignments for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('experiments.read'))::uuid[]));
create policy prompt_metrics_select_manager on public.prompt_metrics for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('experiments.read'))::uuid[]));
