-- The call with which staff make a lead by hand; what it is made of stands in the migration before.

create or replace function public.create_lead(
  dealership_id uuid, client_id uuid, source text, full_name text default null, phone text default null,
  email text default null, wish text default null, type text default 'sales', note text default null,
  conversation_id uuid default null, is_mine boolean default true
) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  made public.leads;
  kept public.lead_sources;
  thread public.conversations;
  external_id text := 'staff:' || client_id::text;
  person jsonb := jsonb_strip_nulls(jsonb_build_object('full_name', nullif(btrim(full_name), ''),
    'phone', nullif(btrim(phone), ''), 'email', lower(nullif(btrim(email), ''))));
begin
  perform private.require_permission(dealership_id, 'leads.write');
  if external_id is null then
    perform private.refuse(400, 'invalid_client_id', 'Cannot make lead: client_id is missing');
  end if;
  -- The same request again waits here and then finds what the first one made.
  perform pg_advisory_xact_lock(hashtextextended('lead:' || dealership_id::text || external_id, 0));
  select l.* into made from public.lead_source_credits as c
  join public.lead_sources as s on s.dealership_id = c.dealership_id and s.id = c.lead_source_id
  join public.leads as l on l.dealership_id = c.dealership_id and l.id = c.lead_id
  where s.dealership_id = create_lead.dealership_id and c.external_id = external_id;
  if made.id is not null then
    return jsonb_build_object('outcome', 'duplicate', 'lead_id', made.id, 'is_shown', private.lead_is_in_scope(made));
  end if;
  if conversation_id is not null then
    thread := private.thread_behind_lead(dealership_id, conversation_id);
  end if;
  made := private.read_lead_by_hand(dealership_id, nullif(btrim(wish), ''), type, nullif(btrim(note), ''));
  perform private.require_lead_words(made, person, thread.id is null);
  kept := private.keep_own_source(dealership_id, source);
  if kept.id is null or not kept.is_active then
    perform private.refuse(400, 'invalid_source', 'Cannot make lead: the dealership has no such source');
  end if;
  made.lead_source_id := kept.id;
  if is_mine and (select auth.uid()) = any (private.members_with(dealership_id, 'leads.write')) then
    made.assigned_to := (select auth.uid());
    made.routing_reason := 'Kept by who made the lead';
  end if;
  if thread.id is not null then
    made := private.lead_from_talk(made, thread);
  end if;
  made.customer_id := case when thread.id is null then private.match_customer(dealership_id, person)
    else private.customer_of_thread(thread, person) end;
  made.unanswered_because := case when made.conversation_id is null or made.received_at is null then 'logged_by_staff' end;
  made.received_at := coalesce(made.received_at, now());
  return private.make_lead(made, kept, external_id);
end
$$;
comment on function public.create_lead is
  'Makes a lead by hand, once per client_id (permission leads.write): of a person by name with a phone number or an '
  'e-mail address, or of the customer of a conversation. wish is a stock number, a VIN or words. An open lead of the same '
  'person and wish is added to instead: {outcome: created | credited | duplicate, lead_id, is_shown}. No consent comes of '
  'it. Refusals: invalid_<field>. Definer: staff may not write customers and credits.';

revoke execute on function public.create_lead from public, anon, authenticated;
grant execute on function public.create_lead to authenticated;
