-- Follow-up: what is sent to a lead that does not answer, step by step, and everything that stops it.

create table public.sequences (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null constraint sequences_name_length check (length(btrim(name)) between 1 and 80),
  is_active boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint sequences_name_key unique (dealership_id, name)
);
comment on table public.sequences is 'One plan of follow-up messages for leads that do not answer.';
create trigger sequences_20_touch before update on public.sequences
  for each row execute function private.tg_touch_updated_at();

create table public.sequence_steps (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  sequence_id uuid not null,
  position int not null constraint sequence_steps_position_positive check (position > 0),
  wait_minutes int not null constraint sequence_steps_wait_minutes_range check (wait_minutes between 0 and 259200),
  channel text not null constraint sequence_steps_channel_known check (channel in ('sms', 'email', 'call_task')),
  template text not null constraint sequence_steps_template_length check (length(template) between 1 and 1600),
  is_active boolean not null default true,
  unique (dealership_id, id),
  constraint sequence_steps_position_key unique (sequence_id, position) deferrable initially immediate,
  foreign key (dealership_id, sequence_id) references public.sequences (dealership_id, id) on delete cascade
);
comment on table public.sequence_steps is
  'One message or task of a sequence and how long after the one before it is due.';
create index sequence_steps_sequence_idx on public.sequence_steps (dealership_id, sequence_id, position);

create table public.sequence_runs (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  sequence_id uuid not null,
  lead_id uuid not null,
  customer_id uuid not null,
  status text not null default 'running' check (status in ('running', 'completed', 'stopped')),
  stop_reason text check (stop_reason in
    ('replied', 'opted_out', 'appointment', 'taken_over', 'sold', 'lost', 'switched_off', 'by_hand')),
  steps_done int not null default 0,
  next_run_at timestamptz,
  started_by uuid references auth.users on delete set null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  foreign key (dealership_id, sequence_id) references public.sequences (dealership_id, id) on delete cascade,
  foreign key (dealership_id, lead_id) references public.leads (dealership_id, id) on delete cascade,
  foreign key (dealership_id, customer_id) references public.customers (dealership_id, id) on delete cascade,
  constraint sequence_runs_stop_reason_paired check ((status = 'stopped') = (stop_reason is not null)),
  constraint sequence_runs_next_run_at_running check (status = 'running' or next_run_at is null)
);
comment on table public.sequence_runs is 'One lead on its way through one sequence, or why it left it.';
create unique index sequence_runs_running_key on public.sequence_runs (lead_id) where status = 'running';
create index sequence_runs_due_idx on public.sequence_runs (next_run_at) where status = 'running';
create index sequence_runs_sequence_idx on public.sequence_runs (dealership_id, sequence_id);
create index sequence_runs_lead_idx on public.sequence_runs (dealership_id, lead_id);
create index sequence_runs_customer_idx on public.sequence_runs (dealership_id, customer_id);
create index sequence_runs_started_by_idx on public.sequence_runs (started_by) where started_by is not null;

create constraint trigger sequences_80_audit after insert or update or delete on public.sequences
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger sequence_steps_80_audit after insert or update or delete on public.sequence_steps
  deferrable initially deferred for each row execute function private.tg_audit();

alter table public.sequences enable row level security;
alter table public.sequences force row level security;
alter table public.sequence_steps enable row level security;
alter table public.sequence_steps force row level security;
alter table public.sequence_runs enable row level security;
alter table public.sequence_runs force row level security;
revoke all on public.sequences, public.sequence_steps, public.sequence_runs from anon, authenticated, service_role;
grant select on public.sequences, public.sequence_steps, public.sequence_runs to authenticated;
grant select on public.sequences, public.sequence_steps to service_role;
grant select, insert, update on public.sequence_runs to service_role;
grant insert (dealership_id, name), update (name, is_active) on public.sequences to authenticated;
grant insert (dealership_id, sequence_id, position, wait_minutes, channel, template),
  update (position, wait_minutes, channel, template, is_active) on public.sequence_steps to authenticated;
create policy sequences_select_staff on public.sequences for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[]));
create policy sequences_insert_manager on public.sequences for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy sequences_update_manager on public.sequences for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy sequence_steps_select_staff on public.sequence_steps for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[]));
create policy sequence_steps_insert_manager on public.sequence_steps for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy sequence_steps_update_manager on public.sequence_steps for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy sequence_runs_select_staff on public.sequence_runs for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[])
    and (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
      or exists (select from public.leads as l where l.id = lead_id)));

-- plpgsql keeps its plans between calls: this runs with each message of a shopper.
create function private.stop_sequences(dealership_id uuid, customer_id uuid, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.sequence_runs as r
  set status = 'stopped', stop_reason = stop_sequences.reason, ended_at = now(), next_run_at = null
  where r.dealership_id = stop_sequences.dealership_id and r.customer_id = stop_sequences.customer_id
    and r.status = 'running';
  update public.messages as m
  set delivery_status = 'blocked', error_class = 'follow_up_stopped', error_message = 'Held by the send gate'
  from public.conversations as c
  where c.dealership_id = stop_sequences.dealership_id and c.customer_id = stop_sequences.customer_id
    and m.conversation_id = c.id and m.metadata ? 'sequence_run_id' and m.delivery_status in ('queued', 'deferred');
end
$$;
comment on function private.stop_sequences is
  'Ends every follow-up to a shopper, whichever lead or channel it belongs to, and holds what still waits to be sent. '
  'Definer: works for triggers.';

create function private.tg_stop_sequences() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if tg_table_name = 'messages' then
    perform private.stop_sequences(c.dealership_id, c.customer_id, tg_argv[0])
    from public.conversations as c where c.id = new.conversation_id;
  else
    perform private.stop_sequences(new.dealership_id, new.customer_id,
      coalesce(tg_argv[0], case when to_jsonb(new) ->> 'status' = 'shown' then 'appointment'
        else to_jsonb(new) ->> 'status' end));
  end if;
  return null;
end
$$;
comment on function private.tg_stop_sequences is
  'Stops follow-up; the argument is the reason, without one the row''s status is. Definer: nobody writes runs directly.';
create trigger messages_58_stop_sequences after insert on public.messages
  for each row when (new.author = 'customer') execute function private.tg_stop_sequences('replied');
create trigger consents_58_stop_sequences after insert on public.consents
  for each row when (new.status = 'revoked' and new.customer_id is not null)
  execute function private.tg_stop_sequences('opted_out');
create trigger conversations_58_stop_sequences after update of owner on public.conversations
  for each row when (old.owner <> 'human' and new.owner = 'human')
  execute function private.tg_stop_sequences('taken_over');
create trigger leads_58_stop_sequences after update of status on public.leads
  for each row when (old.status <> new.status and new.status in ('appointment', 'shown', 'sold', 'lost'))
  execute function private.tg_stop_sequences();

create function private.lead_for_staff(lead_id uuid) returns public.leads
language plpgsql volatile security definer set search_path = '' as $$
declare
  lead public.leads;
begin
  select l.* into lead from public.leads as l
  where l.id = lead_for_staff.lead_id
    and l.dealership_id = any (private.dealerships_where('leads.write'))
    and (l.dealership_id = any (private.dealerships_where('leads.write_all'))
      or l.assigned_to is null or l.assigned_to = (select auth.uid()))
  for update;
  if lead.id is null then
    perform private.refuse(404, 'lead_not_found', 'Cannot find lead: it does not exist or is not yours');
  end if;
  return lead;
end
$$;
comment on function private.lead_for_staff is
  'The locked lead, if the caller may change it; else 404, the same for foreign and missing ones. Definer: locks past '
  'the table''s policies.';

create function public.start_sequence(sequence_id uuid, lead_id uuid) returns setof public.sequence_runs
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  lead public.leads := private.lead_for_staff(start_sequence.lead_id);
  first_wait int;
begin
  select t.wait_minutes into first_wait from public.sequence_steps as t
  join public.sequences as s on s.id = t.sequence_id and s.is_active
  where t.sequence_id = start_sequence.sequence_id and s.dealership_id = lead.dealership_id and t.is_active
  order by t.position limit 1;
  if first_wait is null then
    perform private.refuse(400, 'invalid_sequence_id', 'Cannot start sequence: there is no active one with steps by that id');
  end if;
  if lead.status not in ('new', 'working') then
    perform private.refuse(409, 'lead_not_open', 'Cannot start sequence: the lead is past follow-up');
  end if;
  return query
    insert into public.sequence_runs as r (dealership_id, sequence_id, lead_id, customer_id, next_run_at, started_by)
    values (lead.dealership_id, start_sequence.sequence_id, lead.id, lead.customer_id,
      now() + first_wait * interval '1 minute', (select auth.uid()))
    on conflict (lead_id) where status = 'running' do nothing
    returning r.*;
  if not found then
    perform private.refuse(409, 'sequence_running', 'Cannot start sequence: the lead is in one already');
  end if;
end
$$;
comment on function public.start_sequence is
  'Puts a lead on a follow-up sequence; returns the run. Definer: staff may not write runs directly.';

create function public.stop_sequence(lead_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  lead public.leads := private.lead_for_staff(stop_sequence.lead_id);
begin
  perform private.stop_sequences(lead.dealership_id, lead.customer_id, 'by_hand');
end
$$;
comment on function public.stop_sequence is
  'Takes a lead''s shopper out of follow-up. Definer: staff may not write runs directly.';

revoke execute on function private.stop_sequences, private.tg_stop_sequences, private.lead_for_staff,
  public.start_sequence, public.stop_sequence from public, anon, authenticated;
grant execute on function public.start_sequence, public.stop_sequence to authenticated;
