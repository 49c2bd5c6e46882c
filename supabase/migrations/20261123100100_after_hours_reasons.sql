-- A wish to move a visit and an answer that could not be written wait for the team too, and neither is a reason to
-- leave a shopper without any answer until the store opens.
create or replace function private.leaves_ai_room(handover_reason text) returns boolean
language sql immutable set search_path to '' as $$
  select coalesce(handover_reason in ('fact_missing', 'price_missing', 'hours_missing', 'photos', 'hold_request',
    'trade_in', 'finance', 'negotiation', 'service', 'visit_request', 'visit_change', 'unclear', 'ai_failed'), false)
$$;
