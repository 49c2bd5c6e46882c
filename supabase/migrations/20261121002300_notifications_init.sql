-- What one person should know of now: a row per person, told live on that person's own topic.

create table public.notifications (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  user_id uuid not null references auth.users on delete cascade,
  kind text not null constraint notifications_kind_form check (kind ~ '^[a-z_]+\.[a-z_]+$'),
  title text not null constraint notifications_title_length check (length(title) between 1 and 200),
  link text constraint notifications_link_form check (link ~ '^/'),
  channels text[] not null default '{in_app}'
    constraint notifications_channels_known check (channels <@ array['in_app', 'email', 'sms', 'push']),
  dedupe_key text,
  read_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table public.notifications is 'One thing that one person at one dealership should know of.';
comment on column public.notifications.title is
  'One sentence without anybody''s contact data; it may appear on a lock screen.';
comment on column public.notifications.link is
  'Path in the web app that shows what it is about, with the dealership''s subdomain in front.';
comment on column public.notifications.channels is
  'How it is to reach the person, taken from their preference when it was made.';
comment on column public.notifications.dedupe_key is 'The same key reaches a person once, however often a timer fires.';
create index notifications_user_idx on public.notifications (user_id, id desc);
create index notifications_unread_idx on public.notifications (user_id, id desc) where read_at is null;
create index notifications_dealership_idx on public.notifications (dealership_id, id desc);
create unique index notifications_dedupe_key_once on public.notifications (user_id, dealership_id, dedupe_key)
  where dedupe_key is not null;

create table public.notification_preferences (
  dealership_id uuid not null references public.dealerships on delete cascade,
  user_id uuid not null references auth.users on delete cascade default auth.uid(),
  kind text not null constraint notification_preferences_kind_form check (kind ~ '^[a-z_]+\.[a-z_]+$'),
  channels text[] not null constraint notification_preferences_channels_known
    check (channels <@ array['in_app', 'email', 'sms', 'push']),
  in_digest boolean not null default false,
  primary key (user_id, dealership_id, kind)
);
comment on table public.notification_preferences is
  'How one person wants one kind of notification at one dealership; without a row it appears in the app.';
create index notification_preferences_dealership_idx on public.notification_preferences (dealership_id);

alter table public.notifications enable row level security;
alter table public.notifications force row level security;
alter table public.notification_preferences enable row level security;
alter table public.notification_preferences force row level security;
revoke all on public.notifications, public.notification_preferences from anon, authenticated, service_role;
grant select, update (read_at) on public.notifications to authenticated;
grant select, insert (dealership_id, user_id, kind, channels, in_digest), update (channels, in_digest), delete
  on public.notification_preferences to authenticated;
grant select, insert, update on public.notifications to service_role;
grant select on public.notification_preferences to service_role;

-- One's own, and only while one still belongs to the dealership.
create policy notifications_select_own on public.notifications for select to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy notifications_update_own on public.notifications for update to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]))
  with check (user_id = (select auth.uid()));
create policy notification_preferences_select_own on public.notification_preferences for select to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy notification_preferences_insert_own on public.notification_preferences for insert to authenticated
  with check (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy notification_preferences_update_own on public.notification_preferences for update to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]))
  with check (user_id = (select auth.uid()));
create policy notification_preferences_delete_own on public.notification_preferences for delete to authenticated
  using (user_id = (select auth.uid())
    and dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));

create function private.members_with(dealership_id uuid, permission text) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct m.user_id), '{}')
  from public.memberships as m
  join public.role_permissions as p on p.role = m.role
  where m.dealership_id = members_with.dealership_id and m.is_active and m.role <> 'api'
    and p.permission = members_with.permission
$$;
comment on function private.members_with is
  'The active people (no machines) of a dealership who hold a permission. Definer: reads all memberships.';

-- For what somebody chose nothing for, see private.usual_channels.
create function private.notify(
  dealership_id uuid, people uuid[], kind text, title text, link text, dedupe_key text default null
) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  insert into public.notifications as n (dealership_id, user_id, kind, title, link, dedupe_key, channels)
  select notify.dealership_id, m.user_id, notify.kind, left(notify.title, 200), '/' || d.subdomain || notify.link,
    notify.dedupe_key, coalesce(p.channels, private.usual_channels(m.user_id, notify.kind))
  from public.memberships as m
  join public.dealerships as d on d.id = m.dealership_id
  left join public.notification_preferences as p
    on p.user_id = m.user_id and p.dealership_id = m.dealership_id and p.kind = notify.kind
  where m.dealership_id = notify.dealership_id and m.is_active and m.user_id = any (notify.people)
    and cardinality(coalesce(p.channels, '{in_app}')) > 0
  order by m.user_id
  on conflict (user_id, dealership_id, dedupe_key) where dedupe_key is not null do nothing;
end
$$;
comment on function private.notify is
  'Notifies active members as each of them prefers; a repeated dedupe_key reaches nobody twice. Definer: called by '
  'triggers and timers on behalf of the system.';

create function private.tg_broadcast_notification() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform realtime.send(
    jsonb_build_object('v', 1, 'kind', 'notification.created', 'dealership_id', new.dealership_id,
      'notification_id', new.id, 'at', new.created_at),
    'notification', 'staff:' || new.user_id::text, true);
  return null;
end
$$;
comment on function private.tg_broadcast_notification is
  'Tells the person''s open windows. Definer: nobody but the database broadcasts.';
create trigger notifications_90_broadcast after insert on public.notifications
  for each row execute function private.tg_broadcast_notification();

select cron.schedule('forget-old-notifications', '23 3 * * *',
  $$delete from public.notifications where created_at < now() - interval '90 days'$$);

revoke execute on function private.members_with, private.notify, private.tg_broadcast_notification
  from public, anon, authenticated;
grant execute on function private.members_with, private.notify to service_role;
