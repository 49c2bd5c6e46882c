-- Whether a person works just now: Available, Away or Off, said by themselves for each dealership. Whoever is not
-- available is not on duty, gets no lead by a rule and hears of no waiting shopper while somebody else could.

alter table public.memberships add column availability text not null default 'available'
  constraint memberships_availability_known check (availability in ('available', 'away', 'off'));
comment on column public.memberships.availability is
  'What the person says of themselves; away and off are passed over when work is given out.';

-- Coming and going is no change of rights, and would bury those.
drop trigger memberships_80_audit on public.memberships;
create constraint trigger memberships_80_audit after insert or update or delete on public.memberships
  deferrable initially deferred for each row execute function private.tg_audit('availability');

create function public.set_availability(dealership_id uuid, availability text) returns text
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if not coalesce(set_availability.availability in ('available', 'away', 'off'), false) then
    perform private.refuse(400, 'invalid_availability', 'Cannot set availability: it is available, away or off');
  end if;
  update public.memberships as m set availability = set_availability.availability
  where m.dealership_id = set_availability.dealership_id and m.user_id = (select auth.uid()) and m.is_active;
  if not found then
    perform private.refuse(404, 'membership_not_found', 'Cannot set availability: you do not work at this dealership');
  end if;
  return set_availability.availability;
end
$$;
comment on function public.set_availability is
  'Says whether the caller works just now at one dealership. Definer: people may change nothing else of their membership.';
revoke execute on function public.set_availability from public, anon;
grant execute on function public.set_availability to authenticated;

create function private.is_available(dealership_id uuid, user_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.memberships as m
    where m.dealership_id = is_available.dealership_id and m.user_id = is_available.user_id and m.is_active
      and m.availability = 'available')
$$;
comment on function private.is_available is
  'Whether a person works just now at a dealership. Definer: reads memberships past their policies.';

create function private.reachable(dealership_id uuid, people uuid[]) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(nullif(array(
    select p.id from unnest(reachable.people) as p (id) where private.is_available(reachable.dealership_id, p.id)),
    '{}'), reachable.people)
$$;
comment on function private.reachable is
  'Those of some people who are available, and all of them when nobody is: news is never for nobody. Definer: reads '
  'memberships past their policies.';
revoke execute on function private.is_available, private.reachable from public, anon, authenticated;

create or replace function private.on_duty(dealership_id uuid, at timestamptz) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct m.user_id), '{}')
  from public.duty_shifts as s
  join public.memberships as m on m.id = s.membership_id and m.is_active
  join public.dealerships as d on d.id = s.dealership_id
  where s.dealership_id = on_duty.dealership_id
    and extract(dow from on_duty.at at time zone d.timezone) = s.weekday
    and (on_duty.at at time zone d.timezone)::time >= s.starts_at
    and (on_duty.at at time zone d.timezone)::time < s.ends_at
    -- Availability is said of now: of a moment past only the shifts are known.
    and (m.availability = 'available' or on_duty.at < now() - interval '1 minute')
$$;

create or replace function private.handover_people(dealership_id uuid, taken_by uuid, level int) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select case
      when private.is_available(handover_people.dealership_id, handover_people.taken_by) then array[handover_people.taken_by]
      when cardinality(d.people) > 0 then d.people
      else private.reachable(handover_people.dealership_id,
        private.members_with(handover_people.dealership_id, 'conversations.write')) end
    || case when handover_people.level >= 2
      then private.reachable(handover_people.dealership_id,
        private.members_with(handover_people.dealership_id, 'conversations.assign')) else '{}' end
  from (select private.on_duty(handover_people.dealership_id, now()) as people) as d
$$;

create or replace function private.pick_for_rule(rule public.routing_rules, lead public.leads, at timestamptz, tally jsonb)
returns uuid
language sql stable security definer set search_path = '' as $$
  select p.id
  from unnest(private.members_with(lead.dealership_id,
    case when rule.strategy = 'manager' then 'leads.manage' else 'leads.write' end)) as p (id)
  cross join lateral (
    select (tally -> p.id::text ->> 'leads')::bigint as open_leads, (tally -> p.id::text ->> 'turn')::numeric as turn
    where tally is not null
    union all
    select count(*) filter (where o.status in ('new', 'working', 'appointment')),
      extract(epoch from max(o.assigned_at))
    from public.leads as o where tally is null and o.dealership_id = lead.dealership_id and o.assigned_to = p.id
    having tally is null
  ) as load
  where (rule.strategy <> 'person' or p.id = rule.user_id)
    and (rule.strategy <> 'previous' or p.id = private.previous_rep(lead))
    and (rule.team_id is null or exists (
      select from public.team_members as t join public.memberships as m on m.id = t.membership_id
      where t.team_id = rule.team_id and m.user_id = p.id))
    -- A trial of rules over days past asks nobody whether they are there today.
    and (tally is not null or private.is_available(lead.dealership_id, p.id))
    and (not rule.on_duty_only or p.id = any (private.on_duty(lead.dealership_id, pick_for_rule.at)))
    and (rule.max_open_leads is null or coalesce(load.open_leads, 0) < rule.max_open_leads)
  order by case when rule.strategy in ('least_open', 'manager') then coalesce(load.open_leads, 0) end,
    load.turn nulls first, p.id
  limit 1
$$;
