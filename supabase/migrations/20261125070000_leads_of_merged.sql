-- A lead stands with the shopper and the conversation that are left when one is merged in the moment in which it is
-- made; and nobody is late with an answer to somebody who did not write.

create function private.hold_shopper(customer_id uuid) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
declare
  held public.customers;
begin
  held.merged_into := hold_shopper.customer_id;
  loop
    select c.* into held from public.customers as c where c.id = held.merged_into for no key update;
    exit when held.merged_into is null;
    -- An address that was added during the merge goes along.
    update public.customer_identities as i set customer_id = held.merged_into
    where i.dealership_id = held.dealership_id and i.customer_id = held.id;
  end loop;
  return held.id;
end
$$;
comment on function private.hold_shopper is
  'Locks a customer, or the one that they were merged into, and returns whom.';

create or replace function private.match_customer(dealership_id uuid, person jsonb) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  known uuid[];
  said_name text := nullif(btrim(left(person ->> 'full_name', 120)), '');
  said_language text := substring(lower(coalesce(person ->> 'language', person ->> 'preferred_language')) from '^[a-z]{2}');
begin
  -- Leads with an address in common go one after the other, always locked in the same order.
  perform pg_advisory_xact_lock(k.key) from (
    select hashtextextended('address:' || match_customer.dealership_id::text || a.kind || a.value, 0) as key
    from private.lead_addresses(person) as a order by 1) as k;
  known := private.customers_by_address(match_customer.dealership_id, person);
  if cardinality(known) = 0 then
    insert into public.customers as c (dealership_id, full_name, preferred_language)
    values (match_customer.dealership_id, said_name, said_language) returning array[c.id] into known;
  end if;
  insert into public.customer_identities (dealership_id, customer_id, kind, value)
  select match_customer.dealership_id, known[1], a.kind, a.value from private.lead_addresses(person) as a
  order by a.kind, a.value
  on conflict (dealership_id, kind, value) do nothing;
  -- Whom these were added to may be merged by now.
  perform private.hold_shopper(known[1]);
  -- A text from the same number may have made its customer in between: the address decides.
  known := private.customers_by_address(match_customer.dealership_id, person) || known;
  known[1] := private.hold_shopper(known[1]);
  update public.customers as c
  set full_name = coalesce(c.full_name, said_name), preferred_language = coalesce(c.preferred_language, said_language)
  where c.id = known[1] and (c.full_name is null and said_name is not null
    or c.preferred_language is null and said_language is not null);
  insert into public.customer_merge_suggestions (dealership_id, matched_id, other_id, reason)
  select distinct on (o.id) match_customer.dealership_id, known[1], o.id,
    'A lead names the phone of one and another address of the other'
  from unnest(known[2:]) as o (id) where o.id <> known[1]
    and exists (select from public.customer_identities as i where i.customer_id = o.id)
  on conflict on constraint customer_merge_suggestions_pair_key do nothing;
  return known[1];
end
$$;

create or replace function private.customer_of_thread(thread public.conversations, person jsonb) returns uuid
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

create or replace function private.thread_behind_lead(dealership_id uuid, conversation_id uuid)
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

create or replace function private.make_lead_of_talk(wish private.lead_wishes) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
  lead public.leads;
  source public.lead_sources;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(wish.dealership_id));
  select o.* into thread from public.conversations as c
  join public.conversations as o on o.dealership_id = c.dealership_id and o.id = coalesce(c.merged_into, c.id)
  where c.id = wish.conversation_id;
  -- As when a document brings a lead: one at a time for each shopper.
  perform from public.customers as u where u.id = thread.customer_id and u.merged_into is null for no key update;
  if not found then
    raise exception 'Cannot make lead: its customer was merged meanwhile';
  end if;
  select l.* into lead from public.leads as l
  where l.dealership_id = thread.dealership_id and l.customer_id = thread.customer_id and l.status not in ('sold', 'lost')
  order by l.received_at desc limit 1;
  if lead.id is null and not private.is_no_lead(thread) then
    source := private.keep_own_source(thread.dealership_id,
      case thread.channel when 'sms' then 'Text' when 'email' then 'E-mail' when 'web' then 'Web chat' else 'Phone' end);
    lead := private.store_lead(private.lead_of_talk(thread, wish.message_id, source.id), source,
      jsonb_build_object('raw_ref', jsonb_build_object('kind', 'conversation', 'id', thread.id)));
    if lead.first_response_author = 'ai' then
      perform private.start_follow_up(lead);
    end if;
    perform private.join_visits(lead);
    -- Who came by or called to book a visit waits for no message.
    update public.leads as l set unanswered_because = 'logged_by_staff', answer_due_at = null
    where l.id = lead.id and wish.message_id is null
      and (select t.received_at from private.talk_behind_lead(thread) as t) is null;
    update private.lead_wishes as w set lead_id = lead.id, try_at = now() + interval '1 minute'
    where w.conversation_id = wish.conversation_id;
    return;
  end if;
  update public.leads as l set conversation_id = thread.id where l.id = lead.id and l.conversation_id is null;
  delete from private.lead_wishes as w where w.conversation_id = wish.conversation_id;
end
$$;

-- Fifty shoppers in other hands held all that the tick had locked for 25 s.
alter function private.make_leads_of_talks set lock_timeout = '100ms';

revoke execute on function private.hold_shopper from public, anon, authenticated;
grant execute on function private.hold_shopper to service_role;
