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
comment on function private.keep_understanding is
  'Stores what each message says with it, and what was asked last with the conversation.';

create function private.alert_unhappy(thread public.conversations, streak int) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  people uuid[] := private.on_duty(thread.dealership_id, now());
begin
  if private.is_available(thread.dealership_id, thread.assigned_to) then
    people := array[thread.assigned_to];
  elsif cardinality(people) = 0 then
    people := private.reachable(thread.dealership_id,
      private.members_with(thread.dealership_id, 'conversations.write'));
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

revoke execute on function private.keep_understanding, private.alert_unhappy from public, anon, authenticated;
grant execute on function private.keep_understanding, private.alert_unhappy to service_role;
