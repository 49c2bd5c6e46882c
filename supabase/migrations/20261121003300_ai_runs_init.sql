-- Why this reply: each time a model or the local intelligence worked for us, with what it cost, and the monthly
-- ceiling that is asked before it does.

create table public.ai_runs (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  conversation_id uuid,
  message_id bigint,
  kind text not null default 'reply'
    check (kind in ('reply', 'draft', 'summary', 'understanding', 'evaluation', 'other')),
  model text not null,
  persona_version_id uuid,
  input_tokens int not null default 0 check (input_tokens >= 0),
  output_tokens int not null default 0 check (output_tokens >= 0),
  cost_microcents bigint not null default 0 check (cost_microcents >= 0),
  duration_ms int,
  confidence numeric(3, 2),
  outcome text,
  fallback text,
  verdicts jsonb not null default '[]' check (jsonb_typeof(verdicts) = 'array'),
  evidence jsonb not null default '[]' check (jsonb_typeof(evidence) = 'array'),
  tools jsonb not null default '[]' check (jsonb_typeof(tools) = 'array'),
  error text check (length(error) <= 500),
  created_at timestamptz not null default now(),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id) on delete cascade,
  foreign key (dealership_id, persona_version_id) references public.persona_versions (dealership_id, id)
    on delete set null (persona_version_id)
);
comment on table public.ai_runs is
  'One piece of work of the AI: model, tokens, cost, time, what it found and how the gate judged it.';
comment on column public.ai_runs.message_id is 'The message it became; null when no message came of it.';
comment on column public.ai_runs.cost_microcents is 'Millionths of a cent: one reply often costs less than a cent.';
comment on column public.ai_runs.fallback is
  'Why the local intelligence wrote it although a model was set; null otherwise.';
comment on column public.ai_runs.verdicts is 'What the gate said of each draft: [{draft, verdict}].';
comment on column public.ai_runs.tools is
  'The tools it called: [{name, duration_ms, found}]; never a customer''s words.';
create index ai_runs_message_idx on public.ai_runs (dealership_id, message_id) where message_id is not null;
create index ai_runs_conversation_idx on public.ai_runs (dealership_id, conversation_id, id desc);
create index ai_runs_created_idx on public.ai_runs (dealership_id, created_at desc);
create index ai_runs_version_idx on public.ai_runs (dealership_id, persona_version_id)
  where persona_version_id is not null;

create table public.ai_budgets (
  dealership_id uuid not null references public.dealerships on delete cascade,
  on_month date not null check (on_month = date_trunc('month', on_month)),
  ceiling_cents bigint not null default 10000
    constraint ai_budgets_ceiling_cents_range check (ceiling_cents between 0 and 100000000),
  spent_microcents bigint not null default 0,
  warned_at timestamptz,
  spent_at timestamptz,
  primary key (dealership_id, on_month)
) with (fillfactor = 50);
comment on table public.ai_budgets is
  'What one dealership may spend on models in one month of its zone, and has spent.';
comment on column public.ai_budgets.warned_at is 'When 80 % were reached and the people who manage the AI were told.';
comment on column public.ai_budgets.spent_at is
  'When the ceiling was reached; from then on the local intelligence answers.';
create constraint trigger ai_budgets_80_audit after update of ceiling_cents on public.ai_budgets
  deferrable initially deferred for each row execute function private.tg_audit('spent_microcents', 'warned_at', 'spent_at');

create function private.month_of(dealership_id uuid, at timestamptz) returns date
language sql stable security invoker set search_path = '' as $$
  select date_trunc('month', month_of.at at time zone d.timezone)::date
  from public.dealerships as d where d.id = month_of.dealership_id
$$;
comment on function private.month_of is
  'The first day of the month that an instant lies in, in the dealership''s zone.';

create function private.open_ai_budget(dealership_id uuid) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.ai_budgets (dealership_id, on_month, ceiling_cents)
  select open_ai_budget.dealership_id, private.month_of(open_ai_budget.dealership_id, now()),
    coalesce((select b.ceiling_cents from public.ai_budgets as b
      where b.dealership_id = open_ai_budget.dealership_id order by b.on_month desc limit 1), 10000)
  on conflict do nothing
$$;
comment on function private.open_ai_budget is
  'Makes this month''s budget with last month''s ceiling if there is none. Definer: works for triggers and timers.';
create function private.tg_open_ai_budget() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.open_ai_budget(new.id);
  return null;
end
$$;
comment on function private.tg_open_ai_budget is 'Starts a new dealership with a budget. Definer: as open_ai_budget.';
create trigger dealerships_92_ai_budget after insert on public.dealerships
  for each row execute function private.tg_open_ai_budget();
select private.open_ai_budget(d.id) from public.dealerships as d;
select cron.schedule('open-ai-budgets', '3 * * * *',
  'select private.open_ai_budget(d.id) from public.dealerships as d order by d.id');

create function private.budget_allows(dealership_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select b.spent_microcents < b.ceiling_cents * 1000000 from public.ai_budgets as b
    where b.dealership_id = budget_allows.dealership_id
      and b.on_month = private.month_of(budget_allows.dealership_id, now())), (
    select b.ceiling_cents > 0 from public.ai_budgets as b
    where b.dealership_id = budget_allows.dealership_id order by b.on_month desc limit 1), false)
$$;
comment on function private.budget_allows is
  'Whether this month''s ceiling is not reached yet; asked before each call of a paid model. Definer: reads budgets '
  'past their policy.';

create function private.spend_ai_budget(dealership_id uuid, cost_microcents bigint) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  budget public.ai_budgets;
begin
  perform private.open_ai_budget(spend_ai_budget.dealership_id);
  update public.ai_budgets as b
  set spent_microcents = b.spent_microcents + spend_ai_budget.cost_microcents
  where b.dealership_id = spend_ai_budget.dealership_id
    and b.on_month = private.month_of(spend_ai_budget.dealership_id, now())
  returning b.* into budget;
  if budget.spent_microcents >= budget.ceiling_cents * 1000000 and budget.spent_at is null then
    update public.ai_budgets as b set spent_at = now(), warned_at = coalesce(b.warned_at, now())
    where b.dealership_id = budget.dealership_id and b.on_month = budget.on_month;
    perform private.notify(budget.dealership_id, private.members_with(budget.dealership_id, 'ai.manage'),
      'ai.budget_spent', 'The AI budget of this month is spent: replies come without a model', '/settings',
      'ai.budget_spent:' || budget.on_month::text);
  elsif budget.spent_microcents >= budget.ceiling_cents * 800000 and budget.warned_at is null then
    update public.ai_budgets as b set warned_at = now()
    where b.dealership_id = budget.dealership_id and b.on_month = budget.on_month;
    perform private.notify(budget.dealership_id, private.members_with(budget.dealership_id, 'ai.manage'),
      'ai.budget_low', '80 % of this month''s AI budget are spent', '/settings',
      'ai.budget_low:' || budget.on_month::text);
  end if;
end
$$;
comment on function private.spend_ai_budget is
  'Adds to what this month has cost and tells of 80 % and of the end, once each. Definer: nobody writes budgets directly.';

create function private.record_ai_run(thread public.conversations, message_id bigint, run jsonb) returns bigint
language plpgsql volatile security definer set search_path = '' as $$
declare
  cost bigint := coalesce((run ->> 'cost_microcents')::numeric::bigint, 0);
  run_id bigint;
begin
  insert into public.ai_runs (dealership_id, conversation_id, message_id, kind, model, persona_version_id,
    input_tokens, output_tokens, cost_microcents, duration_ms, confidence, outcome, fallback, verdicts, evidence, tools,
    error)
  values (thread.dealership_id, thread.id, record_ai_run.message_id, coalesce(run ->> 'kind', 'reply'),
    coalesce(run ->> 'model', 'local'),
    coalesce((run ->> 'persona_version_id')::uuid,
      (select m.persona_version_id from public.messages as m where m.id = record_ai_run.message_id)),
    coalesce((run ->> 'input_tokens')::int, 0), coalesce((run ->> 'output_tokens')::int, 0), cost,
    (run ->> 'duration_ms')::int, (run ->> 'confidence')::numeric, run ->> 'outcome', run ->> 'fallback',
    coalesce(nullif(run -> 'verdicts', 'null'), '[]'), coalesce(nullif(run -> 'evidence', 'null'), '[]'),
    coalesce(nullif(run -> 'tools', 'null'), '[]'), left(run ->> 'error', 500))
  returning id into run_id;
  if cost > 0 then
    perform private.spend_ai_budget(thread.dealership_id, cost);
  end if;
  return run_id;
end
$$;
comment on function private.record_ai_run is
  'Keeps one run {kind, model, input_tokens, output_tokens, cost_microcents, duration_ms, confidence, outcome, '
  'fallback, verdicts, evidence, tools, error} of a conversation and books its cost. Definer: nobody writes runs directly.';

create function public.record_ai_run(conversation_id uuid, message_id bigint, run jsonb) returns bigint
language sql volatile security invoker set search_path = '' as $$
  select private.record_ai_run(c, record_ai_run.message_id, record_ai_run.run)
  from public.conversations as c where c.id = record_ai_run.conversation_id
$$;
comment on function public.record_ai_run is 'Keeps one run of the AI outside of submit_reply; returns its id.';

alter table public.ai_runs enable row level security;
alter table public.ai_runs force row level security;
alter table public.ai_budgets enable row level security;
alter table public.ai_budgets force row level security;
revoke all on public.ai_runs, public.ai_budgets from anon, authenticated, service_role;
grant select on public.ai_runs, public.ai_budgets to authenticated, service_role;
grant update (ceiling_cents) on public.ai_budgets to authenticated;
create policy ai_runs_select_staff on public.ai_runs for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));
create policy ai_budgets_select_manager on public.ai_budgets for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('ai.manage'))::uuid[]));
create policy ai_budgets_update_manager on public.ai_budgets for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('ai.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('ai.manage'))::uuid[]));

revoke execute on function private.month_of, private.open_ai_budget, private.tg_open_ai_budget, private.budget_allows,
  private.spend_ai_budget, private.record_ai_run, public.record_ai_run from public, anon, authenticated;
grant execute on function private.month_of, private.budget_allows, private.record_ai_run, public.record_ai_run
  to service_role;
