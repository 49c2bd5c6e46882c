-- An answer that was stopped, taken over or overtaken while it waited was never said: the numbers of the day leave it
-- out, as they count the lead's first response when it leaves.

create or replace view private.countable with (security_invoker = true) as
select m.dealership_id, m.created_at as at,
  case m.author when 'customer' then 'message_received' when 'ai' then 'ai_reply' else 'staff_reply' end as metric,
  m.channel, '' as source, coalesce(m.persona_id::text, '') as persona, 0::bigint as total
from public.messages as m where m.kind in ('text', 'media') and m.author in ('customer', 'ai', 'staff')
  and not (m.sends_at is not null and m.delivery_status = 'blocked')
union all
select c.dealership_id, c.created_at, 'conversation_started', c.channel, '', '', 0 from public.conversations as c
union all
select h.dealership_id, h.requested_at, 'handover_requested', c.channel, '', '', 0
from public.handovers as h join public.conversations as c on c.id = h.conversation_id
union all
select h.dealership_id, h.replied_at, 'handover_replied', c.channel, '', '',
  extract(epoch from h.replied_at - h.requested_at)::bigint
from public.handovers as h join public.conversations as c on c.id = h.conversation_id where h.replied_at is not null
union all
select l.dealership_id, l.received_at, 'lead_created', '', coalesce(l.lead_source_id::text, ''), '', 0
from public.leads as l
union all
select l.dealership_id, l.first_response_at, 'lead_answered', '', coalesce(l.lead_source_id::text, ''), '',
  extract(epoch from l.first_response_at - l.received_at)::bigint
from public.leads as l where l.first_response_at is not null
union all
select a.dealership_id, a.created_at, 'appointment_booked', '', '', '', 0 from public.appointments as a
union all
select r.dealership_id, r.created_at, 'ai_run', '', '', '', r.cost_microcents from public.ai_runs as r;

create function private.tg_recount_supervised() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.count_once(new.dealership_id, new.created_at, 'ai_reply', new.channel, '', new.persona_id::text, 0,
    case when new.delivery_status = 'blocked' then -1 else 1 end);
  return null;
end
$$;
comment on function private.tg_recount_supervised is
  'Takes an answer that was withheld out of the count, and back in when it is tried again. Definer: nobody writes '
  'deltas directly.';
revoke execute on function private.tg_recount_supervised from public, anon, authenticated;
create trigger messages_70_count_supervised after update of delivery_status on public.messages
  for each row when (new.author = 'ai' and new.sends_at is not null
    and (new.delivery_status = 'blocked') <> (old.delivery_status = 'blocked'))
  execute function private.tg_recount_supervised();

-- What was withheld before this counted.
select private.rebuild_rollups(d.id) from public.dealerships as d
where exists (select from public.messages as m
  where m.dealership_id = d.id and m.sends_at is not null and m.delivery_status = 'blocked');
