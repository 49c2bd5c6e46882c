-- Notifications leave the app: by mail through outbound_mails, by text to a person's own phone and as a push to the
-- devices on which they switched it on. Each text and push is a row with its own truth; nothing of it touches a
-- customer's thread.

alter table public.notifications add constraint notifications_dealership_id_id_key unique (dealership_id, id);

create table public.push_subscriptions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references auth.users on delete cascade,
  endpoint text not null unique
    constraint push_subscriptions_endpoint_form check (endpoint ~ '^https?://[^[:space:]]+$' and length(endpoint) <= 1000),
  p256dh text not null constraint push_subscriptions_p256dh_form check (p256dh ~ '^[A-Za-z0-9_-]{80,100}$'),
  auth_key text not null constraint push_subscriptions_auth_key_form check (auth_key ~ '^[A-Za-z0-9_-]{16,40}$'),
  label text not null default 'Browser'
    constraint push_subscriptions_label_length check (length(label) between 1 and 80),
  created_at timestamptz not null default now(),
  last_sent_at timestamptz
);
comment on table public.push_subscriptions is 'One browser of one person that wants to be pushed to.';
create index push_subscriptions_user_idx on public.push_subscriptions (user_id);

create table public.staff_phones (
  user_id uuid primary key default auth.uid() references auth.users on delete cascade,
  phone text not null constraint staff_phones_phone_form check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  created_at timestamptz not null default now()
);
comment on table public.staff_phones is 'The number at which one person wants notifications as texts.';

create table public.notification_deliveries (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  notification_id bigint not null,
  channel text not null check (channel in ('sms', 'push')),
  status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed', 'skipped')),
  error_message text check (length(error_message) <= 300),
  lease_token uuid,
  first_claimed_at timestamptz,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  unique (notification_id, channel),
  foreign key (dealership_id, notification_id) references public.notifications (dealership_id, id) on delete cascade
);
comment on table public.notification_deliveries is 'What became of one notification on its way out by text or push.';
create index notification_deliveries_notification_idx
  on public.notification_deliveries (dealership_id, notification_id);

alter table public.push_subscriptions enable row level security;
alter table public.push_subscriptions force row level security;
alter table public.staff_phones enable row level security;
alter table public.staff_phones force row level security;
alter table public.notification_deliveries enable row level security;
alter table public.notification_deliveries force row level security;
revoke all on public.push_subscriptions, public.staff_phones, public.notification_deliveries
  from anon, authenticated, service_role;
grant select, insert (endpoint, p256dh, auth_key, label), delete on public.push_subscriptions to authenticated;
grant select, insert (phone), update (phone), delete on public.staff_phones to authenticated;
grant select (id, dealership_id, notification_id, channel, status, error_message, sent_at, created_at)
  on public.notification_deliveries to authenticated;
grant select, update, delete on public.push_subscriptions to service_role;
grant select on public.staff_phones to service_role;
grant select, insert, update on public.notification_deliveries to service_role;

-- Only people who work somewhere; a visitor of a web chat is signed in too.
create policy push_subscriptions_select_own on public.push_subscriptions for select to authenticated
  using (user_id = (select auth.uid()));
create policy push_subscriptions_insert_own on public.push_subscriptions for insert to authenticated
  with check (user_id = (select auth.uid())
    and cardinality((select private.dealerships_where('dealership.read'))::uuid[]) > 0);
create policy push_subscriptions_delete_own on public.push_subscriptions for delete to authenticated
  using (user_id = (select auth.uid()));
create policy staff_phones_select_own on public.staff_phones for select to authenticated
  using (user_id = (select auth.uid()));
create policy staff_phones_insert_own on public.staff_phones for insert to authenticated
  with check (user_id = (select auth.uid())
    and cardinality((select private.dealerships_where('dealership.read'))::uuid[]) > 0);
create policy staff_phones_update_own on public.staff_phones for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy staff_phones_delete_own on public.staff_phones for delete to authenticated
  using (user_id = (select auth.uid()));
create policy notification_deliveries_select_staff on public.notification_deliveries for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('jobs.read'))::uuid[])
    or exists (select from public.notifications as n where n.id = notification_id));

create function private.usual_channels(user_id uuid, kind text) returns text[]
language sql stable security definer set search_path = '' as $$
  select array['in_app']
    || case when usual_channels.kind like 'handover.%' and exists (select from public.push_subscriptions as s
      where s.user_id = usual_channels.user_id) then '{push}'::text[] else '{}' end
    || case when usual_channels.kind like 'handover.%' and exists (select from public.staff_phones as s
      where s.user_id = usual_channels.user_id) then '{sms}'::text[] else '{}' end
$$;
comment on function private.usual_channels is
  'How a person hears of a kind of thing they chose nothing for: in the app, and a waiting shopper also on the devices '
  'and the phone they gave. Definer: reads what is their own.';

create function private.tg_send_notification() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  delivery record;
  address text := (select p.email from public.profiles as p where p.id = new.user_id);
begin
  if 'email' = any (new.channels) and address is not null then
    perform private.enqueue_mail(new.dealership_id, address, 'notification',
      jsonb_build_object('title', new.title, 'body', '', 'path', coalesce(new.link, '/')),
      'notification:' || new.id::text);
  end if;
  for delivery in
    insert into public.notification_deliveries as d (dealership_id, notification_id, channel)
    select new.dealership_id, new.id, c.name from unnest(new.channels) as c (name) where c.name in ('sms', 'push')
    on conflict (notification_id, channel) do nothing
    returning d.id
  loop
    perform private.enqueue_job(new.dealership_id, 'notify_person',
      jsonb_build_object('notification_delivery_id', delivery.id), 'notify:' || delivery.id::text);
  end loop;
  return null;
end
$$;
comment on function private.tg_send_notification is
  'Promises what leaves the app in the transaction of the notification. Definer: called by triggers and timers.';
create trigger notifications_92_send after insert on public.notifications
  for each row when (new.channels && array['email', 'sms', 'push']) execute function private.tg_send_notification();

create function public.claim_notification(notification_delivery_id bigint, job_id bigint, lease_token uuid)
returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  delivery public.notification_deliveries;
  notice public.notifications;
  our_number public.phone_numbers;
  phone text;
  devices jsonb;
  skipped text;
begin
  if not exists (select from private.jobs as j where j.id = job_id and j.lease_token = claim_notification.lease_token
    and j.status = 'leased' and j.lease_until > now()) then
    return jsonb_build_object('decision', 'done', 'reason', 'lease_lost');
  end if;
  select d.* into delivery from public.notification_deliveries as d where d.id = notification_delivery_id for update;
  if delivery.id is null or delivery.status not in ('queued', 'sending') then
    return jsonb_build_object('decision', 'done', 'reason', coalesce(delivery.status, 'gone'));
  end if;
  select n.* into notice from public.notifications as n where n.id = delivery.notification_id;
  select s.phone into phone from public.staff_phones as s where s.user_id = notice.user_id;
  select n.* into our_number from public.phone_numbers as n
  where n.dealership_id = delivery.dealership_id and n.is_active order by n.created_at limit 1;
  devices := (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'endpoint', s.endpoint, 'p256dh', s.p256dh,
      'auth', s.auth_key)), '[]') from public.push_subscriptions as s where s.user_id = notice.user_id);
  skipped := case
    when notice.read_at is not null then 'read before'
    when not exists (select from public.memberships as m where m.user_id = notice.user_id
      and m.dealership_id = notice.dealership_id and m.is_active) then 'no longer a member'
    when delivery.channel = 'push' and devices = '[]' then 'no device'
    when delivery.channel = 'sms' and phone is null then 'no phone'
    when delivery.channel = 'sms' and our_number.id is null then 'no number to send from' end;
  update public.notification_deliveries as d
  set status = case when skipped is null then 'sending' else 'skipped' end, error_message = skipped,
    lease_token = claim_notification.lease_token, first_claimed_at = coalesce(d.first_claimed_at, now())
  where d.id = delivery.id;
  if skipped is not null then
    return jsonb_build_object('decision', 'done', 'reason', skipped);
  end if;
  return jsonb_build_object(
    'decision', case when delivery.status = 'sending' then 'verify' else 'send' end, 'reason', null,
    'channel', delivery.channel, 'notification_id', notice.id, 'kind', notice.kind, 'title', notice.title,
    'link', coalesce(notice.link, '/'), 'first_claimed_at', coalesce(delivery.first_claimed_at, now()),
    'dealership_name', (select d.name from public.dealerships as d where d.id = delivery.dealership_id),
    'to', phone, 'from', our_number.e164, 'messaging_service_sid', our_number.messaging_service_sid,
    'account_sid', our_number.account_sid, 'devices', devices);
end
$$;
comment on function public.claim_notification is
  'Claims one text or push to a person of staff: {decision: send|verify|done, channel, …}. verify: an earlier claim may '
  'have sent the text, so look first. What was read meanwhile, or cannot reach anybody, is skipped with a reason.';

create function public.record_notification(
  notification_delivery_id bigint, lease_token uuid, outcome text, error text default null, gone uuid[] default '{}'
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  left_status text;
begin
  update public.notification_deliveries as d
  set status = case record_notification.outcome when 'sent' then 'sent' when 'failed' then 'failed' else 'queued' end,
    error_message = left(record_notification.error, 300),
    sent_at = case when record_notification.outcome = 'sent' then now() end
  where d.id = record_notification.notification_delivery_id and d.lease_token = record_notification.lease_token
    and d.status = 'sending'
  returning d.status into left_status;
  delete from public.push_subscriptions as s
  where s.id = any (record_notification.gone) and left_status is not null;
  return jsonb_build_object('status', coalesce(left_status, 'lost'));
end
$$;
comment on function public.record_notification is
  'Writes down what became of a claimed delivery: sent, failed, or retry (back in the queue); browsers that are gone '
  'are forgotten. Only the lease''s holder may.';

create function public.test_notification(dealership_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  me uuid := (select auth.uid());
begin
  perform private.require_permission(test_notification.dealership_id, 'dealership.read');
  if not private.take_token('notification.test', me::text, 10, 3600) then
    perform private.refuse(429, 'too_many_requests', 'Cannot go on: too much in a short time, try again later');
  end if;
  insert into public.notifications (dealership_id, user_id, kind, title, link, channels)
  select d.id, me, 'notification.test', 'This is a test. Notifications reach you here.',
    '/' || d.subdomain || '/settings/notifications', array['in_app', 'push', 'sms']
  from public.dealerships as d where d.id = test_notification.dealership_id;
end
$$;
comment on function public.test_notification is
  'Sends the caller one notification by every way they have set up. Definer: people may not write notifications.';

revoke execute on function private.usual_channels, private.tg_send_notification, public.claim_notification,
  public.record_notification, public.test_notification from public, anon, authenticated;
grant execute on function private.usual_channels, public.claim_notification, public.record_notification to service_role;
grant execute on function public.test_notification to authenticated;
