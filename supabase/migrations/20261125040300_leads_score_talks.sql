-- Of a lead that a conversation made, the message it began with is no answer to us.

create or replace function private.lead_score(lead public.leads) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with talk as (
    select count(*) filter (where m.author = 'customer' and not m.metadata ? 'lead_id'
        and (m.created_at > lead.received_at or not lead.raw_refs @> '[{"kind": "conversation"}]')) as replies,
      bool_or(m.author = 'customer' and m.intents @> '[{"name": "visit"}]') as wants_visit,
      bool_or(m.author = 'customer' and (m.intents @> '[{"name": "price"}]' or m.intents @> '[{"name": "payment"}]'
        or m.intents @> '[{"name": "finance"}]')) as talks_money,
      (array_agg(m.sentiment order by m.id desc) filter (where m.sentiment is not null))[1] as mood
    from public.messages as m
    where m.dealership_id = lead.dealership_id and m.conversation_id = lead.conversation_id
      and m.created_at >= lead.received_at
  ), reasons as (
    select r.place, r.reason, r.points
    from talk
    cross join lateral (values
      (1, 'asked_for_one_unit', 25, lead.vehicle_match in ('vin', 'stock') or lead.vehicle_match is null and lead.vehicle_id is not null),
      (2, 'asked_for_a_model', 15, lead.vehicle_match in ('model', 'missing')),
      (3, 'asked_a_question', 10, lead.inquiry is not null),
      (4, 'wants_a_test_drive', 20, lead.type = 'test_drive' or talk.wants_visit),
      (5, 'has_a_trade_in', 10, lead.trade_in is not null),
      (6, 'talks_about_money', 10, lead.finance is not null or lead.type = 'finance' or talk.talks_money),
      (7, 'asked_again', 10, lead.times_received > 1),
      (8, 'means_to_buy_soon', 10, lead.details -> 'timeframe' ->> 'latest_on'
        ~ '^\d{4}-\d\d-\d\d$' and lead.details -> 'timeframe' ->> 'latest_on' <= (now() + interval '14 days')::date::text),
      (9, 'bought_here_before', 10, exists (select from public.leads as o
        where o.dealership_id = lead.dealership_id and o.customer_id = lead.customer_id and o.status = 'sold'
          and o.id is distinct from lead.id)),
      (10, 'answered_us', 15, talk.replies > 0),
      (11, 'keeps_talking', 5, talk.replies > 2),
      (12, 'has_an_appointment', 20, exists (select from public.appointments as a
        where a.dealership_id = lead.dealership_id and a.customer_id = lead.customer_id
          and a.status in ('unconfirmed', 'confirmed') and a.starts_at > now())),
      (13, 'sounds_unhappy', -10, talk.mood = 'negative'),
      (14, 'wants_no_messages', -30, exists (select from public.conversations as c
        where c.id = lead.conversation_id
          and (private.current_consent(c.dealership_id, c.channel, c.customer_address)).status = 'revoked')),
      (15, 'cannot_be_reached', -10, lead.unanswered_because = 'no_channel'),
      (16, 'is_no_shopper', -100, lead.type = 'other')
    ) as r (place, reason, points, holds)
    where r.holds
  )
  select jsonb_build_object('score', greatest(0, least(100, coalesce(sum(r.points), 0))),
    'reasons', coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'points', r.points) order by r.place), '[]'))
  from reasons as r
$$;
