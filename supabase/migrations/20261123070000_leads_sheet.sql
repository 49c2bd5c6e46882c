-- A card says what comes next for its lead and when; the sheet tells all that happened to it, and names co-buyers.

create view public.lead_board with (security_invoker = true) as
select l.id, l.dealership_id, l.customer_id, l.conversation_id, l.vehicle_id, l.status, l.outcome, l.interest, l.score,
  l.score_reasons, l.assigned_to, l.routing_reason, l.received_at, l.first_response_at, l.first_response_author,
  u.full_name as customer_name,
  nullif(concat_ws(' ', v.year, v.make, v.model, v.trim), '') as vehicle_label,
  v.stock_number as vehicle_stock,
  s.name as source_name,
  l.type, l.department, l.inquiry, l.vehicle_match, v.status as vehicle_status, l.is_urgent, l.times_received,
  l.last_received_at, l.unanswered_because, l.owner_due_at, l.answer_due_at, l.owner_late_at, l.answer_late_at,
  l.trade_in, l.details,
  (select coalesce(jsonb_agg(jsonb_build_object('source', cs.name, 'outcome', c.outcome, 'received_at', c.received_at,
      'inquiry', c.inquiry) order by c.received_at), '[]')
    from public.lead_source_credits as c
    join public.lead_sources as cs on cs.dealership_id = c.dealership_id and cs.id = c.lead_source_id
    where c.dealership_id = l.dealership_id and c.lead_id = l.id) as credits,
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'kind', t.kind, 'body', t.body, 'due_at', t.due_at)
      order by t.due_at), '[]')
    from public.lead_tasks as t
    where t.dealership_id = l.dealership_id and t.lead_id = l.id and t.done_at is null) as tasks,
  (select jsonb_build_object('id', m.id, 'other_id', m.other_id, 'other_name', o.full_name, 'reason', m.reason)
    from public.customer_merge_suggestions as m
    join public.customers as o on o.dealership_id = m.dealership_id and o.id = m.other_id and o.merged_into is null
    where m.dealership_id = l.dealership_id and m.matched_id = l.customer_id and m.dismissed_at is null
    order by m.created_at limit 1) as merge_suggestion,
  (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'label',
      nullif(concat_ws(' ', a.year, a.make, a.model, a.trim), '')) order by a.year desc), '[]')
    from public.vehicles as a where a.dealership_id = l.dealership_id and a.id = any (l.alternatives)) as alternatives,
  (select jsonb_build_object('kind', n.kind, 'words', n.words, 'due_at', n.due_at) from (
      select 'task' as kind, t.body as words, t.due_at
      from public.lead_tasks as t
      where t.dealership_id = l.dealership_id and t.lead_id = l.id and t.done_at is null
      union all
      select 'appointment', a.kind, a.starts_at
      from public.appointments as a
      where a.dealership_id = l.dealership_id and a.customer_id = l.customer_id and coalesce(a.lead_id, l.id) = l.id
        and a.status in ('unconfirmed', 'confirmed') and a.ends_at > now() - interval '2 days'
      union all
      select 'follow_up', null, r.next_run_at
      from public.sequence_runs as r
      where r.dealership_id = l.dealership_id and r.lead_id = l.id and r.status = 'running'
      union all
      select 'answer', null, l.answer_due_at where l.answer_due_at is not null and l.first_response_at is null
      union all
      select 'owner', null, l.owner_due_at where l.owner_due_at is not null and l.assigned_to is null
    ) as n
    where l.status not in ('sold', 'lost') and n.due_at is not null
    order by n.due_at limit 1) as next_step,
  l.co_buyers,
  case when u.full_name is null then (
      select i.value
      from public.customer_identities as i
      where i.dealership_id = l.dealership_id and i.customer_id = l.customer_id
      order by array_position(array['phone', 'email', 'visitor'], i.kind), i.created_at limit 1)
    end as customer_address
from public.leads as l
join public.customers as u on u.dealership_id = l.dealership_id and u.id = l.customer_id
left join public.vehicles as v on v.dealership_id = l.dealership_id and v.id = l.vehicle_id
left join public.lead_sources as s on s.dealership_id = l.dealership_id and s.id = l.lead_source_id;
comment on view public.lead_board is
  'Leads with customer, vehicle and sources by name, open tasks, what comes next and a merge to look at, under the '
  'reader''s RLS.';
comment on column public.lead_board.customer_address is
  'Where a customer without a name is reached, a number first; null for one with a name.';
revoke all on public.lead_board from anon, authenticated, service_role;
grant select on public.lead_board to authenticated;
comment on column public.lead_board.next_step is
  'The earliest of an open task, an appointment, a follow-up and what is still owed to a new lead: kind, words, due_at.';

-- Locks: the audit against writes while the index is built, 0.1 s for 100,000 entries.
create index audit_logs_leads_idx on public.audit_logs (dealership_id, record_id, id) where table_name = 'leads';

create function public.lead_timeline(lead_id uuid)
returns table (at timestamptz, kind text, actor_id uuid, words text)
language sql stable security definer set search_path = '' rows 30 as $$
  with lead as (
    select l.* from public.leads as l
    where l.id = lead_timeline.lead_id and l.dealership_id = any (private.dealerships_where('leads.read'))
      and (l.dealership_id = any (private.dealerships_seeing_all()) or l.assigned_to is null
        or l.dealership_id::text || '/' || l.assigned_to::text = any (private.scope_seats()))
  )
  select t.at, t.kind, t.actor_id, t.words from (
    select a.occurred_at as at, c.kind, a.actor_id, c.words from lead as l
    join public.audit_logs as a on a.dealership_id = l.dealership_id and a.record_id = l.id::text
      and a.table_name = 'leads' and a.action = 'update'
    cross join lateral (values
      ('stage', a.new_values ->> 'status', a.new_values ? 'status'),
      ('owner', a.new_values ->> 'assigned_to', a.new_values ? 'assigned_to')
    ) as c (kind, words, has_changed)
    where c.has_changed
    union all
    select h.requested_at, 'handover', null, h.reason from lead as l
    join public.handovers as h on h.dealership_id = l.dealership_id and h.conversation_id = l.conversation_id
    join public.conversations as c on c.dealership_id = h.dealership_id and c.id = h.conversation_id
    where h.requested_at >= l.received_at and private.thread_is_in_scope(c)
    union all
    select a.created_at, case when a.rescheduled_from_id is null then 'booked' else 'rescheduled' end, a.created_by, a.kind
    from lead as l
    join public.appointments as a on a.dealership_id = l.dealership_id and a.customer_id = l.customer_id
      and coalesce(a.lead_id, l.id) = l.id
    union all
    select a.updated_at, a.status, null, a.kind from lead as l
    join public.appointments as a on a.dealership_id = l.dealership_id and a.customer_id = l.customer_id
      and coalesce(a.lead_id, l.id) = l.id and a.status in ('completed', 'no_show', 'cancelled')
    union all
    select t.done_at, 'task', t.done_by, t.body from lead as l
    join public.lead_tasks as t on t.dealership_id = l.dealership_id and t.lead_id = l.id and t.done_at is not null
    union all
    select r.started_at, 'follow_up', r.started_by, null from lead as l
    join public.sequence_runs as r on r.dealership_id = l.dealership_id and r.lead_id = l.id
    union all
    select r.ended_at, 'follow_up_over', null, coalesce(r.stop_reason, 'completed') from lead as l
    join public.sequence_runs as r on r.dealership_id = l.dealership_id and r.lead_id = l.id and r.ended_at is not null
    union all
    select m.merged_at, 'merged', m.merged_by, o.full_name from lead as l
    join public.customer_merges as m on m.dealership_id = l.dealership_id and m.winner_id = l.customer_id
      and m.undone_at is null
    join public.customers as o on o.dealership_id = m.dealership_id and o.id = m.loser_id
  ) as t
  order by t.at desc limit 200
$$;
comment on function public.lead_timeline is
  'What happened to one lead beyond its coming in, the newest first: moves, owners, handovers, appointments, tasks, '
  'follow-up and merges; nothing for who may not see the lead. Definer: staff do not read the audit, and learn here '
  'only what the board has shown them.';
revoke execute on function public.lead_timeline from public, anon;
grant execute on function public.lead_timeline to authenticated;
