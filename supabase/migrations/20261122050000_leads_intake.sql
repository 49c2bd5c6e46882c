-- What a lead says beyond name and car, kept with the lead; the merges that staff should look at; and what a person
-- has to do for a lead by hand.

alter table public.lead_sources
  add column sms_consent_text text
    constraint lead_sources_sms_consent_text_length check (length(sms_consent_text) between 10 and 2000),
  add column last_lead_at timestamptz;
comment on column public.lead_sources.sms_consent_text is
  'The exact words under this source''s form by which a shopper agrees to texts; without them only an explicit yes, or '
  'a text from the shopper, lets us text.';
comment on column public.lead_sources.last_lead_at is 'When it last sent us anything.';
grant insert (sms_consent_text), update (sms_consent_text) on public.lead_sources to authenticated;

alter table public.leads
  add column type text not null default 'sales'
    constraint leads_type_known check (type in ('sales', 'trade', 'test_drive', 'finance', 'service', 'other')),
  add column department text not null default 'sales'
    constraint leads_department_known check (department in ('sales', 'service', 'parts', 'finance', 'other')),
  add column inquiry text constraint leads_inquiry_length check (length(inquiry) <= 4000),
  add column vehicle_wanted jsonb constraint leads_vehicle_wanted_object check (jsonb_typeof(vehicle_wanted) = 'object'),
  add column vehicle_match text constraint leads_vehicle_match_known
    check (vehicle_match in ('vin', 'stock', 'model', 'missing', 'unnamed')),
  add column alternatives uuid[] not null default '{}'
    constraint leads_alternatives_few check (cardinality(alternatives) <= 3),
  add column trade_in jsonb constraint leads_trade_in_object check (jsonb_typeof(trade_in) = 'object'),
  add column finance jsonb constraint leads_finance_object check (jsonb_typeof(finance) = 'object'),
  add column co_buyers jsonb not null default '[]'
    constraint leads_co_buyers_array check (jsonb_typeof(co_buyers) = 'array'),
  add column details jsonb not null default '{}'
    constraint leads_details_object check (jsonb_typeof(details) = 'object'),
  add column postal_code text constraint leads_postal_code_length check (length(postal_code) <= 12),
  add column is_urgent boolean not null default false,
  add column times_received int not null default 1 constraint leads_times_received_positive check (times_received > 0),
  add column last_received_at timestamptz not null default now(),
  add column unanswered_because text;
comment on column public.leads.inquiry is 'The shopper''s own words; form labels and staff notes are never among them.';
comment on column public.leads.vehicle_wanted is 'The car of interest as its sender described it; never the shopper''s own.';
comment on column public.leads.vehicle_match is
  'How vehicle_id was found; missing: a unit was named that is not ours (any more); unnamed: none was named.';
comment on column public.leads.alternatives is 'Units on the lot nearest to a car that is sold or missing.';
comment on column public.leads.trade_in is 'The shopper''s own car, to trade in or to sell.';
comment on column public.leads.details is
  'For staff to read: {comments, staff_note, timeframe, preferred_time, other_vehicles, extras, warnings}.';
comment on column public.leads.is_urgent is 'The shopper asked again, so somebody should look at it first.';
comment on column public.leads.unanswered_because is 'Why no first answer was made by itself, or null.';

alter table public.lead_source_credits
  add column outcome text not null default 'created' constraint lead_source_credits_outcome_known
    check (outcome in ('created', 'credited', 'updated', 'duplicate')),
  add column inquiry text constraint lead_source_credits_inquiry_length check (length(inquiry) <= 4000);
comment on column public.lead_source_credits.outcome is 'What this sending did: made the lead, or came to a lead that we had.';

create table public.customer_merge_suggestions (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  matched_id uuid not null,
  other_id uuid not null,
  lead_id uuid,
  reason text not null constraint customer_merge_suggestions_reason_length check (length(reason) between 1 and 300),
  created_at timestamptz not null default now(),
  dismissed_by uuid references auth.users on delete set null,
  dismissed_at timestamptz,
  constraint customer_merge_suggestions_pair_key unique (dealership_id, matched_id, other_id),
  constraint customer_merge_suggestions_two check (matched_id <> other_id),
  foreign key (dealership_id, matched_id) references public.customers (dealership_id, id) on delete cascade,
  foreign key (dealership_id, other_id) references public.customers (dealership_id, id) on delete cascade,
  foreign key (dealership_id, lead_id) references public.leads (dealership_id, id) on delete set null (lead_id)
);
comment on table public.customer_merge_suggestions is
  'Two customers that one lead''s phone and e-mail point at; a person decides whether they are one.';
create index customer_merge_suggestions_other_idx on public.customer_merge_suggestions (dealership_id, other_id);
create index customer_merge_suggestions_lead_idx on public.customer_merge_suggestions (dealership_id, lead_id);
create index customer_merge_suggestions_dismissed_by_idx on public.customer_merge_suggestions (dismissed_by)
  where dismissed_by is not null;

create table public.lead_tasks (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  lead_id uuid not null,
  kind text not null constraint lead_tasks_kind_known check (kind in ('call', 'reply_elsewhere')),
  body text not null constraint lead_tasks_body_length check (length(body) between 1 and 1600),
  due_at timestamptz not null default now(),
  dedupe_key text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  done_by uuid references auth.users on delete set null,
  unique (dealership_id, id),
  constraint lead_tasks_dedupe_key_once unique (lead_id, dedupe_key),
  foreign key (dealership_id, lead_id) references public.leads (dealership_id, id) on delete cascade
);
comment on table public.lead_tasks is 'One thing that a person has to do for a lead because no message can.';
create index lead_tasks_lead_idx on public.lead_tasks (dealership_id, lead_id);
create index lead_tasks_open_idx on public.lead_tasks (dealership_id, due_at) where done_at is null;
create index lead_tasks_done_by_idx on public.lead_tasks (done_by) where done_by is not null;
create constraint trigger lead_tasks_80_audit after insert or update on public.lead_tasks
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger customer_merge_suggestions_80_audit after update on public.customer_merge_suggestions
  deferrable initially deferred for each row execute function private.tg_audit();

alter table public.customer_merge_suggestions enable row level security;
alter table public.customer_merge_suggestions force row level security;
alter table public.lead_tasks enable row level security;
alter table public.lead_tasks force row level security;
revoke all on public.customer_merge_suggestions, public.lead_tasks from anon, authenticated, service_role;
grant select on public.customer_merge_suggestions, public.lead_tasks to authenticated;
grant select, insert, update on public.customer_merge_suggestions, public.lead_tasks to service_role;
grant update (inquiry) on public.lead_source_credits to service_role;
create policy customer_merge_suggestions_select_staff on public.customer_merge_suggestions for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.read'))::uuid[]));
create policy lead_tasks_select_staff on public.lead_tasks for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[])
    and (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
      or exists (select from public.leads as l where l.id = lead_id)));

create function public.finish_lead_task(task_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  lead public.leads := private.lead_for_staff(
    (select t.lead_id from public.lead_tasks as t where t.id = finish_lead_task.task_id));
begin
  update public.lead_tasks as t set done_at = now(), done_by = (select auth.uid())
  where t.id = finish_lead_task.task_id and t.done_at is null;
  update public.leads as l
  set first_response_at = now(), first_response_author = 'staff',
    status = case when l.status = 'new' then 'working' else l.status end
  where l.id = lead.id and l.first_response_at is null;
end
$$;
comment on function public.finish_lead_task is
  'Marks a task as done by the caller; a lead that could not be written to is answered with it. Definer: staff may not '
  'write tasks directly.';

create function public.dismiss_merge_suggestion(suggestion_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.customer_merge_suggestions as s set dismissed_at = now(), dismissed_by = (select auth.uid())
  where s.id = dismiss_merge_suggestion.suggestion_id
    and s.dealership_id = any (private.dealerships_where('customers.write_all'));
  if not found then
    perform private.refuse(404, 'suggestion_not_found', 'Cannot find suggestion: it does not exist or is not yours');
  end if;
end
$$;
comment on function public.dismiss_merge_suggestion is
  'Says that two customers are not one person (permission customers.write_all). Definer: staff may not write '
  'suggestions directly.';

revoke execute on function public.finish_lead_task, public.dismiss_merge_suggestion from public, anon, authenticated;
grant execute on function public.finish_lead_task, public.dismiss_merge_suggestion to authenticated;
