-- What the leads page and the reports read: the board with all that a card shows, how soon each source was answered,
-- and what became of leads by source and by the persona that spoke.

create or replace view public.lead_board with (security_invoker = true) as
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
    from public.vehicles as a where a.dealership_id = l.dealership_id and a.id = any (l.alternatives)) as alternatives
from public.leads as l
join public.customers as u on u.dealership_id = l.dealership_id and u.id = l.customer_id
left join public.vehicles as v on v.dealership_id = l.dealership_id and v.id = l.vehicle_id
left join public.lead_sources as s on s.dealership_id = l.dealership_id and s.id = l.lead_source_id;
comment on view public.lead_board is
  'Leads with customer, vehicle and sources by name, open tasks and a merge to look at, under the reader''s RLS.';

create view public.lead_response_times with (security_invoker = true) as
select l.dealership_id, l.lead_source_id, coalesce(s.name, 'Unknown') as source_name, count(*) as leads,
  count(l.first_response_at) as answered,
  count(*) filter (where l.first_response_open_seconds <= 60) as within_a_minute,
  percentile_disc(0.5) within group (order by l.first_response_open_seconds) as median_seconds,
  percentile_disc(0.95) within group (order by l.first_response_open_seconds) as p95_seconds,
  percentile_disc(0.5) within group (order by extract(epoch from l.first_response_at - l.received_at)::int)
    as median_clock_seconds
from public.leads as l
left join public.lead_sources as s on s.dealership_id = l.dealership_id and s.id = l.lead_source_id
where l.received_at > now() - interval '30 days' and l.type <> 'other'
group by l.dealership_id, l.lead_source_id, s.name;
comment on view public.lead_response_times is
  'How soon the leads of the last 30 days were first answered, by source, of what the reader may see.';
comment on column public.lead_response_times.median_seconds is
  'Seconds of opening hours; p95_seconds and within_a_minute likewise, median_clock_seconds by the clock on the wall.';

create view public.lead_outcomes with (security_invoker = true) as
select l.dealership_id, coalesce(s.name, 'Unknown') as source_name, p.name as persona_name, r.version_number as persona_version,
  count(*) as leads,
  count(l.first_response_at) as answered,
  count(*) filter (where a.booked or l.status in ('appointment', 'shown', 'sold')) as appointments,
  count(*) filter (where a.shown or l.status in ('shown', 'sold')) as shown,
  count(*) filter (where l.status = 'sold') as sold,
  count(*) filter (where l.status = 'lost') as lost
from public.leads as l
left join public.lead_sources as s on s.dealership_id = l.dealership_id and s.id = l.lead_source_id
left join lateral (
  select m.persona_id, m.persona_version_id from public.messages as m
  where m.dealership_id = l.dealership_id and m.conversation_id = l.conversation_id and m.author = 'ai'
    and m.created_at >= l.received_at order by m.id limit 1
) as first on true
left join public.personas as p on p.dealership_id = l.dealership_id and p.id = first.persona_id
left join public.persona_versions as r on r.dealership_id = l.dealership_id and r.id = first.persona_version_id
left join lateral (
  select bool_or(x.status in ('unconfirmed', 'confirmed', 'completed', 'no_show')) as booked,
    bool_or(x.status = 'completed') as shown
  from public.appointments as x where x.dealership_id = l.dealership_id and x.lead_id = l.id
) as a on true
where l.received_at > now() - interval '90 days' and l.type <> 'other'
group by l.dealership_id, s.name, p.name, r.version_number;
comment on view public.lead_outcomes is
  'What became of the leads of the last 90 days, by source and by the persona (with its version) that answered first.';

revoke all on public.lead_response_times, public.lead_outcomes from anon, authenticated, service_role;
grant select on public.lead_response_times, public.lead_outcomes to authenticated;
