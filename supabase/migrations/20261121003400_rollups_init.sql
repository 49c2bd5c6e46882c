-- Daily numbers, kept as they happen: a trigger appends a delta, a timer folds deltas into one row per day. A row
-- updated in place would cost a busy dealership two thirds of its writes; appending costs a quarter at worst.

create table private.rollup_deltas (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  on_day date not null,
  metric text not null,
  channel text not null default '',
  source text not null default '',
  persona text not null default '',
  amount int not null default 1,
  total bigint not null default 0
);
comment on table private.rollup_deltas is 'One thing that was counted and is not folded into daily_rollups yet.';
create index rollup_deltas_dealership_idx on private.rollup_deltas (dealership_id);
alter table private.rollup_deltas set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

create table public.daily_rollups (
  dealership_id uuid not null references public.dealerships on delete cascade,
  on_day date not null,
  metric text not null,
  channel text not null default '',
  source text not null default '',
  persona text not null default '',
  amount bigint not null,
  total bigint not null,
  primary key (dealership_id, on_day, metric, channel, source, persona)
);
comment on table public.daily_rollups is
  'How often something happened on one day of the dealership''s zone, by channel, source and persona.';
comment on column public.daily_rollups.metric is
  'message_received, ai_reply, staff_reply, conversation_started, handover_requested, handover_replied, lead_created, '
  'lead_answered, appointment_booked or ai_run.';
comment on column public.daily_rollups.source is 'Id of the lead source; empty where there is none.';
comment on column public.daily_rollups.persona is 'Id of the persona; empty where there is none.';
comment on column public.daily_rollups.total is
  'Sum of what is measured: seconds until the answer (handover_replied, lead_answered), microcents (ai_run), else 0.';

alter table private.rollup_deltas enable row level security;
alter table private.rollup_deltas force row level security;
alter table public.daily_rollups enable row level security;
alter table public.daily_rollups force row level security;
insert into public.role_permissions (role, permission)
values ('dealership_admin', 'analytics.read'), ('manager', 'analytics.read');
revoke all on public.daily_rollups from anon, authenticated, service_role;
grant select on public.daily_rollups to authenticated, service_role;
create policy daily_rollups_select_manager on public.daily_rollups for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('analytics.read'))::uuid[]));

-- What is counted, in one place: the triggers below and the recount read the same rows the same way.
create view private.countable with (security_invoker = true) as
select m.dealership_id, m.created_at as at,
  case m.author when 'customer' then 'message_received' when 'ai' then 'ai_reply' else 'staff_reply' end as metric,
  m.channel, '' as source, coalesce(m.persona_id::text, '') as persona, 0::bigint as total
from public.messages as m where m.kind in ('text', 'media') and m.author in ('customer', 'ai', 'staff')
union all
select c.dealership_id, c.created_at, 'conversation_started', c.channel, '', '', 0 from public.conversations as c
union all
select h.dealership_id, h.requested_at, 'handover_requested', c.channel, '', '', 0
from public.handovers as h join public.conversations as c on c.id = h.conversation_id
union all
select h.dealership_id, h.replied_at, 'handover_replied', c.channel, '', '',
  extract(epoch from h.replied_at - h.requested_at)::bigint
from public.handovers as h join public.conversations as c on c.id = h.conversation_id where h.replied_at is not null
union all
select l.dealership_id, l.received_at, 'lead_created', '', coalesce(l.lead_source_id::text, ''), '', 0
from public.leads as l
union all
select l.dealership_id, l.first_response_at, 'lead_answered', '', coalesce(l.lead_source_id::text, ''), '',
  extract(epoch from l.first_response_at - l.received_at)::bigint
from public.leads as l where l.first_response_at is not null
union all
select a.dealership_id, a.created_at, 'appointment_booked', '', '', '', 0 from public.appointments as a
union all
select r.dealership_id, r.created_at, 'ai_run', '', '', '', r.cost_microcents from public.ai_runs as r;
comment on view private.countable is 'Each thing that daily_rollups counts, from the rows it is about.';

create function private.count_once(
  dealership_id uuid, at timestamptz, metric text, channel text, source text, persona text, total bigint,
  amount int default 1
) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.rollup_deltas (dealership_id, on_day, metric, channel, source, persona, total, amount)
  select d.id, (count_once.at at time zone d.timezone)::date, count_once.metric, count_once.channel,
    coalesce(count_once.source, ''), coalesce(count_once.persona, ''), count_once.total, count_once.amount
  from public.dealerships as d where d.id = count_once.dealership_id;
end
$$;
comment on function private.count_once is
  'Counts one thing on the day of its dealership. Definer: called by triggers for whoever writes.';

create function private.tg_count() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  kind text := tg_argv[0];
  thread_channel text;
begin
  case kind
    when 'message' then
      perform private.count_once(new.dealership_id, new.created_at,
        case new.author when 'customer' then 'message_received' when 'ai' then 'ai_reply' else 'staff_reply' end,
        new.channel, '', new.persona_id::text, 0);
    when 'conversation_started' then
      perform private.count_once(new.dealership_id, new.created_at, kind, new.channel, '', '', 0);
    when 'handover_requested', 'handover_replied' then
      select c.channel into thread_channel from public.conversations as c where c.id = new.conversation_id;
      perform private.count_once(new.dealership_id,
        case kind when 'handover_requested' then new.requested_at else new.replied_at end, kind, thread_channel, '', '',
        case kind when 'handover_requested' then 0
          else extract(epoch from new.replied_at - new.requested_at)::bigint end);
    when 'lead_created' then
      perform private.count_once(new.dealership_id, new.received_at, kind, '', new.lead_source_id::text, '', 0);
    when 'lead_answered' then
      perform private.count_once(new.dealership_id, new.first_response_at, kind, '', new.lead_source_id::text, '',
        extract(epoch from new.first_response_at - new.received_at)::bigint);
    when 'appointment_booked' then
      perform private.count_once(new.dealership_id, new.created_at, kind, '', '', '', 0);
    when 'ai_run' then
      perform private.count_once(new.dealership_id, new.created_at, kind, '', '', '', new.cost_microcents);
  end case;
  return null;
end
$$;
comment on function private.tg_count is
  'Appends one delta; its argument says what happened. Definer: nobody writes deltas directly.';

-- A lead whose source is corrected counts for the right one, and no longer for the wrong one.
create function private.tg_recount_source() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  seconds bigint := extract(epoch from old.first_response_at - old.received_at)::bigint;
begin
  perform private.count_once(old.dealership_id, old.received_at, 'lead_created', '', old.lead_source_id::text, '', 0, -1),
    private.count_once(new.dealership_id, new.received_at, 'lead_created', '', new.lead_source_id::text, '', 0);
  if old.first_response_at is not null then
    perform private.count_once(old.dealership_id, old.first_response_at, 'lead_answered', '', old.lead_source_id::text,
        '', -seconds, -1),
      private.count_once(new.dealership_id, old.first_response_at, 'lead_answered', '', new.lead_source_id::text, '',
        seconds);
  end if;
  return null;
end
$$;
comment on function private.tg_recount_source is
  'Moves a lead''s counts to another source. Definer: nobody writes deltas directly.';
create trigger leads_70_count_source after update of lead_source_id on public.leads
  for each row when (old.lead_source_id is distinct from new.lead_source_id)
  execute function private.tg_recount_source();

create trigger messages_70_count after insert on public.messages
  for each row when (new.kind in ('text', 'media') and new.author in ('customer', 'ai', 'staff'))
  execute function private.tg_count('message');
create trigger conversations_70_count after insert on public.conversations
  for each row execute function private.tg_count('conversation_started');
create trigger handovers_70_count after insert on public.handovers
  for each row execute function private.tg_count('handover_requested');
create trigger handovers_70_count_replied after update on public.handovers
  for each row when (old.replied_at is null and new.replied_at is not null)
  execute function private.tg_count('handover_replied');
create trigger leads_70_count after insert on public.leads
  for each row execute function private.tg_count('lead_created');
create trigger leads_71_count_answered after insert on public.leads
  for each row when (new.first_response_at is not null)
  execute function private.tg_count('lead_answered');
create trigger leads_70_count_answered after update on public.leads
  for each row when (old.first_response_at is null and new.first_response_at is not null)
  execute function private.tg_count('lead_answered');
create trigger appointments_70_count after insert on public.appointments
  for each row execute function private.tg_count('appointment_booked');
create trigger ai_runs_70_count after insert on public.ai_runs
  for each row execute function private.tg_count('ai_run');

create function private.fold_rollups() returns int
language sql volatile security definer set search_path = '' as $$
  with taken as (
    delete from private.rollup_deltas as d
    where d.id = any (array(
      select f.id from private.rollup_deltas as f order by f.id limit 50000 for update skip locked))
    returning d.*
  ),
  folded as (
    insert into public.daily_rollups as r (dealership_id, on_day, metric, channel, source, persona, amount, total)
    select t.dealership_id, t.on_day, t.metric, t.channel, t.source, t.persona, sum(t.amount), sum(t.total)
    from taken as t group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
    on conflict (dealership_id, on_day, metric, channel, source, persona)
    do update set amount = r.amount + excluded.amount, total = r.total + excluded.total
    returning 1
  )
  select count(*)::int from folded
$$;
comment on function private.fold_rollups is
  'Cron tick: moves deltas into the daily rows, each exactly once. Definer: nobody writes either table.';
select cron.schedule('fold-rollups', '30 seconds', 'select private.fold_rollups()');

create function private.recount_rollups(dealership_id uuid)
returns table (on_day date, metric text, channel text, source text, persona text, amount bigint, total bigint)
language sql stable security definer set search_path = '' as $$
  select (k.at at time zone d.timezone)::date, k.metric, k.channel, k.source, k.persona, count(*), sum(k.total)::bigint
  from private.countable as k
  join public.dealerships as d on d.id = k.dealership_id
  where k.dealership_id = recount_rollups.dealership_id
  group by 1, 2, 3, 4, 5
$$;
comment on function private.recount_rollups is
  'The daily numbers from the rows themselves: slow, and what the kept ones must equal. Definer: as fold_rollups.';

create function private.rebuild_rollups(dealership_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Writers wait for the commit: a delta between the recount and the delete would count twice or never.
  lock table private.rollup_deltas in share row exclusive mode;
  delete from private.rollup_deltas as d where d.dealership_id = rebuild_rollups.dealership_id;
  delete from public.daily_rollups as r where r.dealership_id = rebuild_rollups.dealership_id;
  insert into public.daily_rollups (dealership_id, on_day, metric, channel, source, persona, amount, total)
  select rebuild_rollups.dealership_id, c.* from private.recount_rollups(rebuild_rollups.dealership_id) as c;
end
$$;
comment on function private.rebuild_rollups is
  'Makes one dealership''s daily numbers anew; writers of that moment wait. What retention deleted is gone from them '
  'afterwards. Definer: as fold_rollups.';
select private.rebuild_rollups(d.id) from public.dealerships as d;

revoke execute on function private.count_once, private.tg_count, private.tg_recount_source, private.fold_rollups,
  private.recount_rollups, private.rebuild_rollups from public, anon, authenticated;
