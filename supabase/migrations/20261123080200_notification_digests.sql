-- A daily mail of what somebody missed, for those who asked for one: at an hour of the dealership's own clock, once a
-- day, and not at all on a day without news. The mail itself goes the way of all our mails (private.enqueue_mail).

create table public.notification_digests (
  dealership_id uuid not null references public.dealerships on delete cascade,
  user_id uuid not null default auth.uid() references auth.users on delete cascade,
  hour smallint not null constraint notification_digests_hour_known check (hour between 0 and 23),
  told_until timestamptz not null default now(),
  told_on date,
  created_at timestamptz not null default now(),
  primary key (user_id, dealership_id)
);
comment on table public.notification_digests is
  'One person''s wish for a daily mail of what they missed at one dealership; no row, no mail.';
comment on column public.notification_digests.hour is 'From which hour of the dealership''s local day it is sent.';
comment on column public.notification_digests.told_until is 'What is older was in an earlier mail or is not asked for.';
comment on column public.notification_digests.told_on is 'The local day last decided on, mailed or not.';
create index notification_digests_dealership_idx on public.notification_digests (dealership_id);

alter table public.notification_digests enable row level security;
alter table public.notification_digests force row level security;
revoke all on public.notification_digests from anon, authenticated, service_role;
grant select, insert (dealership_id, user_id, hour), update (hour), delete on public.notification_digests to authenticated;
create policy notification_digests_select_own on public.notification_digests for select to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy notification_digests_insert_own on public.notification_digests for insert to authenticated
  with check (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy notification_digests_update_own on public.notification_digests for update to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]))
  with check (user_id = (select auth.uid()));
create policy notification_digests_delete_own on public.notification_digests for delete to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));

create function private.tg_start_digest() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  local_now timestamp := (
    select now() at time zone d.timezone from public.dealerships as d where d.id = new.dealership_id);
begin
  if extract(hour from local_now) >= new.hour then
    new.told_on := greatest(new.told_on, local_now::date);
  end if;
  return new;
end
$$;
comment on function private.tg_start_digest is
  'An hour that is over today counts from tomorrow. Definer: people may not write when they were told.';
create trigger notification_digests_10_start before insert or update of hour on public.notification_digests
  for each row execute function private.tg_start_digest();

create function private.digest_items(dealership_id uuid, user_id uuid, since timestamptz, until timestamptz)
returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  shown constant int := 20;
  home text := (select '/' || d.subdomain from public.dealerships as d where d.id = digest_items.dealership_id);
  waiting int := (
    select count(*) from public.conversations as c
    where c.dealership_id = digest_items.dealership_id and c.owner = 'waiting_human' and c.status = 'escalated'
      and digest_items.user_id = any (private.members_with(digest_items.dealership_id, 'conversations.read')));
  missed int;
  items jsonb;
begin
  -- What was mailed one by one is not told twice, and who waits is counted as of now.
  select count(*), coalesce(jsonb_agg(jsonb_build_object('title', n.title, 'path', coalesce(n.link, home))
    order by n.id desc) filter (where n.place <= shown), '[]')
  into missed, items
  from (
    select m.id, m.title, m.link, row_number() over (order by m.id desc) as place
    from public.notifications as m
    where m.user_id = digest_items.user_id and m.dealership_id = digest_items.dealership_id and m.read_at is null
      and m.created_at > digest_items.since and m.created_at <= digest_items.until
      and not 'email' = any (m.channels)
      and m.kind not like 'handover.%' and m.kind <> 'notification.test') as n;
  if waiting > 0 then
    items := jsonb_build_object('title', case when waiting = 1 then 'A shopper waits for a person'
      else waiting || ' shoppers wait for a person' end, 'path', home || '/conversations') || items;
  end if;
  if missed > shown then
    items := items || jsonb_build_object('title', (missed - shown) || ' more in the app', 'path', home);
  end if;
  return items;
end
$$;
comment on function private.digest_items is
  'What somebody has not seen of that time, newest first, with who waits for a person before it: [{title, path}]. '
  'Definer: reads on behalf of the timer.';

create function private.send_digests(at timestamptz default now()) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  digest record;
  items jsonb;
  sent int := 0;
  -- What began in the last minute may not be committed yet: it is for the next one.
  until constant timestamptz := at - interval '1 minute';
begin
  -- Compared by the local hour, so a day on which the clock leaves an hour out or repeats one has its mail, and one.
  for digest in
    select g.dealership_id, g.user_id, g.told_until, p.email, d.name, (at at time zone d.timezone)::date as today
    from public.notification_digests as g
    join public.dealerships as d on d.id = g.dealership_id
    join public.memberships as m on m.dealership_id = g.dealership_id and m.user_id = g.user_id and m.is_active
    join public.profiles as p on p.id = g.user_id and p.email is not null
    where extract(hour from at at time zone d.timezone) >= g.hour
      and (g.told_on is null or g.told_on < (at at time zone d.timezone)::date)
    order by g.dealership_id, g.user_id
    for update of g skip locked
    limit 500
  loop
    items := private.digest_items(digest.dealership_id, digest.user_id, digest.told_until, until);
    if items <> '[]' then
      perform private.enqueue_mail(digest.dealership_id, digest.email, 'digest',
        jsonb_build_object('title', left('What you missed at ' || digest.name, 200), 'items', items),
        'digest:' || digest.user_id::text || ':' || digest.today::text);
      sent := sent + 1;
    end if;
    update public.notification_digests as g set told_on = digest.today, told_until = until
    where g.user_id = digest.user_id and g.dealership_id = digest.dealership_id;
  end loop;
  return sent;
end
$$;
comment on function private.send_digests is
  'Mails everybody whose hour has come what they missed, once a local day and only if there is something; returns how '
  'many mails. Definer: works for the timer.';
select cron.schedule('send-digests', '*/5 * * * *', 'select private.send_digests()');

revoke execute on function private.tg_start_digest, private.digest_items, private.send_digests
  from public, anon, authenticated;
