-- A unit that is sold, comes back or gets cheaper is news to everybody who talks about it: one line in each open thread
-- and one event, whoever changed it, staff or a feed.

create function private.vehicle_news(before public.vehicles, now_is public.vehicles, out code text, out sentence text)
language plpgsql immutable security invoker set search_path = '' as $$
declare
  name text := concat_ws(' ', now_is.year, now_is.make, now_is.model, now_is.trim) || ' (stock ' || now_is.stock_number || ')';
begin
  if before.status is distinct from now_is.status then
    code := case when now_is.status in ('sold', 'pending', 'retired') then 'vehicle_' || now_is.status
      when before.status in ('sold', 'retired') then 'vehicle_returned' end;
    sentence := case now_is.status when 'sold' then 'Sold: ' when 'pending' then 'Sale pending: '
      when 'retired' then 'No longer listed: ' else 'Back on the lot: ' end || name;
  elsif now_is.price_cents < before.price_cents and now_is.status in ('available', 'pending') then
    code := 'vehicle_price_dropped';
    sentence := format('Price drop: %s, %s to %s', name, to_char(before.price_cents / 100, 'FM"$"999,999,999'),
      to_char(now_is.price_cents / 100, 'FM"$"999,999,999'));
  end if;
end
$$;
comment on function private.vehicle_news is 'What a change of a unit means to those who ask about it; no code when it means nothing.';

create function private.tg_vehicle_news() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  news record;
  conversation public.conversations;
  is_asked_about boolean := false;
begin
  news := private.vehicle_news(old, new);
  if news.code is null then
    return null;
  end if;
  for conversation in
    select c.* from public.conversations as c
    where c.dealership_id = new.dealership_id and c.vehicle_id = new.id and c.status in ('active', 'escalated')
    order by c.id limit 200
  loop
    is_asked_about := true;
    perform private.system_line(conversation, news.sentence, news.code);
  end loop;
  if is_asked_about then
    perform private.emit_event(new.dealership_id, 'vehicle.' || substr(news.code, 9), null, null, new.id);
  end if;
  return null;
end
$$;
comment on function private.tg_vehicle_news is
  'Tells open conversations about their unit. Definer: writes into threads that whoever changed the unit may not see.';
create constraint trigger vehicles_90_news after update of status, price_cents on public.vehicles
  deferrable initially deferred for each row
  when (old.status is distinct from new.status or new.price_cents < old.price_cents)
  execute function private.tg_vehicle_news();

revoke execute on function private.vehicle_news, private.tg_vehicle_news from public, anon, authenticated;
