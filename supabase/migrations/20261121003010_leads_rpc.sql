-- How a lead comes in once, finds its owner, moves along the pipeline, and how soon it was answered.

create function private.tg_lead_moves() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if new.assigned_to is not null and (tg_op = 'INSERT' or new.assigned_to is distinct from old.assigned_to) then
    new.assigned_at := now();
  end if;
  if tg_op = 'UPDATE' and old.status in ('sold', 'lost') and new.status not in (old.status, 'working') then
    perform private.refuse(409, 'illegal_move', 'Cannot move lead: from ' || old.status || ' to ' || new.status);
  end if;
  if new.status in ('sold', 'lost') then
    new.closed_at := coalesce(new.closed_at, now());
    new.outcome := case when new.status = 'sold' then coalesce(new.outcome, 'bought_here') else new.outcome end;
  else
    new.closed_at := null;
    new.outcome := null;
  end if;
  return new;
end
$$;
comment on function private.tg_lead_moves is 'Keeps a lead''s moves legal and its dates true, whoever makes them.';
create trigger leads_10_moves before insert or update of status, assigned_to, outcome on public.leads
  for each row execute function private.tg_lead_moves();

-- After the row and not before: the policy has spoken by then, so nobody learns here who works elsewhere.
create function private.tg_lead_assignee() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not new.assigned_to = any (private.members_with(new.dealership_id, 'leads.write')) then
    perform private.refuse(400, 'invalid_assigned_to', 'Cannot assign lead: nobody there by that id works leads');
  end if;
  return null;
end
$$;
comment on function private.tg_lead_assignee is
  'Refuses an assignee who does not work leads there. Definer: reads memberships.';
create trigger leads_40_assignee after insert or update of assigned_to on public.leads
  for each row when (new.assigned_to is not null) execute function private.tg_lead_assignee();

create function private.tg_lead_assigned() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.assigned_to is distinct from (select auth.uid()) then
    perform private.notify(new.dealership_id, array[new.assigned_to], 'lead.assigned', 'A lead was assigned to you',
      '/leads/' || new.id::text);
  end if;
  return null;
end
$$;
comment on function private.tg_lead_assigned is
  'Tells a person of their new lead. Definer: notify is for triggers and timers.';
create trigger leads_50_arrived after insert on public.leads
  for each row when (new.assigned_to is not null) execute function private.tg_lead_assigned();
create trigger leads_50_assigned after update of assigned_to on public.leads
  for each row when (new.assigned_to is not null and old.assigned_to is distinct from new.assigned_to)
  execute function private.tg_lead_assigned();

create function private.tg_first_response() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.leads as l
  set first_response_at = coalesce(new.sent_at, now()), first_response_author = new.author,
    status = case when l.status = 'new' then 'working' else l.status end
  where l.dealership_id = new.dealership_id and l.conversation_id = new.conversation_id
    and l.first_response_at is null and l.received_at <= coalesce(new.sent_at, now());
  return null;
end
$$;
comment on function private.tg_first_response is
  'Notes when the first message after a lead left, the AI''s or a person''s. Definer: works for the system.';
create trigger messages_57_first_response_sent after update of delivery_status on public.messages
  for each row when (new.author in ('ai', 'staff') and new.direction = 'outbound'
    and new.delivery_status in ('sent', 'delivered', 'read')
    and old.delivery_status not in ('sent', 'delivered', 'read'))
  execute function private.tg_first_response();
create trigger messages_57_first_response_spoken after insert on public.messages
  for each row when (new.author in ('ai', 'staff') and new.direction = 'outbound'
    and new.delivery_status in ('sent', 'delivered', 'read'))
  execute function private.tg_first_response();

create function private.rule_fits(rule public.routing_rules, lead public.leads) returns boolean
language sql stable security invoker set search_path = '' as $$
  select (not rule.conditions ? 'sources' or rule.conditions -> 'sources' ? (
      select s.name from public.lead_sources as s where s.id = lead.lead_source_id))
    and (not rule.conditions ? 'makes' or rule.conditions -> 'makes' ? (
      select v.make from public.vehicles as v where v.id = lead.vehicle_id))
    and (not rule.conditions ? 'condition' or rule.conditions ->> 'condition' = (
      select v.condition from public.vehicles as v where v.id = lead.vehicle_id))
    and (not rule.conditions ? 'min_score' or lead.score >= (rule.conditions ->> 'min_score')::numeric)
    and (not rule.conditions ? 'open_now'
      or private.is_open(lead.dealership_id, now()) = (rule.conditions ->> 'open_now')::boolean)
$$;
comment on function private.rule_fits is
  'True when all conditions of a rule hold for a lead; null or false when one does not or is unknown.';

create function private.route_lead(lead public.leads, out rule_id uuid, out user_id uuid, out reason text)
language plpgsql stable security definer set search_path = '' as $$
declare
  rule public.routing_rules;
begin
  for rule in
    select r.* from public.routing_rules as r
    where r.dealership_id = lead.dealership_id and r.is_active order by r.position
  loop
    continue when not coalesce(private.rule_fits(rule, lead), false);
    rule_id := rule.id;
    if rule.strategy = 'nobody' then
      reason := rule.name || ': left for anybody';
      return;
    end if;
    select p.id into user_id
    from unnest(private.members_with(lead.dealership_id, 'leads.write')) as p (id)
    cross join lateral (
      select count(*) filter (where o.status in ('new', 'working', 'appointment')) as open_leads,
        max(o.assigned_at) as last_assigned_at
      from public.leads as o where o.dealership_id = lead.dealership_id and o.assigned_to = p.id
    ) as load
    where (rule.strategy <> 'person' or p.id = rule.user_id)
      and (rule.team_id is null or exists (
        select from public.team_members as t join public.memberships as m on m.id = t.membership_id
        where t.team_id = rule.team_id and m.user_id = p.id))
      and (not rule.on_duty_only or p.id = any (private.on_duty(lead.dealership_id, now())))
      and (rule.max_open_leads is null or load.open_leads < rule.max_open_leads)
    order by case when rule.strategy = 'least_open' then load.open_leads end,
      load.last_assigned_at nulls first, p.id
    limit 1;
    if user_id is not null then
      reason := rule.name || ': ' || replace(rule.strategy, '_', ' ');
      return;
    end if;
  end loop;
  reason := coalesce(reason, 'No rule found anybody');
end
$$;
comment on function private.route_lead is
  'Who should have a lead and why: the first rule that fits and has somebody free. Changes nothing, so it also '
  'answers what a rule would have done. Definer: reads shifts, teams and memberships past their policies.';

create function private.customer_of_lead(dealership_id uuid, person jsonb) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  found_id uuid;
begin
  select i.customer_id into found_id from public.customer_identities as i
  where i.dealership_id = customer_of_lead.dealership_id
    and (i.kind = 'phone' and i.value = person ->> 'phone' or i.kind = 'email' and i.value = lower(person ->> 'email'))
  order by i.kind desc limit 1;
  if found_id is null then
    insert into public.customers (dealership_id, full_name, preferred_language)
    values (customer_of_lead.dealership_id, nullif(person ->> 'full_name', ''), person ->> 'preferred_language')
    returning id into found_id;
  end if;
  insert into public.customer_identities (dealership_id, customer_id, kind, value)
  select customer_of_lead.dealership_id, found_id, k.kind, k.value
  from (values ('phone', person ->> 'phone'), ('email', lower(person ->> 'email'))) as k (kind, value)
  where k.value is not null
  on conflict (dealership_id, kind, value) do nothing;
  update public.customers as c set full_name = person ->> 'full_name'
  where c.id = found_id and c.full_name is null and nullif(person ->> 'full_name', '') is not null;
  return found_id;
end
$$;
comment on function private.customer_of_lead is
  'The customer known by a lead''s phone or e-mail, else a new one; what was not known of them is added.';

create function public.record_lead(dealership_id uuid, lead jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  source_id uuid;
  person_id uuid;
  made public.leads;
  found_id uuid;
  outcome text := 'credited';
begin
  -- Two copies of one delivery: the second waits here and then finds the first.
  perform pg_advisory_xact_lock(hashtextextended(record_lead.dealership_id::text || (record_lead.lead ->> 'source')
    || coalesce(record_lead.lead ->> 'external_id', ''), 0));
  insert into public.lead_sources as s (dealership_id, name, kind)
  values (record_lead.dealership_id, record_lead.lead ->> 'source', coalesce(record_lead.lead ->> 'source_kind', 'other'))
  on conflict (dealership_id, name) do update set name = excluded.name
  returning s.id into source_id;
  select c.lead_id into found_id from public.lead_source_credits as c
  where c.lead_source_id = source_id and c.external_id = record_lead.lead ->> 'external_id';
  if found_id is not null then
    return jsonb_build_object('outcome', 'duplicate', 'lead_id', found_id);
  end if;
  person_id := private.customer_of_lead(record_lead.dealership_id, coalesce(record_lead.lead -> 'customer', '{}'));
  perform from public.customers as c where c.id = person_id for update;
  select l.id into found_id from public.leads as l
  where l.dealership_id = record_lead.dealership_id and l.customer_id = person_id
    and l.status in ('new', 'working', 'appointment') and l.received_at > now() - interval '30 days'
  order by l.received_at desc limit 1;
  if found_id is null then
    outcome := 'created';
    made.dealership_id := record_lead.dealership_id;
    made.lead_source_id := source_id;
    made.vehicle_id := (select v.id from public.vehicles as v where v.dealership_id = record_lead.dealership_id
      and (v.id::text = record_lead.lead ->> 'vehicle_id' or v.vin = upper(record_lead.lead ->> 'vin')
        or v.stock_number = record_lead.lead ->> 'stock_number') order by v.vin = upper(record_lead.lead ->> 'vin') desc
      limit 1);
    made.score := (record_lead.lead ->> 'score')::smallint;
    select r.rule_id, r.user_id, r.reason into made.routing_rule_id, made.assigned_to, made.routing_reason
    from private.route_lead(made) as r;
    insert into public.leads (dealership_id, lead_source_id, customer_id, conversation_id, vehicle_id, interest, score,
      score_reasons, assigned_to, routing_rule_id, routing_reason, received_at)
    values (record_lead.dealership_id, source_id, person_id, (record_lead.lead ->> 'conversation_id')::uuid,
      made.vehicle_id, left(record_lead.lead ->> 'interest', 2000), made.score,
      coalesce(record_lead.lead -> 'score_reasons', '[]'), made.assigned_to, made.routing_rule_id, made.routing_reason,
      coalesce((record_lead.lead ->> 'received_at')::timestamptz, now()))
    returning id into found_id;
  end if;
  update public.leads as l set raw_refs = l.raw_refs || jsonb_build_array(record_lead.lead -> 'raw_ref')
  where l.id = found_id and record_lead.lead ? 'raw_ref';
  insert into public.lead_source_credits (dealership_id, lead_id, lead_source_id, external_id, raw_ref)
  values (record_lead.dealership_id, found_id, source_id, record_lead.lead ->> 'external_id', record_lead.lead -> 'raw_ref');
  return jsonb_build_object('outcome', outcome, 'lead_id', found_id, 'customer_id', person_id);
end
$$;
comment on function public.record_lead is
  'Takes one lead {source, source_kind, external_id, customer: {full_name, phone (E.164), email}, vin | stock_number | '
  'vehicle_id, interest, score, score_reasons, conversation_id, received_at, raw_ref} once: {outcome: created | '
  'credited (a shopper with an open lead of the last 30 days) | duplicate, lead_id, customer_id}.';

revoke execute on function private.tg_lead_moves, private.tg_lead_assignee, private.tg_lead_assigned, private.tg_first_response,
  private.rule_fits, private.route_lead, private.customer_of_lead, public.record_lead from public, anon, authenticated;
grant execute on function private.rule_fits, private.route_lead, private.customer_of_lead, public.record_lead
  to service_role;
