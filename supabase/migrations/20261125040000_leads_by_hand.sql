-- A lead that staff make: somebody walked in or called, or a conversation turned out to be one. A phone number or an
-- address that staff type gives no consent, and nobody is written to because of it.

create function private.own_source_kind(name text) returns text
language sql immutable security invoker set search_path = '' as $$
  select case own_source_kind.name when 'Walk-in' then 'walk_in' when 'Phone' then 'phone' when 'Referral' then 'referral'
    when 'Text' then 'sms' when 'Web chat' then 'website' when 'E-mail' then 'other' end
$$;
comment on function private.own_source_kind is
  'The kind of a source that every dealership has without naming it: its door, its phone and its channels; else null.';

create function private.keep_own_source(dealership_id uuid, name text) returns public.lead_sources
language plpgsql volatile security invoker set search_path = '' as $$
declare
  kept public.lead_sources;
begin
  -- When it last sent us anything stays as it is: nobody is told that a door has fallen silent.
  insert into public.lead_sources (dealership_id, name, kind)
  select keep_own_source.dealership_id, keep_own_source.name, k.kind
  from (select private.own_source_kind(keep_own_source.name) as kind) as k where k.kind is not null
  on conflict on constraint lead_sources_name_key do nothing;
  select s.* into kept from public.lead_sources as s
  where s.dealership_id = keep_own_source.dealership_id and s.name = keep_own_source.name;
  return kept;
end
$$;
comment on function private.keep_own_source is
  'The source of that name; those that every dealership has are made on first need, others are null when unknown.';

create function private.talk_behind_lead(thread public.conversations)
returns table (received_at timestamptz, first_response_at timestamptz, first_response_author text)
language sql stable security invoker set search_path = '' as $$
  select w.began_at, r.at, r.author
  from (
    select min(m.created_at) as began_at from public.messages as m
    where m.conversation_id = thread.id and m.author = 'customer'
      and m.created_at > greatest(now() - interval '1 day', (select max(l.closed_at) from public.leads as l
        where l.dealership_id = thread.dealership_id and l.customer_id = thread.customer_id))
  ) as w
  left join lateral (
    select coalesce(m.sent_at, m.created_at) as at, m.author from public.messages as m
    where m.conversation_id = thread.id and m.direction = 'outbound' and m.author in ('ai', 'staff')
      and m.delivery_status in ('sent', 'delivered', 'read') and m.created_at >= w.began_at
    order by m.id limit 1
  ) as r on true
$$;
comment on function private.talk_behind_lead is
  'When the shopper began the talk that is a lead now, a day ago at most and after their last lead was over, and our '
  'first answer in it; nulls when they have not written.';

-- What open_lead did without its answer, for leads that nobody answers by itself or that are being answered already.
create function private.store_lead(made public.leads, source public.lead_sources, intake jsonb) returns public.leads
language plpgsql volatile security invoker set search_path = '' as $$
declare
  stored public.leads;
  ref jsonb := coalesce(intake -> 'raw_ref', case when intake ->> 'document_id' is not null then
    jsonb_build_object('kind', 'document', 'id', intake ->> 'document_id') end);
begin
  if made.assigned_to is null then
    -- One lead of a dealership is given out at a time, or two at once would both go to the next in the round.
    perform pg_advisory_xact_lock(hashtextextended('routing:' || made.dealership_id::text, 0));
    select r.rule_id, r.user_id, r.reason into made.routing_rule_id, made.assigned_to, made.routing_reason
    from private.route_lead(made) as r;
  end if;
  insert into public.leads (dealership_id, lead_source_id, customer_id, conversation_id, vehicle_id, status, interest,
    score, score_reasons, assigned_to, routing_rule_id, routing_reason, received_at, type, department, inquiry,
    vehicle_wanted, vehicle_match, alternatives, trade_in, finance, co_buyers, details, postal_code, raw_refs,
    first_response_at, first_response_author, unanswered_because)
  values (made.dealership_id, made.lead_source_id, made.customer_id, made.conversation_id, made.vehicle_id,
    case when made.first_response_at is null then 'new' else 'working' end, made.interest, made.score,
    coalesce(made.score_reasons, '[]'), made.assigned_to, made.routing_rule_id, made.routing_reason, made.received_at,
    made.type, made.department, made.inquiry, made.vehicle_wanted, made.vehicle_match,
    coalesce(made.alternatives, '{}'), made.trade_in, made.finance, coalesce(made.co_buyers, '[]'),
    coalesce(made.details, '{}'), made.postal_code, case when ref is null then '[]' else jsonb_build_array(ref) end,
    made.first_response_at, made.first_response_author, made.unanswered_because)
  returning * into stored;
  perform private.credit_lead(stored.id, source, 'created', intake);
  update public.customer_merge_suggestions as s set lead_id = stored.id
  where s.dealership_id = stored.dealership_id and s.matched_id = stored.customer_id and s.lead_id is null;
  return stored;
end
$$;
comment on function private.store_lead is
  'Stores a new lead with its credit; one that has nobody yet is given to whom the rules say.';

create function private.lead_from_talk(made public.leads, thread public.conversations) returns public.leads
language plpgsql stable security invoker set search_path = '' as $$
begin
  made.conversation_id := thread.id;
  select t.received_at, t.first_response_at, t.first_response_author
  into made.received_at, made.first_response_at, made.first_response_author from private.talk_behind_lead(thread) as t;
  return made;
end
$$;
comment on function private.lead_from_talk is 'A lead with its conversation, and when it began and was answered there.';

create function private.thread_behind_lead(dealership_id uuid, conversation_id uuid)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  -- A merge of conversations comes before the lead or after it.
  perform pg_advisory_xact_lock_shared(private.merge_turn(thread_behind_lead.dealership_id));
  select o.* into thread from public.conversations as c
  join public.conversations as o on o.dealership_id = c.dealership_id and o.id = coalesce(c.merged_into, c.id)
  where c.dealership_id = thread_behind_lead.dealership_id and c.id = thread_behind_lead.conversation_id
    and c.dealership_id = any (private.dealerships_where('conversations.read'));
  if thread.id is null or not private.thread_is_in_scope(thread) then
    perform private.refuse(400, 'invalid_conversation_id', 'Cannot make lead: there is no such conversation');
  end if;
  return thread;
end
$$;
comment on function private.thread_behind_lead is
  'The conversation that a lead is made of, or the one it was merged into, if the caller sees it; not locked, as leads '
  'lock their customer first.';

create function private.read_lead_by_hand(dealership_id uuid, wish text, type text, note text) returns public.leads
language plpgsql stable security invoker set search_path = '' as $$
declare
  made public.leads;
begin
  made.dealership_id := read_lead_by_hand.dealership_id;
  made.type := read_lead_by_hand.type;
  made.department := 'sales';
  select m.vehicle_id, m.matched_by, m.alternatives into made.vehicle_id, made.vehicle_match, made.alternatives
  from private.match_vehicle(read_lead_by_hand.dealership_id, jsonb_build_object('vin', wish, 'stock_number', wish)) as m;
  if made.vehicle_id is null then
    made.vehicle_match := 'unnamed';
    made.alternatives := '{}';
    made.interest := wish;
  end if;
  made.details := jsonb_strip_nulls(jsonb_build_object('staff_note', note));
  return made;
end
$$;
comment on function private.read_lead_by_hand is
  'A lead as a colleague words it: a wish that is a stock number or a VIN of ours names the unit.';

create function private.require_lead_words(wish public.leads, person jsonb, is_alone boolean) returns void
language plpgsql stable security invoker set search_path = '' as $$
declare
  phone text := person ->> 'phone';
  email text := person ->> 'email';
begin
  if is_alone and person ->> 'full_name' is null or length(person ->> 'full_name') > 120 then
    perform private.refuse(400, 'invalid_full_name', 'Cannot make lead: a name has 1 to 120 characters');
  end if;
  if phone !~ '^\+[1-9][0-9]{6,14}$' then
    perform private.refuse(400, 'invalid_phone', 'Cannot make lead: this is not a phone number');
  end if;
  if email !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' or length(email) > 254 then
    perform private.refuse(400, 'invalid_email', 'Cannot make lead: this is not an e-mail address');
  end if;
  if is_alone and phone is null and email is null then
    perform private.refuse(400, 'invalid_phone', 'Cannot make lead: it needs a phone number or an e-mail address');
  end if;
  if wish.type is null or wish.type not in ('sales', 'trade', 'test_drive', 'finance') then
    perform private.refuse(400, 'invalid_type', 'Cannot make lead: type is sales, trade, test_drive or finance');
  end if;
  if length(wish.interest) > 2000 then
    perform private.refuse(400, 'invalid_wish', 'Cannot make lead: a wish has at most 2,000 characters');
  end if;
  if length(wish.details ->> 'staff_note') > 4000 then
    perform private.refuse(400, 'invalid_note', 'Cannot make lead: a note has at most 4,000 characters');
  end if;
end
$$;
comment on function private.require_lead_words is 
  'Refuses a lead of staff by the field that is wrong; one without a conversation needs a person.';

create function private.customer_of_thread(thread public.conversations, person jsonb) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
begin
  -- As when a lead is matched: whoever names the same address waits, always in the same order.
  perform pg_advisory_xact_lock(k.key) from (
    select hashtextextended('address:' || thread.dealership_id::text || a.kind || a.value, 0) as key
    from private.lead_addresses(person) as a order by 1) as k;
  insert into public.customer_identities (dealership_id, customer_id, kind, value)
  select thread.dealership_id, thread.customer_id, a.kind, a.value from private.lead_addresses(person) as a
  order by a.kind, a.value
  on conflict (dealership_id, kind, value) do nothing;
  thread.customer_id := private.hold_shopper(thread.customer_id);
  update public.customers as c set full_name = person ->> 'full_name'
  where c.id = thread.customer_id and c.full_name is null and person ->> 'full_name' is not null;
  insert into public.customer_merge_suggestions (dealership_id, matched_id, other_id, reason)
  select distinct thread.dealership_id, thread.customer_id, o.id, 'A colleague named an address of the other'
  from unnest(private.customers_by_address(thread.dealership_id, person)) as o (id) where o.id <> thread.customer_id
  on conflict on constraint customer_merge_suggestions_pair_key do nothing;
  return thread.customer_id;
end
$$;
comment on function private.customer_of_thread is
  'The customer of a conversation, with the name and the addresses added that were not known of them; an address of '
  'another customer suggests to merge.';

create function private.add_to_lead(known public.leads, made public.leads, source public.lead_sources, external_id text)
returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  note text := made.details ->> 'staff_note';
begin
  update public.leads as l
  set vehicle_id = coalesce(l.vehicle_id, made.vehicle_id),
    vehicle_match = case when l.vehicle_id is null and made.vehicle_id is not null then made.vehicle_match
      else l.vehicle_match end,
    type = case when l.type = 'sales' then made.type else l.type end, interest = coalesce(l.interest, made.interest),
    conversation_id = coalesce(l.conversation_id, made.conversation_id),
    details = l.details || case when note is null then '{}' else jsonb_build_object('staff_note',
      right(concat_ws(E'\n', l.details ->> 'staff_note', note), 4000)) end,
    times_received = l.times_received + 1, last_received_at = now()
  where l.id = known.id;
  perform private.credit_lead(known.id, source, 'credited', jsonb_build_object('external_id', external_id));
  if known.assigned_to is distinct from (select auth.uid()) then
    perform private.tell_of_lead(known, 'lead.resubmitted', 'asked again through ' || source.name);
  end if;
end
$$;
comment on function private.add_to_lead is
  'Adds what a colleague heard to a lead that we have, and tells who has it.';

create function private.make_lead(made public.leads, source public.lead_sources, external_id text) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  lead public.leads;
  is_known boolean;
begin
  perform from public.customers as c where c.id = made.customer_id for no key update;
  select l.* into lead from public.leads as l
  where l.dealership_id = made.dealership_id and l.customer_id = made.customer_id
    and l.status in ('new', 'working', 'appointment') and l.last_received_at > now() - interval '30 days'
    and private.same_wish(l, made)
  order by l.vehicle_id is not distinct from made.vehicle_id desc, l.received_at desc limit 1;
  is_known := lead.id is not null;
  if is_known then
    perform private.add_to_lead(lead, made, source, external_id);
  else
    lead := private.store_lead(made, source, jsonb_build_object('external_id', external_id));
    -- Who stood at the desk or was on the phone waits for no message.
    update public.leads as l set answer_due_at = null
    where l.id = lead.id and l.unanswered_because = 'logged_by_staff';
  end if;
  return jsonb_build_object('outcome', case when is_known then 'credited' else 'created' end, 'lead_id', lead.id,
    'is_shown', private.lead_is_in_scope(lead));
end
$$;
comment on function private.make_lead is
  'Stores a lead of staff, or adds it to the open one of the same shopper and wish: {outcome, lead_id, is_shown}.';

create function private.lead_is_in_scope(lead public.leads) returns boolean
language sql stable security definer set search_path = '' as $$
  select lead.dealership_id = any (private.dealerships_seeing_all()) or lead.assigned_to is null
    or lead.dealership_id::text || '/' || lead.assigned_to::text = any (private.scope_seats())
$$;
comment on function private.lead_is_in_scope is
  'Whether the caller sees a lead of a dealership where they may read leads. Definer: reads teams past policies.';

revoke execute on function private.own_source_kind, private.keep_own_source, private.talk_behind_lead, private.store_lead,
  private.require_lead_words, private.customer_of_thread, private.add_to_lead, private.make_lead,
  private.lead_is_in_scope, private.thread_behind_lead, private.read_lead_by_hand, private.lead_from_talk
  from public, anon, authenticated;
grant execute on function private.store_lead, private.keep_own_source, private.own_source_kind to service_role;
