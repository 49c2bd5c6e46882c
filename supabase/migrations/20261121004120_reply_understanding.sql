-- What each shopper's message says is stored with the message, as the reply that answered it read it.

alter table public.messages
  add column sentiment text constraint messages_sentiment_known check (sentiment in ('positive', 'neutral', 'negative')),
  add column language text constraint messages_language_form check (language ~ '^[a-z]{2,3}$'),
  add column urgency text constraint messages_urgency_known check (urgency in ('low', 'normal', 'high')),
  add column intents jsonb not null default '[]'
    constraint messages_intents_array check (jsonb_typeof(intents) = 'array');
comment on column public.messages.intents is 'What the shopper wants: [{name, confidence, evidence}], the words with private numbers masked.';
comment on column public.messages.language is 'ISO 639-1 code of a shopper''s message.';
grant select (sentiment, language, urgency, intents) on public.messages to authenticated;

create function private.keep_understanding(thread public.conversations, understood jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.messages as m
  set intent = coalesce(u.one -> 'intents' -> 0 ->> 'name', m.intent),
    intents = case when jsonb_typeof(u.one -> 'intents') = 'array' then u.one -> 'intents' else '[]' end,
    sentiment = u.one ->> 'sentiment', urgency = u.one ->> 'urgency',
    language = substring(u.one ->> 'language' from '^[a-z]{2,3}$')
  from jsonb_array_elements(case when jsonb_typeof(understood) = 'array' then understood else '[]' end) as u (one)
  where m.conversation_id = thread.id and m.author = 'customer' and m.id = (u.one ->> 'message_id')::bigint
$$;
comment on function private.keep_understanding is 'Stores what the answered messages say with each of them.';

create function private.alert_unhappy(thread public.conversations, streak int) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  people uuid[] := private.on_duty(thread.dealership_id, now());
begin
  if thread.assigned_to is not null then
    people := array[thread.assigned_to];
  elsif cardinality(people) = 0 then
    people := private.members_with(thread.dealership_id, 'conversations.write');
  end if;
  perform private.notify(thread.dealership_id, people, 'conversation.unhappy',
    coalesce((select u.full_name from public.customers as u where u.id = thread.customer_id), 'A shopper')
      || ' sounds unhappy: ' || alert_unhappy.streak::text || ' messages in a row',
    '/conversations/' || thread.id::text,
    'unhappy:' || thread.id::text || ':' || coalesce(thread.last_message_id, 0)::text);
end
$$;
comment on function private.alert_unhappy is
  'Tells those on duty that a shopper has been unhappy several times in a row. Definer: works for the system.';

-- As before, with understanding, the alert and the run's record; see private.keep_reply_run.
create or replace function public.submit_reply(
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

revoke execute on function private.keep_understanding, private.alert_unhappy from public, anon, authenticated;
grant execute on function private.keep_understanding, private.alert_unhappy to service_role;
