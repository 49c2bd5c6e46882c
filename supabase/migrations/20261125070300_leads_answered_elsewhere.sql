-- A lead of a chat that nobody has answered goes along when its form is answered by text or mail: that is its first
-- answer, and without it the lead counted as late for good.

create or replace function private.answer_lead(lead_id uuid, inquiry text, intake jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  lead public.leads;
  thread public.conversations;
  silence text;
begin
  select l.* into lead from public.leads as l where l.id = lead_id;
  silence := case when lead.type = 'other' then 'not_a_shopper'
    when inquiry is null and intake ->> 'request_kind' = 'resend' then 'resent'
    when intake ->> 'staff_note' is not null and inquiry is null then 'logged_by_staff' end;
  if silence is null then
    thread := private.thread_of_lead(lead, intake);
    if thread.id is null then
      silence := 'no_channel';
      perform private.ask_person_to_reach(lead, intake);
    end if;
  end if;
  update public.leads as l
  set unanswered_because = silence, conversation_id = case when l.first_response_at is null
    then coalesce(thread.id, l.conversation_id) else coalesce(l.conversation_id, thread.id) end
  where l.id = lead.id;
  if lead.type <> 'other' and silence is distinct from 'no_channel'
    and intake -> 'customer' ->> 'preferred_contact' = 'phone' then
    perform private.ask_person_to_reach(lead, intake, wants_call => true);
  end if;
  if silence is not null then
    return;
  end if;
  update public.conversations as c
  set vehicle_id = coalesce(lead.vehicle_id, c.vehicle_id),
    status = case when c.status in ('closed', 'archived') then 'active' else c.status end, closed_at = null
  where c.id = thread.id
  returning c.* into thread;
  if inquiry is not null then
    insert into public.messages (dealership_id, conversation_id, direction, author, channel, content, delivery_status,
      metadata)
    values (thread.dealership_id, thread.id, 'inbound', 'customer', thread.channel, inquiry, 'received',
      jsonb_build_object('lead_id', lead.id));
    if thread.owner = 'ai' then
      perform private.promise_reply(thread);
      update private.jobs as j set priority = 10
      where j.fifo_key = 'reply:' || thread.id::text and j.status = 'ready';
    end if;
  else
    perform private.enqueue_urgent_job(lead.dealership_id, 'respond_to_lead', jsonb_build_object('lead_id', lead.id),
      'reply:' || thread.id::text);
  end if;
end
$$;
