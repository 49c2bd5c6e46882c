-- A lead that nobody has taken is everybody's to see, its conversation may be a colleague's: why that one asked for a
-- person is told to those who see the conversation. lead_timeline is as before, but for this.

create or replace function public.lead_timeline(lead_id uuid)
returns table (at timestamptz, kind text, actor_id uuid, words text)
language sql stable security definer set search_path = '' rows 30 as $$
  with lead as (
    select l.* from public.leads as l
    where l.id = lead_timeline.lead_id and l.dealership_id = any (private.dealerships_where('leads.read'))
      and (l.dealership_id = any (private.dealerships_seeing_all()) or l.assigned_to is null
        or l.assigned_to = any (private.scope_people()))
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
