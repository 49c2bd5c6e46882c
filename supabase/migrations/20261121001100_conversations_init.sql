-- Conversations: one thread with one shopper over one address pair, and who is answering it right now.

create table public.phone_numbers (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  e164 text not null unique check (e164 ~ '^\+[1-9][0-9]{6,14}$'),
  label text not null default 'Main',
  account_sid text,
  messaging_service_sid text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (dealership_id, id)
);
comment on table public.phone_numbers is 'One number that belongs to one dealership; texts to it are that dealership''s.';
create index phone_numbers_dealership_idx on public.phone_numbers (dealership_id);
create trigger phone_numbers_80_audit after insert or update or delete on public.phone_numbers
  for each row execute function private.tg_audit();

create table public.conversations (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  customer_id uuid not null,
  channel text not null check (channel in ('web', 'sms', 'email', 'phone')),
  phone_number_id uuid,
  customer_address text not null,
  status text not null default 'active' check (status in ('active', 'escalated', 'closed', 'archived')),
  owner text not null default 'ai' check (owner in ('ai', 'waiting_human', 'human')),
  assigned_to uuid references auth.users on delete set null,
  ai_paused boolean not null default false,
  vehicle_id uuid,
  handover_reason text,
  handover_summary jsonb,
  escalated_at timestamptz,
  waiting_since timestamptz,
  closed_at timestamptz,
  last_message_id bigint,
  last_message_at timestamptz not null default now(),
  last_message_preview text,
  last_message_author text,
  unread_count int not null default 0 check (unread_count >= 0),
  campaign_context text,
  inventory_context jsonb not null default '{}',
  customer_context jsonb not null default '{}',
  ai_context jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  foreign key (dealership_id, customer_id) references public.customers (dealership_id, id) on delete cascade,
  foreign key (dealership_id, phone_number_id) references public.phone_numbers (dealership_id, id)
    on delete restrict,
  foreign key (dealership_id, vehicle_id) references public.vehicles (dealership_id, id)
    on delete set null (vehicle_id),
  check (channel <> 'sms' or phone_number_id is not null),
  check ((owner = 'waiting_human') = (status = 'escalated')),
  check (status not in ('closed', 'archived') or owner = 'ai')
) with (fillfactor = 80);
comment on table public.conversations is
  'One thread with one shopper on one channel: its lifecycle (status) and, apart from it, who answers (owner).';
comment on column public.conversations.owner is
  'Who replies now: ai, human (assigned_to), or waiting_human when the AI stepped back and nobody took over.';
comment on column public.conversations.waiting_since is 'Since when the shopper waits for a person; null when nobody waits.';
comment on column public.conversations.handover_summary is 'The dossier of the last handover: {wants, brings, blocked_by}.';
comment on column public.conversations.ai_paused is 'Kill switch of this conversation: no AI message leaves.';
create unique index conversations_sms_key on public.conversations
  (dealership_id, phone_number_id, customer_address) where channel = 'sms';
create index conversations_inbox_idx on public.conversations (dealership_id, status, last_message_at desc, id);
create index conversations_customer_idx on public.conversations (dealership_id, customer_id);
create index conversations_phone_number_idx on public.conversations (dealership_id, phone_number_id);
create index conversations_vehicle_idx on public.conversations (dealership_id, vehicle_id)
  where vehicle_id is not null;
create index conversations_assigned_idx on public.conversations (assigned_to) where assigned_to is not null;
create trigger conversations_20_touch before update on public.conversations
  for each row execute function private.tg_touch_updated_at();
create trigger conversations_80_audit
  after update of status, owner, assigned_to, ai_paused on public.conversations
  for each row execute function private.tg_audit('last_message_id', 'last_message_at',
    'last_message_preview', 'last_message_author', 'unread_count', 'waiting_since');

-- Lifecycle: a closed conversation is only reopened, an archived one only reopened by its customer or staff.
create function private.tg_conversation_moves() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if old.status = 'archived' and new.status not in ('archived', 'active')
    or old.status = 'closed' and new.status = 'escalated'
  then
    perform private.refuse(409, 'illegal_move',
      'Cannot move conversation: from ' || old.status || ' to ' || new.status);
  end if;
  if new.owner = 'human' and new.assigned_to is null then
    perform private.refuse(409, 'owner_missing', 'Cannot give conversation to staff: nobody is named');
  end if;
  return new;
end
$$;
comment on function private.tg_conversation_moves is 'Refuses moves that the lifecycle does not know, whoever makes them.';
create trigger conversations_10_moves before update of status, owner, assigned_to on public.conversations
  for each row execute function private.tg_conversation_moves();

create function private.tg_conversation_created() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(new.dealership_id, 'conversation.created', new.id, null);
  return null;
end
$$;
create function private.tg_conversation_updated() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(new.dealership_id, 'conversation.updated', new.id, null);
  return null;
end
$$;
create constraint trigger conversations_90_created after insert on public.conversations
  deferrable initially deferred for each row execute function private.tg_conversation_created();
-- New messages tell of themselves; this one is for what staff steer.
create constraint trigger conversations_90_updated after update on public.conversations
  deferrable initially deferred for each row
  when (old.status is distinct from new.status or old.owner is distinct from new.owner
    or old.assigned_to is distinct from new.assigned_to or old.ai_paused is distinct from new.ai_paused
    or old.vehicle_id is distinct from new.vehicle_id
    or (old.unread_count > 0 and new.unread_count = 0))
  execute function private.tg_conversation_updated();

alter table public.phone_numbers enable row level security;
alter table public.phone_numbers force row level security;
alter table public.conversations enable row level security;
alter table public.conversations force row level security;
revoke all on public.phone_numbers, public.conversations from anon, authenticated, service_role;
grant select on public.phone_numbers, public.conversations to authenticated;
grant select, insert, update on public.phone_numbers, public.conversations to service_role;
create policy phone_numbers_select_staff on public.phone_numbers for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy conversations_select_staff on public.conversations for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[]));
