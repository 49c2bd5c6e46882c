-- A lead of a talk is about the one unit that our answers name, where the conversation itself names none.

create function private.unit_of_talk(conversation_id uuid, since timestamptz) returns uuid
language sql stable security invoker set search_path = '' as $$
  select v.id
  from (
    select m.dealership_id, m.metadata -> 'vehicle_ids' ->> 0 as named from public.messages as m
    where m.conversation_id = unit_of_talk.conversation_id and m.author = 'ai' and m.direction = 'outbound'
      and m.created_at >= unit_of_talk.since and jsonb_array_length(
        case when jsonb_typeof(m.metadata -> 'vehicle_ids') = 'array' then m.metadata -> 'vehicle_ids' else '[]' end) = 1
    order by m.id desc limit 1) as said
  join public.vehicles as v on v.dealership_id = said.dealership_id and v.id::text = said.named
$$;
comment on function private.unit_of_talk is 'The unit that the AI''s last answer about a single one was about.';
revoke execute on function private.unit_of_talk from public, anon, authenticated;

create or replace function private.lead_of_talk(thread public.conversations, message_id bigint, lead_source_id uuid)
returns public.leads
language plpgsql stable security invoker set search_path = '' as $$
declare
  made public.leads;
  said public.messages;
begin
  select m.* into said from public.messages as m where m.conversation_id = thread.id and m.id = lead_of_talk.message_id;
  made := private.lead_from_talk(made, thread);
  made.received_at := coalesce(made.received_at, said.created_at, now());
  made.dealership_id := thread.dealership_id;
  made.lead_source_id := lead_of_talk.lead_source_id;
  made.customer_id := thread.customer_id;
  made.vehicle_id := coalesce(thread.vehicle_id, private.unit_of_talk(thread.id, made.received_at));
  made.department := 'sales';
  made.type := case when thread.intents <@ array['trade_in', 'appraisal'] and thread.intents <> '{}' then 'trade'
    when thread.intents = array['finance'] then 'finance' else 'sales' end;
  made.inquiry := nullif(btrim(left(said.content, 4000)), '');
  made.interest := case when made.vehicle_id is null then left(made.inquiry, 2000) end;
  if thread.owner = 'human' and thread.assigned_to = any (private.members_with(thread.dealership_id, 'leads.write')) then
    made.assigned_to := thread.assigned_to;
    made.routing_reason := 'Has the conversation';
  end if;
  return made;
end
$$;

create or replace function private.note_answer_of_talk(wish private.lead_wishes) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  update public.leads as l
  set first_response_at = r.at, first_response_author = r.author,
    status = case when l.status = 'new' then 'working' else l.status end
  from (
    select coalesce(m.sent_at, m.created_at) as at, m.author, m.created_at from public.messages as m
    join public.leads as o on o.id = wish.lead_id and o.conversation_id = m.conversation_id
    where m.direction = 'outbound' and m.author in ('ai', 'staff')
      and m.delivery_status in ('sent', 'delivered', 'read') and m.created_at >= o.received_at
    order by m.id limit 1) as r
  where l.id = wish.lead_id and l.first_response_at is null;
  update public.leads as l set vehicle_id = private.unit_of_talk(l.conversation_id, l.received_at), interest = null
  where l.id = wish.lead_id and l.vehicle_id is null
    and private.unit_of_talk(l.conversation_id, l.received_at) is not null;
  delete from private.lead_wishes as w where w.conversation_id = wish.conversation_id;
end
$$;
