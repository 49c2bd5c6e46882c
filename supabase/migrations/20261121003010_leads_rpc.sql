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
    perform private.notify(new.dealership_id, array[new.assigned_to], 'lead.assigned',
      private.customer_called(new.customer_id) || ' is your new lead', '/leads/' || new.id::text);
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

create function public.record_lead(dealership_id uuid, lead jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  source public.lead_sources;
  known public.leads;
  made public.leads;
  person_id uuid;
  result text;
begin
  if record_lead.lead ->> 'external_id' is not null then
    -- Two copies of one delivery: the second waits here and then finds the first.
    perform pg_advisory_xact_lock(hashtextextended('lead:' || record_lead.dealership_id::text
      || (record_lead.lead ->> 'source') || (record_lead.lead ->> 'external_id'), 0));
  end if;
  person_id := private.match_customer(record_lead.dealership_id, coalesce(record_lead.lead -> 'customer', '{}'));
  source := private.keep_lead_source(record_lead.dealership_id, record_lead.lead);
  select l.* into known from public.lead_source_credits as c
  join public.leads as l on l.dealership_id = c.dealership_id and l.id = c.lead_id
  where c.lead_source_id = source.id and c.external_id = record_lead.lead ->> 'external_id';
  person_id := coalesce(known.customer_id, person_id);
  perform from public.customers as c where c.id = person_id for no key update;
  perform private.keep_lead_consents(person_id, source, record_lead.lead);
  made := private.read_lead(source, person_id, record_lead.lead);
  if known.id is null then
    select l.* into known from public.leads as l
    where l.dealership_id = record_lead.dealership_id and l.customer_id = person_id
      and l.status in ('new', 'working', 'appointment') and l.last_received_at > now() - interval '30 days'
      and private.same_wish(l, made)
    order by l.vehicle_id is not distinct from made.vehicle_id desc, l.received_at desc limit 1;
  end if;
  if known.id is not null then
    result := private.join_lead(known, made, source, record_lead.lead);
  else
    result := 'created';
    known := private.open_lead(made, source, record_lead.lead);
  end if;
  return jsonb_build_object('outcome', result, 'lead_id', known.id, 'customer_id', known.customer_id,
    'conversation_id', (select l.conversation_id from public.leads as l where l.id = known.id));
end
$$;
comment on function public.record_lead is
  'Takes one lead (LeadIntake of contract/lead.ts) once: {outcome: created | credited (the shopper asked for the same '
  'car in the last 30 days: added to that lead) | updated (the same sending with more in it) | duplicate, lead_id, '
  'customer_id, conversation_id}.';

revoke execute on function private.tg_lead_moves, private.tg_lead_assignee, private.tg_lead_assigned,
  private.tg_first_response, public.record_lead from public, anon, authenticated;
grant execute on function public.record_lead to service_role;
