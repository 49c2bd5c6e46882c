-- Who gets a lead: more that a rule can ask for, the shopper's previous salesperson and the managers as answers, a
-- way of its own where a dealership has no rules yet, and a dry run over past leads that uses the very same function.
-- It replaces rule_fits and route_lead, which knew the rules of the table and the present moment only.

create function private.routing_conditions_known(conditions jsonb) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select jsonb_typeof(conditions) = 'object' and conditions - array['sources', 'departments', 'types', 'makes',
    'condition', 'zips', 'languages', 'returning', 'min_score', 'open_now'] = '{}'
$$;
comment on function private.routing_conditions_known is 'Whether a rule asks only for what routing looks at.';

create function private.routing_conditions_typed(conditions jsonb) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select not exists (select from unnest(array['sources', 'departments', 'types', 'makes', 'zips', 'languages']) as k (key)
      where coalesce(jsonb_typeof(conditions -> k.key), 'array') <> 'array'
        or jsonb_path_exists(conditions -> k.key, '$[*] ? (@.type() != "string")'))
    and coalesce(conditions ->> 'condition', 'new') in ('new', 'used')
    and coalesce(jsonb_typeof(conditions -> 'min_score'), 'number') = 'number'
    and coalesce(jsonb_typeof(conditions -> 'returning'), 'boolean') = 'boolean'
    and coalesce(jsonb_typeof(conditions -> 'open_now'), 'boolean') = 'boolean'
$$;
comment on function private.routing_conditions_typed is 'Whether each condition of a rule has its type.';

alter table public.routing_rules drop constraint routing_rules_conditions_known;
alter table public.routing_rules drop constraint routing_rules_conditions_typed;
alter table public.routing_rules drop constraint routing_rules_strategy_known;
alter table public.routing_rules
  add constraint routing_rules_conditions_known check (private.routing_conditions_known(conditions)),
  add constraint routing_rules_conditions_typed check (private.routing_conditions_typed(conditions)),
  add constraint routing_rules_strategy_known
    check (strategy in ('round_robin', 'least_open', 'person', 'previous', 'manager', 'nobody'));
comment on column public.routing_rules.conditions is
  'All must hold: sources, departments, types, makes, zips (beginnings), languages (lists), condition (new or used), '
  'returning, open_now (true or false), min_score. An unknown key is refused, so that no rule is saved that would not be '
  'followed.';
comment on column public.routing_rules.strategy is
  'To whom: round_robin, least_open, person (user_id), previous (who last had this shopper), manager, nobody (the queue).';

create function private.previous_rep(lead public.leads) returns uuid
language sql stable security invoker set search_path = '' as $$
  select o.assigned_to from public.leads as o
  where o.dealership_id = lead.dealership_id and o.customer_id = lead.customer_id and o.assigned_to is not null
    and o.id is distinct from lead.id and o.received_at < coalesce(lead.received_at, now())
  order by o.received_at desc limit 1
$$;
comment on function private.previous_rep is 'Who had this shopper''s last lead before this one.';
create function private.rule_fits(rule public.routing_rules, lead public.leads, at timestamptz) returns boolean
language sql stable security invoker set search_path = '' as $$
  select (not rule.conditions ? 'sources' or rule.conditions -> 'sources' ? (
      select s.name from public.lead_sources as s where s.id = lead.lead_source_id))
    and (not rule.conditions ? 'departments' or rule.conditions -> 'departments' ? lead.department)
    and (not rule.conditions ? 'types' or rule.conditions -> 'types' ? lead.type)
    and (not rule.conditions ? 'makes' or exists (select from jsonb_array_elements_text(rule.conditions -> 'makes') as m (make)
      where lower(m.make) = lower(coalesce(v.make, lead.vehicle_wanted ->> 'make'))))
    and (not rule.conditions ? 'condition'
      or rule.conditions ->> 'condition' = coalesce(v.condition, lead.vehicle_wanted ->> 'condition'))
    and (not rule.conditions ? 'zips' or exists (select from jsonb_array_elements_text(rule.conditions -> 'zips') as z (zip)
      where lead.postal_code like z.zip || '%'))
    and (not rule.conditions ? 'languages' or rule.conditions -> 'languages' ? (
      select coalesce(c.preferred_language, 'en') from public.customers as c where c.id = lead.customer_id))
    and (not rule.conditions ? 'returning'
      or (private.previous_rep(lead) is not null) = (rule.conditions ->> 'returning')::boolean)
    and (not rule.conditions ? 'min_score' or coalesce(lead.score,
      (private.lead_score(lead) ->> 'score')::int) >= (rule.conditions ->> 'min_score')::numeric)
    and (not rule.conditions ? 'open_now'
      or private.is_open(lead.dealership_id, rule_fits.at) = (rule.conditions ->> 'open_now')::boolean)
  from (select 1) as one
  left join public.vehicles as v on v.dealership_id = lead.dealership_id and v.id = lead.vehicle_id
$$;
comment on function private.rule_fits is
  'True when all conditions of a rule hold for a lead at an instant; null or false when one does not or is unknown.';

create function private.pick_for_rule(rule public.routing_rules, lead public.leads, at timestamptz, tally jsonb)
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
    and (not rule.on_duty_only or p.id = any (private.on_duty(lead.dealership_id, pick_for_rule.at)))
    and (rule.max_open_leads is null or coalesce(load.open_leads, 0) < rule.max_open_leads)
  order by case when rule.strategy in ('least_open', 'manager') then coalesce(load.open_leads, 0) end,
    load.turn nulls first, p.id
  limit 1
$$;
comment on function private.pick_for_rule is
  'Whom one rule gives a lead to, or null when nobody is free. With a tally {user: {leads, turn}} a dry run counts for '
  'itself. Definer: reads shifts, teams and memberships past their policies.';

-- Where a dealership has no rules: whoever had the shopper, then those on duty in turn, then a manager.
create function private.default_rules(dealership_id uuid) returns public.routing_rules[]
language sql stable security invoker set search_path = '' as $$
  select array_agg(f::public.routing_rules order by f.position)
  from jsonb_populate_recordset(null::public.routing_rules, (
    select jsonb_agg(r.one || jsonb_build_object('dealership_id', default_rules.dealership_id, 'conditions', '{}'::jsonb))
    from jsonb_array_elements('[
      {"position": 1, "name": "Whoever had this shopper", "strategy": "previous", "on_duty_only": false},
      {"position": 2, "name": "On duty, in turn", "strategy": "round_robin", "on_duty_only": true, "max_open_leads": 40},
      {"position": 3, "name": "A manager", "strategy": "manager", "on_duty_only": false}]') as r (one))) as f
$$;
comment on function private.default_rules is 'The rules of a dealership that has written none.';
create function private.route_lead(
  lead public.leads, rules public.routing_rules[] default null, at timestamptz default now(), tally jsonb default null,
  out rule_id uuid, out user_id uuid, out reason text
)
language plpgsql stable security definer set search_path = '' as $$
declare
  rule public.routing_rules;
  passed text[] := '{}';
begin
  rules := coalesce(rules, (select array_agg(r order by r.position) from public.routing_rules as r
    where r.dealership_id = lead.dealership_id and r.is_active), private.default_rules(lead.dealership_id));
  foreach rule in array rules loop
    continue when not coalesce(rule.is_active, true) or not coalesce(private.rule_fits(rule, lead, route_lead.at), false);
    if rule.strategy = 'nobody' then
      rule_id := rule.id;
      reason := rule.name || ': left for anybody';
      return;
    end if;
    user_id := private.pick_for_rule(rule, lead, route_lead.at, tally);
    if user_id is not null then
      rule_id := rule.id;
      reason := rule.name || ': ' || replace(rule.strategy, '_', ' ');
      return;
    end if;
    passed := passed || (rule.name || ': nobody free');
  end loop;
  reason := case when cardinality(passed) = 0 then 'No rule fits' else left(array_to_string(passed, '; '), 400) end;
end
$$;
comment on function private.route_lead is
  'Who should have a lead and why: the first rule that fits and has somebody free. Changes nothing, so it also '
  'answers what other rules would have done at another time. Definer: reads shifts, teams and memberships past their '
  'policies.';

create function public.dry_run_routing(dealership_id uuid, rules jsonb, days int default 30) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  tried public.routing_rules[];
  lead public.leads;
  found record;
  tally jsonb := '{}';
  turn int := 0;
  rows jsonb := '[]';
begin
  perform private.require_permission(dealership_id, 'leads.manage');
  if jsonb_typeof(rules) is distinct from 'array' or jsonb_array_length(rules) > 50 then
    perform private.refuse(400, 'invalid_rules', 'Cannot try rules: rules are a list of at most 50');
  end if;
  if exists (select from jsonb_array_elements(rules) as r (one)
    where not coalesce(private.routing_conditions_known(r.one -> 'conditions')
      and private.routing_conditions_typed(r.one -> 'conditions'), false)) then
    perform private.refuse(400, 'invalid_rules', 'Cannot try rules: a rule asks for what routing does not look at');
  end if;
  select array_agg(jsonb_populate_record(null::public.routing_rules, r.one || jsonb_build_object(
    'dealership_id', dealership_id, 'position', r.nth, 'on_duty_only', coalesce((r.one ->> 'on_duty_only')::boolean, false)))
    order by r.nth) into tried
  from jsonb_array_elements(rules) with ordinality as r (one, nth);
  for lead in
    select o.* from (
      select l.* from public.leads as l
      where l.dealership_id = dry_run_routing.dealership_id
        and l.received_at > now() - least(days, 90) * interval '1 day'
      order by l.received_at desc limit 200
    ) as o order by o.received_at
  loop
    select f.* into found from private.route_lead(lead, coalesce(tried, '{}'), lead.received_at, tally) as f;
    turn := turn + 1;
    if found.user_id is not null then
      tally := tally || jsonb_build_object(found.user_id, jsonb_build_object('turn', turn,
        'leads', coalesce((tally -> found.user_id::text ->> 'leads')::int, 0) + 1));
    end if;
    rows := rows || jsonb_build_object('lead_id', lead.id, 'received_at', lead.received_at,
      'customer_name', (select c.full_name from public.customers as c where c.id = lead.customer_id),
      'had', lead.assigned_to, 'gets', found.user_id, 'reason', found.reason);
  end loop;
  return jsonb_build_object('leads', turn, 'rows', rows, 'people', (
    select coalesce(jsonb_object_agg(t.key, t.value -> 'leads'), '{}') from jsonb_each(tally) as t));
end
$$;
comment on function public.dry_run_routing is
  'What a list of rules would have done with the leads of the last days (200 at most): {leads, people: {user: leads}, '
  'rows: [{lead_id, customer_name, received_at, had, gets, reason}]} (permission leads.manage). Nothing is changed. '
  'Definer: reads every lead and shift of the dealership.';

create function public.order_routing_rules(dealership_id uuid, rule_ids uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission(dealership_id, 'leads.manage');
  set constraints public.routing_rules_position_key deferred;
  update public.routing_rules as r set position = o.nth
  from (
    select k.id, row_number() over (order by array_position(rule_ids, k.id) nulls last, k.position) as nth
    from public.routing_rules as k where k.dealership_id = order_routing_rules.dealership_id
  ) as o
  where r.id = o.id and r.position <> o.nth;
  set constraints public.routing_rules_position_key immediate;
end
$$;
comment on function public.order_routing_rules is
  'Puts rules into this order, those not named after them (permission leads.manage). Definer: one statement for all '
  'positions.';

revoke execute on function private.routing_conditions_known, private.routing_conditions_typed, private.previous_rep,
  private.rule_fits, private.pick_for_rule, private.default_rules, private.route_lead, public.dry_run_routing,
  public.order_routing_rules from public, anon, authenticated;
grant execute on function private.routing_conditions_known, private.routing_conditions_typed to authenticated, service_role;
grant execute on function private.previous_rep, private.rule_fits, private.pick_for_rule, private.default_rules,
  private.route_lead to service_role;
grant execute on function public.dry_run_routing, public.order_routing_rules to authenticated;
