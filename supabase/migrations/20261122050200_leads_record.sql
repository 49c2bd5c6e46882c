-- One call takes a lead: its customer, car, consent answers, source and owner, the conversation it is answered in and
-- the promise of a first answer, all in one transaction. It replaces record_lead of before, which knew a name, a phone
-- and a stock number (those keys still work), and customer_of_lead, which lost a race between two first leads.

create function private.keep_lead_source(dealership_id uuid, intake jsonb) returns public.lead_sources
language sql volatile security invoker set search_path = '' as $$
  insert into public.lead_sources as s (dealership_id, name, kind, last_lead_at)
  values (keep_lead_source.dealership_id, left(btrim(intake ->> 'source'), 80), coalesce(intake ->> 'source_kind', 'other'), now())
  on conflict (dealership_id, name) do update set last_lead_at = excluded.last_lead_at
  returning s.*
$$;
comment on function private.keep_lead_source is 'The source that a lead names, made when it is new.';

create function private.keep_lead_consents(customer_id uuid, source public.lead_sources, intake jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
  with standing as (
    select k.channel, a.value as address,
      now_stands.status, now_stands.evidence ->> 'text' as stated,
      (select jsonb_build_object('granted', (c.one ->> 'granted')::boolean, 'text', left(c.one ->> 'text', 2000))
        from jsonb_array_elements(coalesce(intake -> 'consents', '[]')) as c (one)
        where c.one ->> 'channel' = k.channel
        order by (c.one ->> 'granted')::boolean limit 1) as answer
    from private.lead_addresses(intake -> 'customer') as a
    join (values ('phone', 'sms'), ('phone', 'phone'), ('email', 'email')) as k (kind, channel) on k.kind = a.kind
    cross join lateral private.current_consent(source.dealership_id, k.channel, a.value) as now_stands
    where k.channel <> 'sms' or a.textable
  ), said as (
    select s.channel, s.address, s.status, s.stated, coalesce((s.answer ->> 'granted')::boolean,
        s.channel = 'email' or s.channel = 'sms' and source.sms_consent_text is not null) as granted,
      coalesce(s.answer ->> 'text', case s.channel when 'sms' then source.sms_consent_text
        else 'Gave this address with an inquiry' end) as words, s.answer is not null as was_asked
    from standing as s
  )
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, evidence)
  select source.dealership_id, keep_lead_consents.customer_id, s.channel, s.address,
    case when s.granted then 'granted' else 'revoked' end, 'web_form',
    jsonb_strip_nulls(jsonb_build_object('text', s.words, 'answered', s.was_asked, 'source', source.name,
      'external_id', intake ->> 'external_id', 'document_id', intake ->> 'document_id'))
  from said as s
  -- A form's yes never undoes what a shopper said to us; a no counts whatever stood there.
  where case when s.granted then s.status is null
      or s.was_asked and s.status = 'granted' and s.stated is distinct from s.words
    else s.was_asked and s.status is distinct from 'revoked' end
  order by s.channel, s.address
$$;
comment on function private.keep_lead_consents is
  'Writes a lead''s answers about being contacted into the ledger with their exact words; without an answer the '
  'e-mail address of an inquiry may be written to, and a phone only if the source''s form says so.';

create function private.same_wish(known public.leads, made public.leads) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select known.department = made.department and (case
    when known.vehicle_id is null and coalesce(known.vehicle_match, 'unnamed') = 'unnamed' then true
    when made.vehicle_match = 'unnamed' then true
    when known.vehicle_id is not null or made.vehicle_id is not null
      then known.vehicle_id is not distinct from made.vehicle_id
    when known.vehicle_wanted ->> 'vin' is not null and made.vehicle_wanted ->> 'vin' is not null
      then upper(known.vehicle_wanted ->> 'vin') = upper(made.vehicle_wanted ->> 'vin')
    when known.vehicle_wanted ->> 'stock_number' is not null and made.vehicle_wanted ->> 'stock_number' is not null
      then upper(known.vehicle_wanted ->> 'stock_number') = upper(made.vehicle_wanted ->> 'stock_number')
    else lower(concat_ws(' ', known.vehicle_wanted ->> 'year', known.vehicle_wanted ->> 'make', known.vehicle_wanted ->> 'model'))
      = lower(concat_ws(' ', made.vehicle_wanted ->> 'year', made.vehicle_wanted ->> 'make', made.vehicle_wanted ->> 'model'))
  end)
$$;
comment on function private.same_wish is 'Whether two leads of one shopper ask for the same car, or one of them names none.';

-- The lead as its words and the inventory make it; nothing is stored yet.
create function private.read_lead(source public.lead_sources, customer_id uuid, intake jsonb) returns public.leads
language plpgsql stable security invoker set search_path = '' as $$
declare
  made public.leads;
  wanted jsonb := case when jsonb_typeof(intake -> 'vehicle') = 'object' then jsonb_strip_nulls(intake -> 'vehicle') else
    nullif(jsonb_strip_nulls(jsonb_build_object('vin', intake ->> 'vin', 'stock_number', intake ->> 'stock_number',
      'vehicle_id', intake ->> 'vehicle_id')), '{}') end;
begin
  made.dealership_id := source.dealership_id;
  made.lead_source_id := source.id;
  made.customer_id := read_lead.customer_id;
  select m.vehicle_id, m.matched_by, m.alternatives into made.vehicle_id, made.vehicle_match, made.alternatives
  from private.match_vehicle(source.dealership_id, coalesce(wanted, '{}')) as m;
  made.vehicle_wanted := wanted;
  made.type := coalesce(intake ->> 'type', 'sales');
  made.department := coalesce(intake ->> 'department', 'sales');
  made.inquiry := nullif(btrim(left(intake ->> 'inquiry', 4000)), '');
  made.interest := left(coalesce(intake ->> 'interest', nullif(concat_ws(' ', wanted ->> 'year', wanted ->> 'make',
    wanted ->> 'model', wanted ->> 'trim'), ''), made.inquiry, intake ->> 'comments_shown'), 2000);
  made.trade_in := case when jsonb_typeof(intake -> 'trade_in') = 'object' then jsonb_strip_nulls(intake -> 'trade_in') end;
  made.finance := case when jsonb_typeof(intake -> 'finance') = 'object' then jsonb_strip_nulls(intake -> 'finance') end;
  made.co_buyers := coalesce(nullif(intake -> 'co_buyers', 'null'), '[]');
  made.postal_code := left(intake -> 'customer' -> 'address' ->> 'postal_code', 12);
  made.details := jsonb_strip_nulls(jsonb_build_object('comments', left(intake ->> 'comments_shown', 8000),
    'staff_note', left(intake ->> 'staff_note', 4000), 'timeframe', intake -> 'customer' -> 'timeframe',
    'preferred_time', intake -> 'customer' ->> 'preferred_time', 'sub_source', intake ->> 'sub_source',
    'preferred_contact', intake -> 'customer' ->> 'preferred_contact',
    'other_vehicles', nullif(intake -> 'other_vehicles', '[]'), 'extras', nullif(intake -> 'extras', '{}'),
    'warnings', nullif(intake -> 'warnings', '[]'), 'address', intake -> 'customer' -> 'address'));
  made.score := (intake ->> 'score')::smallint;
  made.score_reasons := coalesce(intake -> 'score_reasons', '[]');
  made.conversation_id := (intake ->> 'conversation_id')::uuid;
  made.received_at := least(coalesce((intake ->> 'received_at')::timestamptz, now()), now());
  return made;
end
$$;
comment on function private.read_lead is 'A lead as LeadIntake describes it, with its unit found in the inventory.';

create function private.credit_lead(lead_id uuid, source public.lead_sources, outcome text, intake jsonb) returns uuid
language sql volatile security invoker set search_path = '' as $$
  insert into public.lead_source_credits (dealership_id, lead_id, lead_source_id, external_id, raw_ref, outcome, inquiry,
    received_at)
  values (source.dealership_id, credit_lead.lead_id, source.id, intake ->> 'external_id',
    coalesce(intake -> 'raw_ref', case when intake ->> 'document_id' is not null then
      jsonb_build_object('kind', 'document', 'id', intake ->> 'document_id') end),
    credit_lead.outcome, nullif(btrim(left(intake ->> 'inquiry', 4000)), ''), clock_timestamp())
  on conflict (lead_source_id, external_id) do nothing
  returning id
$$;
comment on function private.credit_lead is 'Writes down that a source sent us a lead, with its own id and words.';

-- A lead that we have comes again: what is new is added, a person is told, and only new words are answered.
create function private.join_lead(known public.leads, made public.leads, source public.lead_sources, intake jsonb)
returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  is_known_id boolean := exists (select from public.lead_source_credits as c
    where c.lead_source_id = source.id and c.external_id = intake ->> 'external_id');
  asks_anew boolean := made.inquiry is not null and not exists (
    select from (select known.inquiry as words union all
      select c.inquiry from public.lead_source_credits as c where c.lead_id = known.id) as s
    where lower(regexp_replace(s.words, '\W+', '', 'g')) = lower(regexp_replace(made.inquiry, '\W+', '', 'g')));
  says_more boolean := asks_anew or made.vehicle_match <> 'unnamed' and coalesce(known.vehicle_match, 'unnamed') = 'unnamed'
    and known.vehicle_id is null
    or made.trade_in is not null and known.trade_in is null or made.finance is not null and known.finance is null;
begin
  if is_known_id and not says_more then
    return 'duplicate';
  end if;
  update public.leads as l
  set vehicle_id = coalesce(l.vehicle_id, made.vehicle_id),
    vehicle_match = case when coalesce(l.vehicle_match, 'unnamed') = 'unnamed' and l.vehicle_id is null
      then made.vehicle_match else l.vehicle_match end,
    vehicle_wanted = coalesce(l.vehicle_wanted, made.vehicle_wanted),
    alternatives = case when l.vehicle_id is null then made.alternatives else l.alternatives end,
    type = case when l.type = 'sales' then made.type else l.type end,
    inquiry = coalesce(l.inquiry, made.inquiry), interest = coalesce(l.interest, made.interest),
    trade_in = coalesce(l.trade_in, made.trade_in), finance = coalesce(l.finance, made.finance),
    postal_code = coalesce(l.postal_code, made.postal_code), details = made.details || l.details,
    times_received = l.times_received + 1, last_received_at = now(), is_urgent = l.is_urgent or not is_known_id
  where l.id = known.id;
  if is_known_id then
    update public.lead_source_credits as c set inquiry = coalesce(made.inquiry, c.inquiry)
    where c.lead_source_id = source.id and c.external_id = intake ->> 'external_id';
  else
    perform private.credit_lead(known.id, source, 'credited', intake);
    perform private.tell_of_lead(known, 'lead.resubmitted', 'asked again through ' || source.name);
  end if;
  if asks_anew then
    perform private.answer_lead(known.id, made.inquiry, intake);
  end if;
  return case when is_known_id then 'updated' else 'credited' end;
end
$$;
comment on function private.join_lead is 'Adds one more sending to a lead that we have: duplicate, updated or credited.';

create function private.tell_of_lead(lead public.leads, kind text, news text, dedupe_key text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  people uuid[] := private.on_duty(lead.dealership_id, now());
begin
  if lead.assigned_to is not null then
    people := array[lead.assigned_to];
  elsif cardinality(people) = 0 then
    people := private.reachable(lead.dealership_id, private.members_with(lead.dealership_id, 'leads.write'));
  end if;
  perform private.notify(lead.dealership_id, people, tell_of_lead.kind,
    coalesce((select u.full_name from public.customers as u where u.id = lead.customer_id), 'A shopper') || ' ' || news,
    '/leads/' || lead.id::text, tell_of_lead.dedupe_key);
end
$$;
comment on function private.tell_of_lead is
  'Tells a lead''s owner, or those on duty while nobody has it. Definer: reads shifts and memberships for the system.';

create function private.open_lead(made public.leads, source public.lead_sources, intake jsonb)
returns public.leads
language plpgsql volatile security invoker set search_path = '' as $$
declare
  opened public.leads := private.store_lead(made, source, intake);
begin
  perform private.answer_lead(opened.id, opened.inquiry, intake);
  return opened;
end
$$;
comment on function private.open_lead is 'Stores a new lead with its owner and promises its first answer.';
revoke execute on function private.keep_lead_source, private.keep_lead_consents, private.same_wish, private.read_lead,
  private.credit_lead, private.join_lead, private.tell_of_lead, private.open_lead from public, anon, authenticated;
grant execute on function private.keep_lead_source, private.keep_lead_consents, private.same_wish, private.read_lead,
  private.credit_lead, private.join_lead, private.tell_of_lead, private.open_lead to service_role;
