-- The first answer to a lead: where it is given, who gives it, and what is done when nothing can be sent. The
-- shopper's own words become a message that the AI answers like any other; without words a greeting is written.

create function private.thread_of_lead_email(dealership_id uuid, customer_id uuid, address text)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(thread_of_lead_email.dealership_id));
  thread := private.merged_thread(
    thread_of_lead_email.dealership_id, 'email', thread_of_lead_email.address, null, false);
  if thread.id is not null then
    return thread;
  end if;
  for attempt in 1..2 loop
    select c.* into thread from public.conversations as c
    where c.dealership_id = thread_of_lead_email.dealership_id and c.channel = 'email'
      and c.customer_address = thread_of_lead_email.address
    order by c.last_message_at desc limit 1 for update;
    exit when thread.id is not null;
    insert into public.conversations as c (dealership_id, customer_id, channel, customer_address)
    values (thread_of_lead_email.dealership_id, thread_of_lead_email.customer_id, 'email', thread_of_lead_email.address)
    on conflict do nothing returning c.* into thread;
    exit when thread.id is not null;
  end loop;
  return case when thread.merged_into is null then thread
    else private.reached_thread(thread.merged_into, thread_of_lead_email.address, null, false) end;
end
$$;
comment on function private.thread_of_lead_email is 'The locked e-mail conversation with one address, made when there is none.';

-- A chat may be over when the shopper's form comes in: what it asks is answered where they can be reached.
create function private.thread_of_lead(lead public.leads, intake jsonb) returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  own public.conversations;
  thread public.conversations;
  number public.phone_numbers;
  wants_email boolean := coalesce(intake -> 'customer' ->> 'preferred_contact' = 'email', false);
  reach record;
begin
  if lead.conversation_id is not null then
    select c.* into own from public.conversations as c where c.id = lead.conversation_id for update;
    if own.channel <> 'web' then
      return own;
    end if;
  end if;
  -- What the lead names comes first, in its order; then whatever else the shopper may be written to on.
  select r.kind, r.value into reach
  from (
    select i.kind, i.value, a.place, coalesce(a.textable, true) as textable
    from public.customer_identities as i
    left join private.lead_addresses(intake -> 'customer') as a on a.kind = i.kind and a.value = i.value
    where i.dealership_id = lead.dealership_id and i.customer_id = lead.customer_id and i.kind in ('phone', 'email')
  ) as r
  where (private.current_consent(lead.dealership_id, case r.kind when 'phone' then 'sms' else 'email' end, r.value)).status
      = 'granted'
    and (r.kind = 'email' and (private.mailbox_of(lead.dealership_id, null)).id is not null or r.textable and exists (
      select from public.phone_numbers as n where n.dealership_id = lead.dealership_id and n.is_active))
  order by r.kind = 'email' and wants_email desc, r.kind desc, r.place nulls last, r.value
  limit 1;
  if reach.kind = 'email' then
    thread := private.thread_of_lead_email(lead.dealership_id, lead.customer_id, reach.value);
  elsif reach.kind = 'phone' then
    select n.* into number from public.phone_numbers as n
    left join public.conversations as c on c.dealership_id = n.dealership_id and c.phone_number_id = n.id
      and c.channel = 'sms' and c.customer_address = reach.value
    where n.dealership_id = lead.dealership_id and n.is_active
    order by c.last_message_at desc nulls last, n.created_at, n.id limit 1;
    thread := private.thread_of_sms(number, reach.value);
  end if;
  return case when thread.id is null then own else thread end;
end
$$;
comment on function private.thread_of_lead is
  'The locked conversation in which a shopper is answered: texts where consent stands, else e-mail, else none.';

create function private.enqueue_urgent_job(dealership_id uuid, kind text, payload jsonb, fifo_key text) returns void
language sql volatile security invoker set search_path = '' as $$
  insert into private.jobs (dealership_id, kind, payload, fifo_key, priority)
  values (enqueue_urgent_job.dealership_id, enqueue_urgent_job.kind, enqueue_urgent_job.payload,
    enqueue_urgent_job.fifo_key, 10)
$$;
comment on function private.enqueue_urgent_job is
  'Promises work that a shopper waits for within a minute: it goes before everything that is due.';

create function private.answer_lead(lead_id uuid, inquiry text, intake jsonb) returns void
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
comment on function private.answer_lead is
  'Promises the first answer to a lead in the shopper''s conversation, or says on the lead why there is none.';

create function private.ask_person_to_reach(lead public.leads, intake jsonb, wants_call boolean default false) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  -- Somebody who said no to calls is not called.
  phone text := (select a.value from private.lead_addresses(intake -> 'customer') as a
    where a.kind = 'phone'
      and (private.current_consent(lead.dealership_id, 'phone', a.value)).status is distinct from 'revoked'
    order by a.place limit 1);
begin
  if wants_call and phone is null then
    return;
  end if;
  insert into public.lead_tasks (dealership_id, lead_id, kind, body, dedupe_key)
  values (lead.dealership_id, lead.id, case when phone is null then 'reply_elsewhere' else 'call' end,
    left(case when wants_call then 'Call ' || phone || ': they asked for a call'
        || coalesce(', ' || (intake -> 'customer' ->> 'preferred_time'), '')
      when phone is null then 'Reply in ' || coalesce(intake ->> 'source', 'the portal')
        || ': nothing that we may write to came with it'
      else 'Call ' || phone || ': no consent to texts and no e-mail address' end, 1600),
    case when wants_call then 'wants_call' else 'no_channel' end)
  on conflict on constraint lead_tasks_dedupe_key_once do nothing;
  perform private.tell_of_lead(lead, 'lead.task',
    case when wants_call then 'would like a call' else 'cannot be written to: please reach out' end);
end
$$;
comment on function private.ask_person_to_reach is
  'Makes the task for a lead that no message can reach, or whose shopper asked to be called. Definer: tasks are written '
  'by the system.';

-- A text to somebody who never wrote to us says once how to stop, whoever wrote it.
create function private.tg_say_how_to_stop() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not exists (select from public.messages as m where m.conversation_id = new.conversation_id
    and (m.direction = 'outbound' and m.delivery_status not in ('blocked', 'failed')
      or m.author = 'customer' and not m.metadata ? 'lead_id')) then
    new.content := new.content || case (select u.preferred_language from public.conversations as c
        join public.customers as u on u.id = c.customer_id where c.id = new.conversation_id)
      when 'es' then ' Responda STOP para no recibir más mensajes.' else ' Reply STOP to opt out.' end;
  end if;
  return new;
end
$$;
comment on function private.tg_say_how_to_stop is
  'Ends the first text of a thread that we open with how to opt out. Definer: reads the thread whoever writes.';
create trigger messages_15_say_how_to_stop before insert on public.messages
  for each row when (new.author = 'ai' and new.direction = 'outbound' and new.channel = 'sms')
  execute function private.tg_say_how_to_stop();

create function public.load_lead_response(lead_id uuid, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  lead public.leads;
  thread public.conversations;
  reason text;
begin
  select l.* into lead from public.leads as l where l.id = lead_id;
  select c.* into thread from public.conversations as c where c.id = lead.conversation_id;
  reason := case
    when thread.id is null then 'gone'
    when not private.holds_lease(lease_token, 'respond_to_lead') then 'lease_lost'
    when lead.status in ('sold', 'lost') then 'lead_closed'
    when private.unanswered_messages(thread.id) <> '[]' then 'answered_as_reply'
    else private.stand_down_reason(thread) end;
  if reason is not null then
    return jsonb_build_object('decision', 'stand_down', 'reason', reason);
  end if;
  return (
    select jsonb_build_object(
      'decision', 'reply',
      'lead', jsonb_build_object('id', lead.id, 'type', lead.type, 'department', lead.department,
        'vehicle_id', lead.vehicle_id, 'vehicle_match', lead.vehicle_match, 'alternatives', lead.alternatives,
        'wanted', coalesce(lead.vehicle_wanted, '{}')),
      'conversation', jsonb_build_object('id', thread.id, 'channel', thread.channel, 'ai_context', thread.ai_context),
      'dealership', to_jsonb(d) - array['created_at', 'updated_at'],
      'hours', coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'department', h.department,
          'weekday', h.weekday, 'opens_at', h.opens_at, 'closes_at', h.closes_at) order by h.weekday, h.opens_at)
        from public.business_hours as h where h.dealership_id = d.id and h.department in ('sales', 'service')), '[]'),
      'holidays', coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'on_date', h.on_date, 'name', h.name,
          'opens_at', h.opens_at, 'closes_at', h.closes_at) order by h.on_date)
        from public.business_holidays as h
        where h.dealership_id = d.id and h.on_date between current_date - 1 and current_date + 370), '[]'),
      'persona', private.persona_for_reply(thread),
      'customer', (select jsonb_build_object('first_name', nullif(split_part(u.full_name, ' ', 1), ''),
          'preferred_language', u.preferred_language)
        from public.customers as u where u.id = thread.customer_id),
      'messages', private.recent_messages(thread.id),
      'pending', '[]'::jsonb, 'focus_vehicle_id', lead.vehicle_id,
      'vocabulary', private.inventory_vocabulary(d.id), 'now', now())
    from public.dealerships as d where d.id = thread.dealership_id);
end
$$;
comment on function public.load_lead_response is
  'All that a greeting to a lead may be made from, in one round trip; or {decision: stand_down, reason} when none may be '
  'sent by itself.';

create function public.submit_lead_response(lead_id uuid, reply jsonb, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  lead public.leads;
  thread public.conversations;
  stored_id bigint;
  reason text;
begin
  select l.* into lead from public.leads as l where l.id = lead_id;
  select c.* into thread from public.conversations as c where c.id = lead.conversation_id for update;
  reason := case
    when thread.id is null then 'gone'
    when not private.holds_lease(lease_token, 'respond_to_lead') then 'lease_lost'
    when private.unanswered_messages(thread.id) <> '[]' then 'answered_as_reply'
    when exists (select from public.messages as m where m.conversation_id = thread.id and m.author = 'ai'
      and m.metadata ->> 'lead_id' = lead.id::text) then 'greeted_before'
    else private.stand_down_reason(thread) end;
  if reason is not null then
    return jsonb_build_object('outcome', 'stood_down', 'reason', reason, 'message_id', null);
  end if;
  insert into public.messages (dealership_id, conversation_id, direction, author, channel, content, delivery_status,
    is_handover_notice, ai_model, ai_confidence, persona_id, evidence, metadata)
  values (thread.dealership_id, thread.id, 'outbound', 'ai', thread.channel, reply ->> 'content', 'queued',
    jsonb_typeof(reply -> 'handover') = 'object', 'template', 1, (reply ->> 'persona_id')::uuid,
    coalesce(reply -> 'evidence', '[]'), jsonb_build_object('lead_id', lead.id,
      'vehicle_ids', coalesce(reply -> 'vehicle_ids', '[]'), 'template_ids', coalesce(reply -> 'template_ids', '[]')))
  returning id into stored_id;
  perform private.enqueue_urgent_job(thread.dealership_id, 'send_message',
    jsonb_build_object('message_id', stored_id), 'send:' || thread.id::text);
  if jsonb_typeof(reply -> 'handover') = 'object' then
    perform private.step_back(thread.id, reply -> 'handover' ->> 'reason', (reply -> 'handover') - 'reason');
  end if;
  return jsonb_build_object('outcome', 'queued', 'message_id', stored_id);
end
$$;
comment on function public.submit_lead_response is
  'Queues the greeting to a lead once, through the send gate: {outcome: queued | stood_down, reason, message_id}.';

create function public.note_unanswered_lead(lead_id uuid, reason text) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.leads as l set unanswered_because = left(note_unanswered_lead.reason, 60)
  where l.id = note_unanswered_lead.lead_id and l.first_response_at is null
$$;
comment on function public.note_unanswered_lead is 'Says on the lead why it got no answer by itself.';

revoke execute on function private.thread_of_lead_email, private.thread_of_lead, private.answer_lead,
  private.enqueue_urgent_job,
  private.ask_person_to_reach, private.tg_say_how_to_stop, public.load_lead_response, public.submit_lead_response,
  public.note_unanswered_lead from public, anon, authenticated;
grant execute on function private.thread_of_lead_email, private.thread_of_lead, private.answer_lead,
  private.enqueue_urgent_job,
  private.ask_person_to_reach, public.load_lead_response, public.submit_lead_response, public.note_unanswered_lead
  to service_role;
