-- What happened, numbered per dealership in commit order, and told live to those who may know.

create table private.event_counters (
  dealership_id uuid primary key references public.dealerships on delete cascade,
  last_seq bigint not null default 0
) with (fillfactor = 50);
comment on table private.event_counters is
  'The last event number of each dealership; its row lock makes commit order and number order the same.';
alter table private.event_counters enable row level security;
alter table private.event_counters force row level security;

create table public.events (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  seq bigint not null,
  kind text not null check (kind ~ '^[a-z_]+\.[a-z_]+$'),
  conversation_id uuid,
  message_id bigint,
  occurred_at timestamptz not null default now(),
  unique (dealership_id, seq)
);
comment on table public.events is
  'One thing that happened. Clients that missed something read from the last seq they saw: there are no gaps.';

alter table public.events enable row level security;
alter table public.events force row level security;
revoke all on public.events from anon, authenticated, service_role;
grant select on public.events to authenticated, service_role;
create policy events_select_staff on public.events for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[]));
create trigger events_00_append_only before update on public.events
  for each row execute function private.tg_append_only();

create function private.tg_start_counter() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.event_counters (dealership_id) values (new.id) on conflict do nothing;
  return null;
end
$$;
create trigger dealerships_90_start_counter after insert on public.dealerships
  for each row execute function private.tg_start_counter();

-- The way to the topics is shared with what is no event: typing, a draft as it grows.
create function private.broadcast_event(dealership_id uuid, conversation_id uuid, payload jsonb)
returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.broadcast(broadcast_event.dealership_id, broadcast_event.conversation_id, 'event', payload);
end
$$;
comment on function private.broadcast_event is
  'Tells those who may know. Definer: realtime.send swallows errors, a missing right of the caller among them.';

-- Called by deferred triggers, so the counter's row is locked only from the end of the transaction to its commit.
create function private.emit_event(dealership_id uuid, kind text, conversation_id uuid, message_id bigint)
returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(emit_event.dealership_id, emit_event.kind, emit_event.conversation_id,
    emit_event.message_id, null);
end
$$;
comment on function private.emit_event is
  'Numbers one event, keeps it and broadcasts its thin form. Definer: nobody writes events or counters directly.';

create function private.may_read_topic(topic text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  named text := substring(topic from ':([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$');
begin
  if topic = 'staff:' || (select auth.uid())::text then
    return cardinality(private.dealerships_where('conversations.read')) > 0;
  end if;
  if topic = 'dealership:' || named then
    return named::uuid = any (private.dealerships_seeing_all());
  end if;
  if topic = 'conversation:' || named then
    return exists (select from public.conversations as c
      where c.id = named::uuid and c.dealership_id = any (private.dealerships_where('conversations.read'))
        and private.thread_is_in_scope(c));
  end if;
  return false;
end
$$;
comment on function private.may_read_topic is
  'True when the caller may listen: dealership:<id> for those who see all of its conversations, staff:<own id> for '
  'those with a narrower scope, conversation:<id> for who may read it. Definer: the rules are past the caller''s grants.';
revoke execute on function private.emit_event, private.broadcast_event, private.may_read_topic from public;
grant execute on function private.may_read_topic to authenticated;

-- Staff listen to what the database says and show their own presence; nobody but the database broadcasts here.
create policy dealership_topic_select_staff on realtime.messages for select to authenticated
  using (extension in ('broadcast', 'presence') and private.may_read_topic((select realtime.topic())));
create policy dealership_topic_insert_staff on realtime.messages for insert to authenticated
  with check (extension = 'presence' and private.may_read_topic((select realtime.topic())));
