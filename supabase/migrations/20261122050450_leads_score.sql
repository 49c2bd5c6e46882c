-- How promising a lead is, in points with their reasons, from what it says and from what the shopper did since.

create function private.lead_score(lead public.leads) returns jsonb
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
comment on function private.lead_score is
  'Points of a lead, 0 to 100, with the reasons that gave or took them: {score, reasons: [{reason, points}]}.';

create function private.tg_score_lead() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  found jsonb;
begin
  if tg_op = 'INSERT' and new.score is not null then
    return new;
  end if;
  found := private.lead_score(new);
  new.score := (found ->> 'score')::smallint;
  new.score_reasons := found -> 'reasons';
  return new;
end
$$;
comment on function private.tg_score_lead is
  'Scores a lead when it comes in and when more of it is known. Definer: reads the conversation whoever writes.';
create trigger leads_12_score before insert or update of
  times_received, vehicle_id, vehicle_match, trade_in, finance, type, conversation_id, unanswered_because on public.leads
  for each row execute function private.tg_score_lead();

create function private.rescore_leads(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  lead public.leads;
  found jsonb;
begin
  for lead in
    select l.* from public.leads as l
    where l.conversation_id = rescore_leads.conversation_id and l.status in ('new', 'working', 'appointment', 'shown')
    order by l.id
  loop
    found := private.lead_score(lead);
    continue when lead.score_reasons = found -> 'reasons';
    update public.leads as l set score = (found ->> 'score')::smallint, score_reasons = found -> 'reasons'
    where l.id = lead.id;
  end loop;
end
$$;
comment on function private.rescore_leads is
  'Scores the open leads of a conversation anew. Definer: works for triggers.';

create function private.tg_rescore_leads() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if tg_table_name = 'messages' then
    perform private.rescore_leads(new.conversation_id);
  else
    perform private.rescore_leads(c.id) from public.conversations as c
    where c.dealership_id = new.dealership_id and c.customer_id = new.customer_id;
  end if;
  return null;
end
$$;
comment on function private.tg_rescore_leads is
  'What a shopper says, books or refuses changes their leads'' scores. Definer: works for the system.';
create trigger messages_59_rescore_leads_said after insert on public.messages
  for each row when (new.author = 'customer') execute function private.tg_rescore_leads();
create trigger messages_59_rescore_leads_read after update of intents, sentiment on public.messages
  for each row when (new.author = 'customer'
    and (old.intents is distinct from new.intents or old.sentiment is distinct from new.sentiment))
  execute function private.tg_rescore_leads();
create trigger appointments_59_rescore_leads after insert or update of status on public.appointments
  for each row execute function private.tg_rescore_leads();
create trigger consents_59_rescore_leads after insert on public.consents
  for each row when (new.customer_id is not null and new.status = 'revoked') execute function private.tg_rescore_leads();

revoke execute on function private.lead_score, private.tg_score_lead, private.rescore_leads, private.tg_rescore_leads
  from public, anon, authenticated;
grant execute on function private.lead_score, private.rescore_leads to service_role;
