-- The dashboard also says how long the slowest of twenty shoppers waited. The view is said anew for its new last column;
-- the others are as they were.

create or replace view public.dashboards with (security_invoker = true) as
select d.id as dealership_id, w.first_day, w.today, f.first_reply_seconds, f.first_replies, h.handovers,
  h.handover_reasons, l.leads, l.lead_sources, a.appointments, f.first_reply_p95_seconds
from public.dealerships as d
cross join lateral (
  select (now() at time zone d.timezone)::date as today,
    (now() at time zone d.timezone)::date - 13 as first_day,
    ((now() at time zone d.timezone)::date - 13)::timestamp at time zone d.timezone as since
) as w
cross join lateral (
  select jsonb_object_agg(p.on_date, p.median) filter (where p.on_date is not null) as first_replies,
    max(p.median) filter (where p.on_date is null) as first_reply_seconds,
    max(p.p95) filter (where p.on_date is null) as first_reply_p95_seconds
  from (
    select (s.asked_at at time zone d.timezone)::date as on_date,
      round(percentile_cont(0.5) within group (order by extract(epoch from s.replied_at - s.asked_at)))::int as median,
      round(percentile_cont(0.95) within group (order by extract(epoch from s.replied_at - s.asked_at)))::int as p95
    from (
      select q.asked_at, (select min(m.created_at) from public.messages as m
        where m.dealership_id = d.id and m.conversation_id = c.id and m.direction = 'outbound'
          and m.created_at >= q.asked_at) as replied_at
      from public.conversations as c
      cross join lateral (select min(m.created_at) as asked_at from public.messages as m
        where m.dealership_id = d.id and m.conversation_id = c.id and m.author = 'customer') as q
      where c.dealership_id = d.id and c.created_at >= w.since and q.asked_at is not null
    ) as s
    where s.replied_at is not null
    group by grouping sets (((s.asked_at at time zone d.timezone)::date), ())
  ) as p
) as f
cross join lateral (
  select
    (select coalesce(jsonb_object_agg(t.on_date, t.n), '{}') from (
      select (o.requested_at at time zone d.timezone)::date as on_date, count(*) as n
      from public.handovers as o where o.dealership_id = d.id and o.requested_at >= w.since group by 1) as t
    ) as handovers,
    (select coalesce(jsonb_object_agg(t.reason, t.n), '{}') from (
      select o.reason, count(*) as n from public.handovers as o
      where o.dealership_id = d.id and o.requested_at >= w.today::timestamp at time zone d.timezone group by 1) as t
    ) as handover_reasons
) as h
cross join lateral (
  select
    (select coalesce(jsonb_object_agg(t.on_date, t.n), '{}') from (
      select (o.received_at at time zone d.timezone)::date as on_date, count(*) as n
      from public.leads as o where o.dealership_id = d.id and o.received_at >= w.since group by 1) as t
    ) as leads,
    (select coalesce(jsonb_object_agg(t.name, t.n), '{}') from (
      select coalesce(s.name, 'Unknown') as name, count(*) as n
      from public.leads as o
      left join public.lead_sources as s on s.dealership_id = o.dealership_id and s.id = o.lead_source_id
      where o.dealership_id = d.id and o.received_at >= w.since group by 1) as t
    ) as lead_sources
) as l
cross join lateral (
  select coalesce(jsonb_object_agg(t.on_date, t.n), '{}') as appointments from (
    select (o.starts_at at time zone d.timezone)::date as on_date, count(*) as n
    from public.appointments as o
    where o.dealership_id = d.id and o.starts_at >= w.since and o.starts_at < now() + interval '14 days'
      and o.status in ('unconfirmed', 'confirmed', 'completed') group by 1) as t
) as a;
comment on column public.dashboards.first_reply_p95_seconds is
  'Of the 14 days, what 95 of 100 shoppers waited at most for our first message.';
