-- Messages, and the consent ledger that each text we send must cite.

create table public.consents (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  customer_id uuid,
  channel text not null check (channel in ('sms', 'email', 'phone', 'web')),
  address text not null,
  status text not null check (status in ('granted', 'revoked')),
  method text not null check (method in
    ('inbound_message', 'keyword', 'free_language', 'carrier', 'staff', 'import', 'web_form')),
  message_id bigint,
  evidence jsonb not null default '{}',
  occurred_at timestamptz not null default now(),
  unique (dealership_id, id),
  foreign key (dealership_id, customer_id) references public.customers (dealership_id, id)
    on delete set null (customer_id)
);
comment on table public.consents is
  'One statement about whether one address may be written to on one channel; the newest row counts. Append-only.';
create index consents_address_idx on public.consents (dealership_id, channel, address, id desc);
create index consents_customer_idx on public.consents (dealership_id, customer_id);

create function private.tg_consents_append_only() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and new.customer_id is null and pg_trigger_depth() > 1 then
    return new; -- an erased customer leaves the opt-out behind, without the name
  end if;
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
    return old;
  end if;
  raise exception 'Cannot % consents: rows are append-only', lower(tg_op)
    using errcode = 'PT409', detail = 'append_only';
end
$$;
create trigger consents_00_append_only before update or delete on public.consents
  for each row execute function private.tg_consents_append_only();
create trigger consents_00_no_truncate before truncate on public.consents
  for each statement execute function private.tg_append_only();

create table public.messages (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  conversation_id uuid not null,
  direction text not null check (direction in ('inbound', 'outbound', 'internal')),
  author text not null check (author in ('customer', 'ai', 'staff', 'system')),
  author_user_id uuid references auth.users on delete set null,
  channel text not null check (channel in ('web', 'sms', 'email', 'phone')),
  kind text not null default 'text' check (kind in ('text', 'media', 'note', 'system')),
  content text not null check (length(content) <= 10000),
  media jsonb not null default '[]' check (jsonb_typeof(media) = 'array'),
  provider text check (provider in ('twilio')),
  provider_account text,
  provider_message_id text,
  client_id uuid,
  in_reply_to bigint,
  is_handover_notice boolean not null default false,
  delivery_status text not null check (delivery_status in ('none', 'received', 'queued', 'deferred',
    'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'blocked', 'unknown')),
  error_code text,
  error_class text,
  error_message text,
  segments smallint,
  consent_id bigint,
  ai_model text,
  ai_confidence numeric(3, 2),
  persona_id uuid,
  intent text,
  evidence jsonb not null default '[]',
  processing_time_ms int,
  metadata jsonb not null default '{}',
  lease_token uuid,
  first_claimed_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null default now(),
  ai_generated boolean generated always as (author = 'ai') stored,
  is_from_customer boolean generated always as (author = 'customer') stored,
  unique (dealership_id, id),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id)
    on delete cascade,
  foreign key (dealership_id, persona_id) references public.personas (dealership_id, id)
    on delete set null (persona_id),
  foreign key (dealership_id, consent_id) references public.consents (dealership_id, id) on delete restrict,
  check ((direction = 'inbound') = (author = 'customer')),
  check (kind not in ('note', 'system') or direction = 'internal'),
  check (direction <> 'internal' or delivery_status = 'none')
) with (fillfactor = 90);
comment on table public.messages is
  'One message of a conversation: what the shopper, the AI or staff said, a team note, or a system line.';
comment on column public.messages.direction is 'internal rows (notes, system lines) can never be sent.';
comment on column public.messages.client_id is 'The sender''s own id for a staff message, so that a repeated send is one message.';
comment on column public.messages.in_reply_to is 'For AI messages: the newest shopper message that this one answers.';
comment on column public.messages.evidence is 'The rows each stated fact comes from: [{kind, id, fields}].';
comment on column public.messages.lease_token is 'Fences the provider call: only the holder may record its outcome.';
comment on column public.messages.first_claimed_at is 'When a provider call may first have happened; later claims verify before they send.';
create index messages_thread_idx on public.messages (conversation_id, id desc);
create unique index messages_provider_key on public.messages (provider_account, provider_message_id)
  where provider_message_id is not null;
create unique index messages_client_key on public.messages (dealership_id, client_id)
  where client_id is not null;
-- The database's own promise that one burst gets one reply, whatever the workers do; one held back was none.
create unique index messages_one_reply_key on public.messages (conversation_id, in_reply_to)
  where author = 'ai' and in_reply_to is not null and delivery_status <> 'blocked';
create index messages_trouble_idx on public.messages (dealership_id, id desc)
  where delivery_status in ('failed', 'undelivered', 'blocked', 'unknown');
create index messages_persona_idx on public.messages (dealership_id, persona_id) where persona_id is not null;
create index messages_consent_idx on public.messages (dealership_id, consent_id) where consent_id is not null;
create index messages_author_idx on public.messages (author_user_id) where author_user_id is not null;

-- The thread's head line follows its newest message; in a merged thread the message says whose address it came from.
create function private.tg_message_head() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  reached uuid;
begin
  if new.kind in ('note', 'system') then
    return null;
  end if;
  if new.sends_at is not null and new.delivery_status = 'deferred' then
    reached := (select c.address_of from public.conversations as c where c.id = new.conversation_id);
  else
    update public.conversations as c
    set last_message_id = new.id, last_message_at = new.created_at, last_message_author = new.author,
      last_message_preview = private.message_preview(new.content),
      unread_count = case when new.author = 'customer' then c.unread_count + 1 else c.unread_count end,
      waiting_since = case
        when new.author = 'customer' and c.owner in ('human', 'waiting_human')
          then coalesce(c.waiting_since, new.created_at)
        when new.author = 'staff' then null
        else c.waiting_since end
    where c.id = new.conversation_id
    returning c.address_of into reached;
  end if;
  if reached is not null then
    update public.messages as m
    set address_of = coalesce(
      (select coalesce(asked.address_of, asked.conversation_id) from public.messages as asked
        where asked.id = new.in_reply_to and asked.conversation_id = new.conversation_id), reached)
    where m.id = new.id;
  end if;
  return null;
end
$$;
create trigger messages_50_head after insert on public.messages
  for each row execute function private.tg_message_head();

create function private.tg_message_event() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(new.dealership_id,
    case when tg_op = 'INSERT' then 'message.created' else 'message.updated' end,
    new.conversation_id, new.id);
  return null;
end
$$;
create constraint trigger messages_90_created after insert on public.messages
  deferrable initially deferred for each row execute function private.tg_message_event();
create constraint trigger messages_90_updated after update on public.messages
  deferrable initially deferred for each row
  when (old.delivery_status is distinct from new.delivery_status)
  execute function private.tg_message_event();

alter table public.consents enable row level security;
alter table public.consents force row level security;
alter table public.messages enable row level security;
alter table public.messages force row level security;
revoke all on public.consents, public.messages from anon, authenticated, service_role;
grant select on public.consents to authenticated;
grant select (id, dealership_id, conversation_id, direction, author, author_user_id, channel, kind, content,
  media, provider, provider_message_id, client_id, in_reply_to, is_handover_notice, delivery_status,
  error_code, error_class, error_message, segments, consent_id, ai_model, ai_confidence, persona_id, intent,
  evidence, processing_time_ms, sent_at, delivered_at, failed_at, created_at, ai_generated, is_from_customer)
  on public.messages to authenticated;
grant select, insert on public.consents to service_role;
grant select, insert, update on public.messages to service_role;
create policy consents_select_staff on public.consents for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.read'))::uuid[]));
create policy messages_select_staff on public.messages for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[]));
