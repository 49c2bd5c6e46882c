-- After hours: a question that waits for the team does not silence the AI for the night. While the store is closed
-- it keeps answering what it can, books included; once it opens, a person's turn is a person's turn again.

alter table public.dealerships add column answers_after_hours boolean not null default true;
comment on column public.dealerships.answers_after_hours is
  'Whether the AI goes on answering while the store is closed and something it could not answer waits for the team.';
grant update (answers_after_hours) on public.dealerships to authenticated;

-- A wish to move a visit and an answer that could not be written wait for the team too, and neither is a reason to
-- leave a shopper without any answer until the store opens.
create function private.leaves_ai_room(handover_reason text) returns boolean
language sql immutable set search_path to '' as $$
  select coalesce(handover_reason in ('fact_missing', 'price_missing', 'hours_missing', 'photos', 'hold_request',
    'trade_in', 'finance', 'negotiation', 'service', 'visit_request', 'visit_change', 'unclear', 'ai_failed'), false)
$$;
comment on function private.leaves_ai_room is
  'Whether what a thread waits for is a fact or a deal. Who asked for a person, complained, may want no more texts or '
  'is in distress is left alone.';

create function private.ai_answers_meanwhile(thread public.conversations) returns boolean
language sql stable security invoker set search_path = '' as $$
  select thread.owner = 'waiting_human'
    and private.typed_until(thread.id) is null
    and (thread.handover_reason = 'call_request'
      or (private.leaves_ai_room(thread.handover_reason)
        and (select d.answers_after_hours from public.dealerships as d where d.id = thread.dealership_id)
        and not private.is_open(thread.dealership_id, now())))
$$;
comment on function private.ai_answers_meanwhile is
  'Whether the AI may go on in a thread that waits for a person: nobody is typing, and it waits for a call, or the '
  'store is closed and it waits for a fact or a deal.';
revoke execute on function private.leaves_ai_room, private.ai_answers_meanwhile from public, anon, authenticated;
grant execute on function private.leaves_ai_room, private.ai_answers_meanwhile to service_role;

create or replace function private.stand_down_reason(thread public.conversations) returns text
language sql stable security invoker set search_path = '' as $$
  select coalesce(private.ai_switched_off(thread), case
    when thread.owner <> 'ai' and not private.ai_answers_meanwhile(thread) then 'owned_by_staff'
    when thread.status in ('closed', 'archived') then 'closed'
    when (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status
      is distinct from 'granted' then 'no_consent'
  end)
$$;
