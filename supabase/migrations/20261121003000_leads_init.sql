-- Leads: one shopper's wish to buy, where it came from, how far it got, and the rules that give it to somebody.

create table public.lead_sources (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null constraint lead_sources_name_length check (length(btrim(name)) between 1 and 80),
  kind text not null default 'other' constraint lead_sources_kind_known
    check (kind in ('website', 'marketplace', 'manufacturer', 'social', 'sms', 'phone', 'walk_in', 'referral', 'other')),
  monthly_cost_cents bigint constraint lead_sources_monthly_cost_cents_positive check (monthly_cost_cents >= 0),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint lead_sources_name_key unique (dealership_id, name)
);
comment on table public.lead_sources is 'One place that leads of a dealership come from, such as a portal.';

create table public.routing_rules (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  position int not null constraint routing_rules_position_positive check (position > 0),
  name text not null constraint routing_rules_name_length check (length(btrim(name)) between 1 and 80),
  conditions jsonb not null default '{}'
    constraint routing_rules_conditions_known check (jsonb_typeof(conditions) = 'object'
      and conditions - array['sources', 'makes', 'condition', 'min_score', 'open_now'] = '{}'),
  constraint routing_rules_conditions_typed check (
    coalesce(jsonb_typeof(conditions -> 'sources'), 'array') = 'array'
    and coalesce(jsonb_typeof(conditions -> 'makes'), 'array') = 'array'
    and coalesce(conditions ->> 'condition', 'new') in ('new', 'used')
    and coalesce(jsonb_typeof(conditions -> 'min_score'), 'number') = 'number'
    and coalesce(jsonb_typeof(conditions -> 'open_now'), 'boolean') = 'boolean'),
  strategy text not null constraint routing_rules_strategy_known
    check (strategy in ('round_robin', 'least_open', 'person', 'nobody')),
  team_id uuid,
  user_id uuid references auth.users on delete cascade,
  on_duty_only boolean not null default false,
  max_open_leads int constraint routing_rules_max_open_leads_positive check (max_open_leads > 0),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint routing_rules_position_key unique (dealership_id, position) deferrable initially immediate,
  constraint routing_rules_user_id_strategy check ((strategy = 'person') = (user_id is not null)),
  foreign key (dealership_id, team_id) references public.teams (dealership_id, id) on delete set null (team_id)
);
comment on table public.routing_rules is
  'One rule that gives new leads to somebody; the active ones are asked in order and the first that fits decides.';
comment on column public.routing_rules.conditions is
  'All must hold: sources [names], makes [names], condition (new or used), min_score, open_now (true or false). An '
  'unknown key is refused, so that no rule is saved that would not be followed.';
create index routing_rules_team_idx on public.routing_rules (dealership_id, team_id);
create index routing_rules_user_idx on public.routing_rules (user_id) where user_id is not null;
create trigger routing_rules_20_touch before update on public.routing_rules
  for each row execute function private.tg_touch_updated_at();

create table public.leads (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  lead_source_id uuid,
  customer_id uuid not null,
  conversation_id uuid,
  vehicle_id uuid,
  status text not null default 'new' constraint leads_status_known
    check (status in ('new', 'working', 'appointment', 'shown', 'sold', 'lost')),
  interest text constraint leads_interest_length check (length(interest) <= 2000),
  score smallint constraint leads_score_range check (score between 0 and 100),
  score_reasons jsonb not null default '[]' check (jsonb_typeof(score_reasons) = 'array'),
  assigned_to uuid references auth.users on delete set null,
  assigned_at timestamptz,
  routing_rule_id uuid,
  routing_reason text,
  raw_refs jsonb not null default '[]' check (jsonb_typeof(raw_refs) = 'array'),
  outcome text constraint leads_outcome_known check (outcome in ('bought_here', 'bought_elsewhere', 'not_interested',
    'unreachable', 'no_credit', 'vehicle_gone', 'bad_contact', 'duplicate', 'other')),
  received_at timestamptz not null default now(),
  first_response_at timestamptz,
  first_response_author text check (first_response_author in ('ai', 'staff')),
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint leads_outcome_lost check (status <> 'lost' or outcome is not null),
  foreign key (dealership_id, lead_source_id) references public.lead_sources (dealership_id, id)
    on delete set null (lead_source_id),
  foreign key (dealership_id, customer_id) references public.customers (dealership_id, id) on delete cascade,
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id)
    on delete set null (conversation_id),
  foreign key (dealership_id, vehicle_id) references public.vehicles (dealership_id, id)
    on delete set null (vehicle_id),
  foreign key (dealership_id, routing_rule_id) references public.routing_rules (dealership_id, id)
    on delete set null (routing_rule_id)
);
comment on table public.leads is 'One shopper''s wish to buy, from the first word to sold or lost.';
comment on column public.leads.lead_source_id is 'Where it came from first; lead_source_credits names all.';
comment on column public.leads.score_reasons is 'What made the score: [{reason, points}].';
comment on column public.leads.routing_reason is 'Why it went to whom it went to, in words.';
comment on column public.leads.raw_refs is 'The documents it was read from: [{kind, id}].';
comment on column public.leads.first_response_at is
  'When our first message to this shopper left after the lead came in.';
create index leads_pipeline_idx on public.leads (dealership_id, status, received_at desc, id);
create index leads_customer_idx on public.leads (dealership_id, customer_id);
create index leads_conversation_idx on public.leads (dealership_id, conversation_id) where conversation_id is not null;
create index leads_vehicle_idx on public.leads (dealership_id, vehicle_id) where vehicle_id is not null;
create index leads_source_idx on public.leads (dealership_id, lead_source_id, received_at desc);
create index leads_routing_rule_idx on public.leads (dealership_id, routing_rule_id) where routing_rule_id is not null;
create index leads_assigned_idx on public.leads (assigned_to, assigned_at desc) where assigned_to is not null;
create trigger leads_20_touch before update on public.leads
  for each row execute function private.tg_touch_updated_at();

create table public.lead_source_credits (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  lead_id uuid not null,
  lead_source_id uuid not null,
  external_id text,
  raw_ref jsonb,
  received_at timestamptz not null default now(),
  unique (lead_source_id, external_id),
  foreign key (dealership_id, lead_id) references public.leads (dealership_id, id) on delete cascade,
  foreign key (dealership_id, lead_source_id) references public.lead_sources (dealership_id, id) on delete cascade
);
comment on table public.lead_source_credits is
  'One time that one source sent us one lead; the same shopper over two portals credits both.';
comment on column public.lead_source_credits.external_id is
  'The source''s own id of it; the same id again is the same lead.';
create index lead_source_credits_lead_idx on public.lead_source_credits (dealership_id, lead_id);
create index lead_source_credits_source_idx on public.lead_source_credits (dealership_id, lead_source_id, received_at desc);

create constraint trigger lead_sources_80_audit after insert or update or delete on public.lead_sources
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger routing_rules_80_audit after insert or update or delete on public.routing_rules
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger leads_80_audit after insert or update or delete on public.leads
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger leads_90_created after insert on public.leads
  deferrable initially deferred for each row execute function private.tg_record_event('lead');
create constraint trigger leads_90_updated after update on public.leads
  deferrable initially deferred for each row
  when (old.status is distinct from new.status or old.assigned_to is distinct from new.assigned_to
    or old.score is distinct from new.score or old.vehicle_id is distinct from new.vehicle_id
    or old.first_response_at is distinct from new.first_response_at)
  execute function private.tg_record_event('lead');

insert into public.role_permissions (role, permission) values
  ('dealership_admin', 'leads.read'), ('manager', 'leads.read'), ('user', 'leads.read'), ('api', 'leads.read'),
  ('dealership_admin', 'leads.write'), ('manager', 'leads.write'), ('user', 'leads.write'),
  ('dealership_admin', 'leads.write_all'), ('manager', 'leads.write_all'),
  ('dealership_admin', 'leads.manage'), ('manager', 'leads.manage');

alter table public.lead_sources enable row level security;
alter table public.lead_sources force row level security;
alter table public.routing_rules enable row level security;
alter table public.routing_rules force row level security;
alter table public.leads enable row level security;
alter table public.leads force row level security;
alter table public.lead_source_credits enable row level security;
alter table public.lead_source_credits force row level security;
revoke all on public.lead_sources, public.routing_rules, public.leads, public.lead_source_credits
  from anon, authenticated, service_role;
grant select on public.lead_sources, public.routing_rules, public.leads, public.lead_source_credits to authenticated;
grant select, insert, update on public.lead_sources, public.routing_rules, public.leads to service_role;
grant select, insert on public.lead_source_credits to service_role;
grant insert (dealership_id, name, kind, monthly_cost_cents), update (name, kind, monthly_cost_cents, is_active)
  on public.lead_sources to authenticated;
grant insert (dealership_id, position, name, conditions, strategy, team_id, user_id, on_duty_only, max_open_leads),
  update (position, name, conditions, strategy, team_id, user_id, on_duty_only, max_open_leads, is_active)
  on public.routing_rules to authenticated;
grant insert (dealership_id, lead_source_id, customer_id, conversation_id, vehicle_id, interest, assigned_to),
  update (lead_source_id, conversation_id, vehicle_id, interest, status, outcome, assigned_to)
  on public.leads to authenticated;

create policy lead_sources_select_staff on public.lead_sources for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[]));
create policy lead_sources_insert_manager on public.lead_sources for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy lead_sources_update_manager on public.lead_sources for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy routing_rules_select_staff on public.routing_rules for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[]));
create policy routing_rules_insert_manager on public.routing_rules for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy routing_rules_update_manager on public.routing_rules for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));

-- Own, team or all as with conversations; a lead that nobody has is everybody's.
create policy leads_select_staff on public.leads for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[])
    and (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
      or assigned_to is null or assigned_to = any ((select private.scope_people())::uuid[])));
create policy leads_insert_staff on public.leads for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('leads.write'))::uuid[]));
create policy leads_update_staff on public.leads for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.write'))::uuid[])
    and (dealership_id = any ((select private.dealerships_where('leads.write_all'))::uuid[])
      or assigned_to is null or assigned_to = (select auth.uid())))
  with check (dealership_id = any ((select private.dealerships_where('leads.write'))::uuid[]));
create policy lead_source_credits_select_staff on public.lead_source_credits for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[])
    and (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
      or exists (select from public.leads as l where l.id = lead_id)));
