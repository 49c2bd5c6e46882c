-- Team mates are so in the dealership of their team: who works in two sees the threads and leads of a mate where they are
-- mates, and not where only the own ones are seen.

create function private.scope_seats() returns text[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select mine.dealership_id::text || '/' || mate.user_id::text
    from public.memberships as mine
    join public.dealerships as d on d.id = mine.dealership_id and d.conversation_scope = 'team'
    join public.team_members as place on place.membership_id = mine.id
    join public.team_members as others on others.team_id = place.team_id
    join public.memberships as mate on mate.id = others.membership_id and mate.is_active
    where mine.user_id = (select auth.uid()) and mine.is_active
    union all
    select mine.dealership_id::text || '/' || mine.user_id::text
    from public.memberships as mine
    where mine.user_id = (select auth.uid()) and mine.is_active
  );
end
$$;
comment on function private.scope_seats is
  'The caller and, where the scope is team, their team mates, each with the dealership. Definer: reads teams past their '
  'policies.';
revoke execute on function private.scope_seats from public, anon, authenticated;
grant execute on function private.scope_seats to authenticated;

-- The people stay, as an index finds their rows.
alter policy conversations_select_staff on public.conversations
  using (merged_into is null and (
    dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and (owner = 'waiting_human' or assigned_to = any ((select private.scope_people())::uuid[])
        and dealership_id::text || '/' || assigned_to::text = any ((select private.scope_seats())::text[]))));
alter policy leads_select_staff on public.leads
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[])
    and (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
      or assigned_to is null or assigned_to = any ((select private.scope_people())::uuid[])
        and dealership_id::text || '/' || assigned_to::text = any ((select private.scope_seats())::text[])));

create or replace function public.lead_timeline(lead_id uuid)
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
