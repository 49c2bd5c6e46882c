-- The send gate asks the hours of the shopper's place before a message of the AI leaves.

create function private.calling_place(phone text, postal_code text, out timezones text[], out regions text[])
language sql stable security invoker set search_path = '' as $$
  select coalesce(array_agg(distinct z.zone order by z.zone), (
      select array_agg(distinct u.zone order by u.zone) from private.calling_areas as o, unnest(o.timezones) as u (zone)
      where o.kind = 'area_code' and o.region not in ('PR', 'VI', 'GU', 'MP', 'AS'))),
    coalesce(array_agg(distinct a.region order by a.region) filter (where a.region is not null), '{}')
  from private.calling_areas as a
  cross join lateral unnest(a.timezones) as z (zone)
  where a.kind = 'area_code' and calling_place.phone ~ '^\+1[0-9]{10}$'
      and substr(calling_place.phone, 3, 3) between a.first_prefix and a.last_prefix
    or a.kind = 'zip' and calling_place.postal_code ~ '^[0-9]{5}'
      and left(calling_place.postal_code, 3) between a.first_prefix and a.last_prefix
$$;
comment on function private.calling_place is
  'Where somebody may be: all zones and states that their area code and their ZIP allow; nothing known: every zone of the '
  'states.';

create function private.may_text_at(timezones text[], regions text[], at timestamptz) returns boolean
language sql stable security invoker set search_path = '' as $$
  select coalesce(bool_and(exists (
    select from private.calling_hours as h
    where h.region is not distinct from r.region and extract(dow from l.local) = any (h.weekdays)
      and l.local::time >= h.opens_at and l.local::time < h.closes_at)), false)
  from unnest(may_text_at.timezones) as z (zone)
  cross join lateral (select may_text_at.at at time zone z.zone as local) as l
  cross join (
    select null as region
    union
    select h.region from private.calling_hours as h where h.region = any (may_text_at.regions)) as r
$$;
comment on function private.may_text_at is
  'Whether every law of these places lets a text begin at an instant; the minute of closing is closed.';

create function private.next_text_at(phone text, postal_code text, at timestamptz) returns timestamptz
language plpgsql stable security invoker set search_path = '' as $$
declare
  place record := private.calling_place(phone, postal_code);
begin
  if private.may_text_at(place.timezones, place.regions, next_text_at.at) then
    return next_text_at.at;
  end if;
  -- It can only become allowed when some law's day begins somewhere.
  return (
    select min(c.opens) from (
      select distinct ((next_text_at.at at time zone z.zone)::date + d.ahead + h.opens_at) at time zone z.zone as opens
      from unnest(place.timezones) as z (zone), generate_series(0, 8) as d (ahead), private.calling_hours as h
      where h.region is null or h.region = any (place.regions)
    ) as c
    where c.opens > next_text_at.at and private.may_text_at(place.timezones, place.regions, c.opens));
end
$$;
comment on function private.next_text_at is
  'The first instant from `at` on at which a text to this number may begin; null when the laws of its places never meet.';

alter table public.dealerships add column answers_in_quiet_hours boolean not null default true;
comment on column public.dealerships.answers_in_quiet_hours is
  'Whether the AI may answer a text of the last 15 minutes at any hour; what we begin ourselves always waits.';
grant update (answers_in_quiet_hours) on public.dealerships to authenticated;

-- Nor before the time that staff were given.
create function private.send_deferral(message public.messages, thread public.conversations)
returns timestamptz
language plpgsql stable security invoker set search_path = '' as $$
declare
  wakes_at timestamptz;
begin
  if message.sends_at > now() then
    return message.sends_at;
  end if;
  if message.author <> 'ai' or thread.channel <> 'sms' then
    return null;
  end if;
  -- A form filled in on the web is no text: its answer begins the texting.
  if exists (select from public.messages as m join public.dealerships as d on d.id = m.dealership_id
    where m.id = message.in_reply_to and m.conversation_id = thread.id and d.answers_in_quiet_hours
      and m.created_at > now() - interval '15 minutes' and not m.metadata ? 'lead_id') then
    return null;
  end if;
  wakes_at := coalesce(private.next_text_at(thread.customer_address, (
      select l.postal_code from public.leads as l
      where l.dealership_id = thread.dealership_id and l.customer_id = thread.customer_id and l.postal_code is not null
      order by l.received_at desc limit 1), now()),
    now() + interval '12 hours');
  return case when wakes_at > now() then wakes_at end;
end
$$;
comment on function private.send_deferral is
  'Until when a message of the AI has to wait because of the hour at the shopper''s place, or null. People decide for '
  'themselves when they write.';

-- What the AI meant to say in the morning is stale once the shopper or a colleague has spoken, and must not hold up
-- the answer behind it in the thread's queue.
create function private.tg_drop_deferred() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.messages as m
  set delivery_status = 'blocked', error_class = 'overtaken', error_message = 'Held by the send gate'
  where m.conversation_id = new.conversation_id and m.author = 'ai' and m.delivery_status = 'deferred' and m.id < new.id;
  if found then
    update private.jobs as j set run_at = now()
    where j.fifo_key = 'send:' || new.conversation_id::text and j.status = 'ready' and j.kind = 'send_message';
  end if;
  return null;
end
$$;
comment on function private.tg_drop_deferred is
  'Holds deferred words that were overtaken and lets their jobs end. Definer: jobs are nobody''s to write.';
create index messages_deferred_idx on public.messages (conversation_id) where delivery_status = 'deferred';
create trigger messages_56_drop_deferred after insert on public.messages
  for each row when (new.author = 'customer' or new.author = 'staff' and new.direction = 'outbound')
  execute function private.tg_drop_deferred();

revoke execute on function private.calling_place, private.may_text_at, private.next_text_at, private.send_deferral,
  public.claim_send, private.tg_drop_deferred from public, anon, authenticated;
grant execute on function private.calling_place, private.may_text_at, private.next_text_at, private.send_deferral,
  public.claim_send to service_role;
