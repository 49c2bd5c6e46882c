-- The AI can be switched off for one channel of a dealership, and every switch is asked in one place: by the AI
-- before it writes and by the send gate before anything leaves, so what is queued stops with the same commit.

alter table public.dealerships
  add column ai_paused_channels text[] not null default '{}'
    constraint dealerships_ai_paused_channels_known check (ai_paused_channels <@ array['web', 'sms', 'email', 'phone']);
comment on column public.dealerships.ai_paused_channels is
  'Kill switch by channel: no AI message leaves on these, queued ones included. Set by set_ai_paused_channels.';

-- plpgsql keeps its plan between calls: this is asked for every reply and every send.
create function private.ai_switched_off(thread public.conversations) returns text
language plpgsql stable security invoker set search_path = '' as $$
begin
  return (select case
    when not d.ai_enabled then 'ai_off'
    when thread.channel = any (d.ai_paused_channels) then 'ai_channel_off'
    when thread.ai_paused or exists (select from public.customers as p
      where p.id = thread.customer_id and p.blocked_at is not null) then 'ai_paused'
  end
  from public.dealerships as d where d.id = thread.dealership_id);
end
$$;
comment on function private.ai_switched_off is
  'Which kill switch holds the AI in this conversation now, the widest first, or null.';

create function public.set_ai_paused_channels(dealership_id uuid, channels text[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission(dealership_id, 'ai.manage');
  if channels is null or array_position(channels, null) is not null
    or not channels <@ array['web', 'sms', 'email', 'phone'] then
    perform private.refuse(400, 'invalid_channels', 'Cannot pause the AI: channels are web, sms, email and phone');
  end if;
  update public.dealerships as d
  set ai_paused_channels = array(select distinct c from unnest(set_ai_paused_channels.channels) as c order by c)
  where d.id = set_ai_paused_channels.dealership_id;
end
$$;
comment on function public.set_ai_paused_channels is
  'Switches the AI off on exactly these channels of a dealership, from this commit on and for queued messages too '
  '(permission ai.manage). Definer: managers may not write dealerships directly.';

revoke execute on function private.ai_switched_off, public.set_ai_paused_channels from public, anon, authenticated;
grant execute on function private.ai_switched_off to service_role;
grant execute on function public.set_ai_paused_channels to authenticated;
