-- Appointments: who or what is booked when. The exclusion constraints are the promise that nothing is booked
-- twice, whoever writes and however many at once.

create extension if not exists btree_gist with schema extensions;

create table public.booking_rules (
  dealership_id uuid not null references public.dealerships on delete cascade,
  kind text not null constraint booking_rules_kind_known
    check (kind in ('test_drive', 'service', 'appraisal', 'delivery', 'call_back')),
  department text not null default 'sales'
    constraint booking_rules_department_known check (department in ('sales', 'service', 'parts')),
  duration_minutes int not null
    constraint booking_rules_duration_minutes_range check (duration_minutes between 5 and 1440),
  slot_minutes int not null default 30
    constraint booking_rules_slot_minutes_range check (slot_minutes between 5 and 480),
  buffer_before_minutes int not null default 0
    constraint booking_rules_buffer_before_minutes_range check (buffer_before_minutes between 0 and 240),
  buffer_after_minutes int not null default 0
    constraint booking_rules_buffer_after_minutes_range check (buffer_after_minutes between 0 and 240),
  minimum_notice_minutes int not null default 60
    constraint booking_rules_minimum_notice_minutes_range check (minimum_notice_minutes between 0 and 43200),
  horizon_days int not null default 60
    constraint booking_rules_horizon_days_range check (horizon_days between 1 and 365),
  needs_resource boolean not null default true,
  is_active boolean not null default true,
  primary key (dealership_id, kind)
);
comment on table public.booking_rules is 'How one kind of appointment is booked at one dealership.';
comment on column public.booking_rules.needs_resource is
  'When false, the kind can be booked without anybody or anything being free.';

create function private.default_booking_rules(dealership_id uuid) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.booking_rules (dealership_id, kind, department, duration_minutes, buffer_before_minutes,
    buffer_after_minutes, minimum_notice_minutes, needs_resource)
  values
    (default_booking_rules.dealership_id, 'test_drive', 'sales', 45, 0, 15, 60, true),
    (default_booking_rules.dealership_id, 'appraisal', 'sales', 30, 0, 0, 60, true),
    (default_booking_rules.dealership_id, 'delivery', 'sales', 90, 15, 15, 240, true),
    (default_booking_rules.dealership_id, 'service', 'service', 60, 0, 0, 120, true),
    (default_booking_rules.dealership_id, 'call_back', 'sales', 15, 0, 0, 15, false)
  on conflict do nothing
$$;
comment on function private.default_booking_rules is
  'Gives a dealership a rule for each kind of appointment. Definer: runs for whoever makes one.';
create function private.tg_default_booking_rules() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.default_booking_rules(new.id);
  return null;
end
$$;
comment on function private.tg_default_booking_rules is
  'Starts a new dealership with booking rules. Definer: as default_booking_rules.';
create trigger dealerships_91_booking_rules after insert on public.dealerships
  for each row execute function private.tg_default_booking_rules();
select private.default_booking_rules(d.id) from public.dealerships as d;

create table public.resources (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  kind text not null constraint resources_kind_known check (kind in ('person', 'bay', 'vehicle')),
  name text not null constraint resources_name_length check (length(btrim(name)) between 1 and 80),
  appointment_kinds text[] not null constraint resources_appointment_kinds_known
    check (cardinality(appointment_kinds) > 0
      and appointment_kinds <@ array['test_drive', 'service', 'appraisal', 'delivery', 'call_back']),
  user_id uuid references auth.users on delete set null,
  vehicle_id uuid,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint resources_name_key unique (dealership_id, name),
  constraint resources_user_id_kind check (user_id is null or kind = 'person'),
  constraint resources_vehicle_id_kind check (vehicle_id is null or kind = 'vehicle'),
  foreign key (dealership_id, vehicle_id) references public.vehicles (dealership_id, id) on delete cascade
);
comment on table public.resources is
  'Somebody or something that one appointment at a time can have: a person, a bay, a demo vehicle.';
comment on column public.resources.user_id is
  'The colleague it is, if they sign in; their duty shifts then bound what is free.';
create index resources_user_idx on public.resources (user_id) where user_id is not null;
create index resources_vehicle_idx on public.resources (dealership_id, vehicle_id) where vehicle_id is not null;

create table public.appointments (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  kind text not null check (kind in ('test_drive', 'service', 'appraisal', 'delivery', 'call_back')),
  status text not null default 'unconfirmed'
    check (status in ('unconfirmed', 'confirmed', 'completed', 'no_show', 'cancelled', 'rescheduled')),
  customer_id uuid not null,
  conversation_id uuid,
  lead_id uuid,
  vehicle_id uuid,
  resource_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  buffer_before_minutes int not null default 0,
  buffer_after_minutes int not null default 0,
  blocked tstzrange not null,
  idempotency_token uuid not null,
  rescheduled_from_id uuid,
  notes text check (length(notes) <= 2000),
  booked_by text not null check (booked_by in ('ai', 'staff')),
  created_by uuid references auth.users on delete set null,
  cancel_reason text check (length(cancel_reason) <= 300),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint appointments_idempotency_token_key unique (dealership_id, idempotency_token),
  constraint appointments_ends_at_order check (starts_at < ends_at),
  foreign key (dealership_id, customer_id) references public.customers (dealership_id, id) on delete cascade,
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id)
    on delete set null (conversation_id),
  foreign key (dealership_id, lead_id) references public.leads (dealership_id, id) on delete set null (lead_id),
  foreign key (dealership_id, vehicle_id) references public.vehicles (dealership_id, id)
    on delete set null (vehicle_id),
  foreign key (dealership_id, resource_id) references public.resources (dealership_id, id)
    on delete set null (resource_id),
  foreign key (dealership_id, rescheduled_from_id) references public.appointments (dealership_id, id)
    on delete set null (rescheduled_from_id),
  constraint appointments_resource_id_free exclude using gist (resource_id with =, blocked with &&)
    where (status in ('unconfirmed', 'confirmed')),
  constraint appointments_vehicle_id_free exclude using gist (vehicle_id with =, blocked with &&)
    where (status in ('unconfirmed', 'confirmed') and kind = 'test_drive')
);
comment on table public.appointments is 'One shopper''s visit or call at a time, with whom or what it needs.';
comment on column public.appointments.blocked is
  'From starts_at to ends_at with both buffers; no two live ones of a resource or a test-driven unit overlap.';
comment on column public.appointments.idempotency_token is
  'The booker''s own id of the wish: the same token again is the same appointment.';
create index appointments_calendar_idx on public.appointments (dealership_id, starts_at);
create index appointments_customer_idx on public.appointments (dealership_id, customer_id, starts_at desc);
create index appointments_conversation_idx on public.appointments (dealership_id, conversation_id)
  where conversation_id is not null;
create index appointments_lead_idx on public.appointments (dealership_id, lead_id) where lead_id is not null;
create index appointments_vehicle_idx on public.appointments (dealership_id, vehicle_id) where vehicle_id is not null;
create index appointments_resource_idx on public.appointments (dealership_id, resource_id) where resource_id is not null;
create index appointments_rescheduled_from_idx on public.appointments (dealership_id, rescheduled_from_id)
  where rescheduled_from_id is not null;
create index appointments_created_by_idx on public.appointments (created_by) where created_by is not null;

create function private.tg_appointment_moves() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  new.blocked := tstzrange(new.starts_at - new.buffer_before_minutes * interval '1 minute',
    new.ends_at + new.buffer_after_minutes * interval '1 minute');
  if tg_op = 'UPDATE' and old.status <> new.status and (old.status in ('cancelled', 'rescheduled')
    or old.status in ('completed', 'no_show') and new.status not in ('completed', 'no_show')) then
    perform private.refuse(409, 'illegal_move',
      'Cannot move appointment: from ' || old.status || ' to ' || new.status);
  end if;
  return new;
end
$$;
comment on function private.tg_appointment_moves is
  'Keeps blocked true and refuses to bring back what is over, whoever writes.';
create trigger appointments_10_moves before insert or update on public.appointments
  for each row execute function private.tg_appointment_moves();
create trigger appointments_20_touch before update on public.appointments
  for each row execute function private.tg_touch_updated_at();

create function private.tg_appointment_follows() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform private.notify(new.dealership_id, array_remove(array[r.user_id], (select auth.uid())),
      'appointment.booked',
      private.customer_called(new.customer_id) || ' has an appointment with you: ' || replace(new.kind, '_', ' '),
      private.appointment_link(new))
    from public.resources as r where r.id = new.resource_id and r.user_id is not null;
  end if;
  update public.leads as l
  set status = case when new.status = 'completed' then 'shown' else 'appointment' end
  where l.dealership_id = new.dealership_id and l.id = new.lead_id and new.kind <> 'service'
    and (new.status in ('unconfirmed', 'confirmed') and l.status in ('new', 'working')
      or new.status = 'completed' and new.kind <> 'call_back' and l.status in ('new', 'working', 'appointment'));
  return null;
end
$$;
comment on function private.tg_appointment_follows is
  'Tells the colleague who is booked and moves the lead along. Definer: works for the system.';
create trigger appointments_50_booked after insert on public.appointments
  for each row execute function private.tg_appointment_follows();
create trigger appointments_50_moved after update of status on public.appointments
  for each row when (old.status <> new.status) execute function private.tg_appointment_follows();

create constraint trigger booking_rules_80_audit after update or delete on public.booking_rules
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger resources_80_audit after insert or update or delete on public.resources
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger appointments_80_audit after insert or update or delete on public.appointments
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger appointments_90_created after insert on public.appointments
  deferrable initially deferred for each row execute function private.tg_record_event('appointment');
create constraint trigger appointments_90_updated after update on public.appointments
  deferrable initially deferred for each row when (old.status <> new.status)
  execute function private.tg_record_event('appointment');

alter table public.booking_rules enable row level security;
alter table public.booking_rules force row level security;
alter table public.resources enable row level security;
alter table public.resources force row level security;
alter table public.appointments enable row level security;
alter table public.appointments force row level security;
revoke execute on function private.default_booking_rules, private.tg_default_booking_rules,
  private.tg_appointment_moves, private.tg_appointment_follows from public, anon, authenticated;
