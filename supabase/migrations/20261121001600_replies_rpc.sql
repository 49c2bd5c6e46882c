-- The AI's turn: one call that loads all it may know, one that takes its answer, and the rules between them.

create function private.stand_down_reason(thread public.conversations) returns text
language sql stable security invoker set search_path = '' as $$
  select case
    when not d.ai_enabled then 'ai_off'
    when thread.ai_paused then 'ai_paused'
    when thread.owner <> 'ai' then 'owned_by_staff'
    when thread.status in ('closed', 'archived') then 'closed'
    when (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status
      is distinct from 'granted' then 'no_consent'
  end
  from public.dealerships as d where d.id = thread.dealership_id
$$;
comment on function private.stand_down_reason is 'Why the AI must not speak in this conversation now, or null.';

create function private.recent_messages(conversation_id uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', m.id, 'author', m.author, 'content', m.content, 'created_at', m.created_at, 'intent', m.intent,
    'vehicle_ids', coalesce(m.metadata -> 'vehicle_ids', '[]'::jsonb)) order by m.id), '[]')
  from (
    select * from public.messages as r
    where r.conversation_id = recent_messages.conversation_id and r.kind in ('text', 'media')
      and r.delivery_status not in ('blocked', 'failed', 'unknown')
    order by r.id desc limit 30
  ) as m
$$;
comment on function private.recent_messages is 'The last 30 spoken messages of a thread, oldest first; what never left does not count.';

create function private.unanswered_messages(conversation_id uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(m.id order by m.id), '[]') from public.messages as m
  where m.conversation_id = unanswered_messages.conversation_id and m.author = 'customer'
    and m.id > coalesce((
      select max(o.id) from public.messages as o
      where o.conversation_id = unanswered_messages.conversation_id and o.direction = 'outbound'
        and o.delivery_status not in ('blocked', 'failed')), 0)
$$;
comment on function private.unanswered_messages is
  'Ids of the shopper''s messages since we last spoke; an answer that never left does not count.';

create function private.inventory_vocabulary(dealership_id uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with lot as materialized (
    select distinct v.make, v.model, v.body_style, v.ext_color, v.trim
    from public.vehicles as v
    where v.dealership_id = inventory_vocabulary.dealership_id and v.status <> 'retired'
  )
  select jsonb_build_object(
    'makes', array(select distinct l.make from lot as l),
    'models', array(select distinct l.model from lot as l),
    'body_styles', array(select distinct l.body_style from lot as l where l.body_style is not null),
    'colors', array(select distinct l.ext_color from lot as l where l.ext_color is not null),
    'trims', array(select distinct l.trim from lot as l where l.trim is not null))
$$;
comment on function private.inventory_vocabulary is 'The words this dealership''s inventory is described with.';

create function public.load_reply_context(conversation_id uuid, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  thread public.conversations;
  pending jsonb := private.unanswered_messages(conversation_id);
  reason text;
begin
  select c.* into thread from public.conversations as c where c.id = conversation_id;
  reason := case
    when thread.id is null then 'gone'
    when not private.holds_lease(lease_token, 'reply_with_ai') then 'lease_lost'
    when pending = '[]' then 'nothing_pending'
    else private.stand_down_reason(thread) end;
  if reason is not null then
    return jsonb_build_object('decision', 'stand_down', 'reason', reason);
  end if;
  return private.reply_context(thread, pending);
end
$$;
comment on function public.load_reply_context is
  'All that a reply may be made from, in one round trip, with the persona''s published words; or {decision: '
  'stand_down, reason} when the AI must not speak.';

-- Keeps understanding, the alert and the run's record too; see private.keep_reply_run.
create function public.submit_reply(
  conversation_id uuid, answers_through bigint, reply jsonb, lease_token uuid
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  thread public.conversations;
  stored_id bigint;
  handed_over boolean := coalesce(jsonb_typeof(reply -> 'handover') = 'object', false);
  streak int := coalesce((reply ->> 'negative_streak')::int, 0);
  reason text;
begin
  -- The row lock orders this against take-over, opt-out and the next inbound message.
  select c.* into thread from public.conversations as c where c.id = conversation_id for update;
  reason := case
    when not private.holds_lease(lease_token, 'reply_with_ai') then 'lease_lost'
    else private.stand_down_reason(thread) end;
  if reason is not null then
    perform private.keep_reply_run(thread, answers_through, null, 'stood_down', reply);
    return jsonb_build_object('outcome', 'stood_down', 'reason', reason, 'message_id', null);
  end if;
  if exists (select from public.messages as m where m.conversation_id = thread.id
    and m.author = 'customer' and m.id > answers_through) then
    perform private.keep_reply_run(thread, answers_through, null, 'superseded', reply);
    return jsonb_build_object('outcome', 'superseded', 'message_id', null);
  end if;

  update public.messages as m set intent = coalesce(reply ->> 'intent', m.intent)
  where m.id = answers_through and m.conversation_id = thread.id;
  perform private.keep_understanding(thread, reply -> 'understood');
  update public.conversations as c
  set vehicle_id = coalesce((
      select v.id from public.vehicles as v
      where v.dealership_id = c.dealership_id and jsonb_array_length(coalesce(reply -> 'vehicle_ids', '[]')) = 1
        and v.id = (reply -> 'vehicle_ids' ->> 0)::uuid), c.vehicle_id),
    ai_context = c.ai_context || coalesce(reply -> 'ai_context', '{}')
  where c.id = thread.id;

  if not coalesce((reply ->> 'silent')::boolean, false) and nullif(reply ->> 'content', '') is not null then
    stored_id := private.queue_ai_message(thread, answers_through, reply, handed_over);
  end if;
  if handed_over then
    perform private.step_back(thread.id, coalesce(reply -> 'handover' ->> 'reason', 'asked_for_person'),
      (reply -> 'handover') - 'reason');
  elsif streak >= 2 then
    perform private.alert_unhappy(thread, streak);
  end if;
  perform private.keep_reply_run(thread, answers_through, stored_id,
    case when handed_over then 'handed_over' when stored_id is null then 'silent' else 'queued' end, reply);
  return jsonb_build_object(
    'outcome', case when handed_over then 'handed_over' when stored_id is null then 'silent' else 'queued' end,
    'message_id', stored_id);
end
$$;
comment on function public.submit_reply is
  'Takes the AI''s answer to all messages up to answers_through: queues it, hands over when it says so, all in one '
  'transaction. {outcome: queued|handed_over|silent|superseded|stood_down, message_id}.';

create function private.queue_ai_message(
  thread public.conversations, answers_through bigint, reply jsonb, handed_over boolean
) returns bigint
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  stored_id bigint;
begin
  insert into public.messages (dealership_id, conversation_id, direction, author, channel, content, in_reply_to,
    is_handover_notice, delivery_status, ai_model, ai_confidence, persona_id, intent, evidence,
    processing_time_ms, metadata)
  values (thread.dealership_id, thread.id, 'outbound', 'ai', thread.channel, reply ->> 'content', answers_through,
    handed_over, 'queued', reply ->> 'model', (reply ->> 'confidence')::numeric, (reply ->> 'persona_id')::uuid,
    reply ->> 'intent', coalesce(reply -> 'evidence', '[]'), (reply ->> 'processing_time_ms')::int,
    jsonb_build_object('vehicle_ids', coalesce(reply -> 'vehicle_ids', '[]'), 'tokens', reply -> 'tokens',
      'template_ids', coalesce(reply -> 'template_ids', '[]')))
  on conflict (conversation_id, in_reply_to)
    where author = 'ai' and in_reply_to is not null and delivery_status <> 'blocked' do nothing
  returning id into stored_id;
  if stored_id is not null then
    perform private.enqueue_job(thread.dealership_id, 'send_message',
      jsonb_build_object('message_id', stored_id), 'send:' || thread.id::text);
  end if;
  return stored_id;
end
$$;
comment on function private.queue_ai_message is
  'Stores the AI''s message and the promise to send it; null when this burst was already answered.';

revoke execute on function public.load_reply_context, public.submit_reply, private.stand_down_reason,
  private.recent_messages, private.unanswered_messages, private.inventory_vocabulary,
  private.queue_ai_message
  from public, anon, authenticated;
grant execute on function public.load_reply_context, public.submit_reply, private.stand_down_reason,
  private.recent_messages, private.unanswered_messages, private.inventory_vocabulary,
  private.queue_ai_message to service_role;
