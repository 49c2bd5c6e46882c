-- What the reports of leads read: how soon each source was answered, and what became of leads by source and by the
-- persona that spoke.

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
