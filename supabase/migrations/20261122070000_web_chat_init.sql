-- Web chat: what a dealership allows on its own site, who is chatting, and what a visitor may read.
-- A visitor is an auth user that only our door makes (sign-up stays closed), with an address that receives no mail;
-- so every read a visitor makes is an ordinary one under row security, on hosted projects as here.

create table public.web_chat_widgets (
  dealership_id uuid primary key references public.dealerships on delete cascade,
  public_key text not null unique default 'wc_' || encode(extensions.gen_random_bytes(12), 'hex')
    constraint web_chat_widgets_public_key_form check (public_key ~ '^wc_[a-z0-9]{8,40}$'),
  is_enabled boolean not null default false,
  allowed_origins text[] not null default '{}'
    constraint web_chat_widgets_allowed_origins_count check (cardinality(allowed_origins) <= 20)
    constraint web_chat_widgets_allowed_origins_form check (
      array_to_string(allowed_origins, ' ') ~ '^(https?://[a-z0-9.-]+(:[0-9]{1,5})?( |$))*$'),
  greeting text not null default 'Hi, how can we help?'
    constraint web_chat_widgets_greeting_length check (length(greeting) between 1 and 300),
  consent_text text not null
    default 'Yes, text me at this number about my request. Message and data rates may apply. Reply STOP to opt out.'
    constraint web_chat_widgets_consent_text_length check (length(consent_text) between 20 and 600),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.web_chat_widgets is 'The chat that one dealership may put on its own web pages.';
comment on column public.web_chat_widgets.public_key is 'Names the widget in the page of the dealership; no secret.';
comment on column public.web_chat_widgets.allowed_origins is 'Sites that may show the widget; none means any site.';
comment on column public.web_chat_widgets.consent_text is 'What stands beside the box; the ledger keeps the text as it was shown.';
create trigger web_chat_widgets_20_touch before update on public.web_chat_widgets
  for each row execute function private.tg_touch_updated_at();
create constraint trigger web_chat_widgets_80_audit after insert or update or delete on public.web_chat_widgets
  deferrable initially deferred for each row execute function private.tg_audit();

create table public.web_chat_sessions (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  visitor_id uuid not null references auth.users on delete cascade,
  conversation_id uuid,
  vehicle_id uuid,
  page_url text constraint web_chat_sessions_page_url_length check (length(page_url) <= 500),
  claimed jsonb not null default '{}' constraint web_chat_sessions_claimed_object check (jsonb_typeof(claimed) = 'object'),
  ip_hash text,
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '30 days',
  unique (visitor_id, dealership_id),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, vehicle_id) references public.vehicles (dealership_id, id)
    on delete set null (vehicle_id)
);
comment on table public.web_chat_sessions is 'One browser that chats with one dealership, until 30 days after it was last used.';
comment on column public.web_chat_sessions.claimed is
  'What the visitor said of themselves {full_name, phone, email}; nobody has verified it.';
create index web_chat_sessions_conversation_idx on public.web_chat_sessions (dealership_id, conversation_id);
create index web_chat_sessions_vehicle_idx on public.web_chat_sessions (dealership_id, vehicle_id)
  where vehicle_id is not null;
create index web_chat_sessions_expiry_idx on public.web_chat_sessions (expires_at);

create unique index conversations_web_key on public.conversations (dealership_id, customer_address)
  where channel = 'web';
-- The widget's frame lives at /chat beside the dealerships' own addresses.
alter table public.dealerships add constraint dealerships_subdomain_not_chat check (subdomain <> 'chat');

create table private.rate_counters (
  bucket text not null,
  subject text not null,
  window_start timestamptz not null,
  taken int not null default 1,
  primary key (bucket, subject, window_start)
);
comment on table private.rate_counters is 'How often one caller did one thing in one window of time.';
alter table private.rate_counters enable row level security;
alter table private.rate_counters force row level security;

create function private.take_token(bucket text, subject text, per_window int, window_seconds int) returns boolean
language sql volatile security definer set search_path = '' as $$
  insert into private.rate_counters as r (bucket, subject, window_start)
  values (take_token.bucket, take_token.subject,
    to_timestamp(floor(extract(epoch from now()) / take_token.window_seconds) * take_token.window_seconds))
  on conflict on constraint rate_counters_pkey do update set taken = r.taken + 1
  returning r.taken <= take_token.per_window
$$;
comment on function private.take_token is
  'Counts one act and says whether it is within the limit of its window; one atomic statement. Definer: nobody else '
  'writes the counters.';
select cron.schedule('forget-rate-counters', '41 * * * *',
  $$delete from private.rate_counters where window_start < now() - interval '2 days'$$);

create function private.is_visitor_address(email text) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select coalesce(is_visitor_address.email like '%@visitor.invalid', false)
$$;
comment on function private.is_visitor_address is 'Whether an auth user is a web chat''s visitor and not a person of staff.';

create function private.is_visitor_topic(topic text) returns boolean
language sql stable security definer set search_path = '' as $$
  select is_visitor_topic.topic = 'visitor:' || (select auth.uid())::text
    and exists (select from public.web_chat_sessions as s
      where s.visitor_id = (select auth.uid()) and s.expires_at > now())
$$;
comment on function private.is_visitor_topic is
  'True when a visitor with a live session listens to the own topic. Definer: asked by the policy of another schema.';

alter table public.web_chat_widgets enable row level security;
alter table public.web_chat_widgets force row level security;
alter table public.web_chat_sessions enable row level security;
alter table public.web_chat_sessions force row level security;
revoke all on public.web_chat_widgets, public.web_chat_sessions from anon, authenticated, service_role;
grant select, insert (dealership_id, is_enabled, allowed_origins, greeting, consent_text),
  update (is_enabled, allowed_origins, greeting, consent_text) on public.web_chat_widgets to authenticated;
grant select (id, dealership_id, visitor_id, conversation_id, vehicle_id, page_url, claimed, started_at, last_seen_at,
  expires_at) on public.web_chat_sessions to authenticated;
grant select on public.web_chat_widgets to service_role;
grant select, insert, update on public.web_chat_sessions to service_role;
create policy web_chat_widgets_select_staff on public.web_chat_widgets for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy web_chat_widgets_insert_staff on public.web_chat_widgets for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));
create policy web_chat_widgets_update_staff on public.web_chat_widgets for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));
create policy web_chat_sessions_select_both on public.web_chat_sessions for select to authenticated
  using (visitor_id = (select auth.uid()) and expires_at > now()
    or dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));
create policy visitor_topic_select_visitor on realtime.messages for select to authenticated
  using (extension = 'broadcast' and private.is_visitor_topic((select realtime.topic())));

create function private.web_chat_owner(thread public.conversations) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'who', case thread.owner when 'human' then 'staff' when 'waiting_human' then 'waiting' else 'ai' end,
    'name', (select split_part(p.full_name, ' ', 1) from public.profiles as p
      where thread.owner = 'human' and p.id = thread.assigned_to))
$$;
comment on function private.web_chat_owner is
  'Who answers a chat now, as the visitor may know it: {who: ai|waiting|staff, name}. Definer: reads the colleague''s name.';

-- Planned once a session instead of at each call, as a function in SQL would be.
create function private.tell_visitor(dealership_id uuid, conversation_id uuid, payload jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform realtime.send(tell_visitor.payload, 'chat', 'visitor:' || s.visitor_id::text, true)
  from public.web_chat_sessions as s
  where s.dealership_id = tell_visitor.dealership_id and s.expires_at > now()
    and s.conversation_id = any (array(
      select tell_visitor.conversation_id
      union all
      select c.id from public.conversations as c
      where c.dealership_id = tell_visitor.dealership_id and c.merged_into = tell_visitor.conversation_id));
end
$$;
comment on function private.tell_visitor is
  'Tells the visitor''s open page. Definer: nobody but the database broadcasts.';

create function private.tg_web_message() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.tell_visitor(new.dealership_id, new.conversation_id,
    jsonb_build_object('v', 1, 'kind', 'message', 'message_id', new.id));
  return null;
end
$$;
comment on function private.tg_web_message is 'Tells a visitor of a message to fetch. Definer: broadcasts.';
create trigger messages_92_web_said after insert on public.messages for each row
  when (new.channel = 'web' and (new.direction = 'inbound'
    or new.direction = 'outbound' and new.delivery_status in ('sent', 'delivered', 'read')))
  execute function private.tg_web_message();
create trigger messages_92_web_delivered after update of delivery_status on public.messages for each row
  when (new.channel = 'web' and new.direction = 'outbound' and new.delivery_status in ('sent', 'delivered', 'read')
    and old.delivery_status not in ('sent', 'delivered', 'read'))
  execute function private.tg_web_message();

create function private.tg_web_owner() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.merged_into is null then
    perform private.tell_visitor(new.dealership_id, new.id,
      jsonb_build_object('v', 1, 'kind', 'owner', 'owner', private.web_chat_owner(new)));
  end if;
  return null;
end
$$;
comment on function private.tg_web_owner is 'Tells a visitor who answers now. Definer: broadcasts.';
create trigger conversations_92_web_owner after update of owner, assigned_to on public.conversations for each row
  when (new.channel = 'web' and (old.owner is distinct from new.owner or old.assigned_to is distinct from new.assigned_to))
  execute function private.tg_web_owner();

-- Whoever has not been back for 30 days is forgotten as a visitor; the conversation stays the dealership's.
create function private.forget_visitors() returns int
language sql volatile security definer set search_path = '' as $$
  with gone as (
    delete from auth.users as u
    where private.is_visitor_address(u.email) and u.created_at < now() - interval '1 day'
      and not exists (select from public.web_chat_sessions as s where s.visitor_id = u.id and s.expires_at > now())
    returning 1
  )
  select count(*)::int from gone
$$;
comment on function private.forget_visitors is
  'Nightly: removes visitors whose sessions have run out. Definer: auth.users is nobody else''s to change.';
select cron.schedule('forget-visitors', '17 4 * * *', 'select private.forget_visitors()');

revoke execute on function private.take_token, private.is_visitor_address, private.is_visitor_topic,
  private.web_chat_owner, private.tell_visitor, private.forget_visitors from public, anon, authenticated;
grant execute on function private.is_visitor_topic to authenticated;
grant execute on function private.take_token, private.web_chat_owner to service_role;
