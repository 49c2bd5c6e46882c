-- Messages that a person writes now and that leave later. Until then they are no part of the thread; at their time
-- they become a message like any other, and the send gate decides about it then.

create table public.scheduled_messages (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  conversation_id uuid not null,
  author_user_id uuid references auth.users on delete set null,
  client_id uuid not null,
  content text not null constraint scheduled_messages_content_length check (length(content) between 1 and 1600),
  send_at timestamptz not null,
  may_cross boolean not null default false,
  status text not null default 'waiting'
    constraint scheduled_messages_status_known check (status in ('waiting', 'held', 'sent', 'cancelled')),
  held_because text,
  message_id bigint,
  decided_by uuid references auth.users on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  unique (dealership_id, client_id),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id)
    on delete set null (message_id)
);
comment on table public.scheduled_messages is
  'One message that a person wrote to be sent later; it can be cancelled until it has become a message.';
comment on column public.scheduled_messages.may_cross is
  'Whether it leaves although the customer has written since; by default it is held then.';
create index scheduled_messages_due_idx on public.scheduled_messages (send_at) where status = 'waiting';
create index scheduled_messages_open_idx on public.scheduled_messages (dealership_id, conversation_id, send_at);
create index scheduled_messages_message_idx on public.scheduled_messages (dealership_id, message_id);
create index scheduled_messages_author_idx on public.scheduled_messages (author_user_id);
create index scheduled_messages_decided_by_idx on public.scheduled_messages (decided_by)
  where decided_by is not null;
create trigger scheduled_messages_20_touch before update on public.scheduled_messages
  for each row execute function private.tg_touch_updated_at();
create constraint trigger scheduled_messages_80_audit after insert or update or delete on public.scheduled_messages
  deferrable initially deferred for each row execute function private.tg_audit('content');
create constraint trigger scheduled_messages_90_created after insert on public.scheduled_messages
  deferrable initially deferred for each row execute function private.tg_record_event('scheduled_message');
create constraint trigger scheduled_messages_90_updated after update on public.scheduled_messages
  deferrable initially deferred for each row when (old.status is distinct from new.status)
  execute function private.tg_record_event('scheduled_message');

alter table public.scheduled_messages enable row level security;
alter table public.scheduled_messages force row level security;
revoke all on public.scheduled_messages from anon, authenticated, service_role;
grant select on public.scheduled_messages to authenticated, service_role;
create policy scheduled_messages_select_staff on public.scheduled_messages for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));

create function private.require_filled(content text) returns void
language plpgsql stable security invoker set search_path = '' as $$
declare
  field text := substring(require_filled.content from '\{\{\s*([^{}]{0,40})\}\}');
begin
  if field is not null then
    perform private.refuse(400, 'unfilled_merge_field', 'Cannot send message: {{' || btrim(field) || '}} is not filled');
  end if;
end
$$;
comment on function private.require_filled is 'Refuses a text that would reach the shopper with a merge field in it.';

create function private.tg_require_filled() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_filled(new.content);
  return new;
end
$$;
comment on function private.tg_require_filled is 'As require_filled, whoever writes. Definer: the check is no API of its own.';
create trigger messages_10_require_filled before insert on public.messages
  for each row when (new.author = 'staff' and new.direction = 'outbound')
  execute function private.tg_require_filled();

create function public.schedule_message(conversation_id uuid, content text, send_at timestamptz, client_id uuid)
returns setof public.scheduled_messages
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(schedule_message.conversation_id);
begin
  perform private.require_content(thread, schedule_message.content);
  if schedule_message.client_id is null then
    perform private.refuse(400, 'invalid_client_id', 'Cannot schedule message: client_id is missing');
  end if;
  if schedule_message.send_at is null or schedule_message.send_at < now()
    or schedule_message.send_at > now() + interval '90 days'
  then
    perform private.refuse(400, 'invalid_send_at', 'Cannot schedule message: send_at lies within the next 90 days');
  end if;
  perform private.require_filled(schedule_message.content);
  insert into public.scheduled_messages as s (dealership_id, conversation_id, author_user_id, client_id, content, send_at)
  values (thread.dealership_id, thread.id, (select auth.uid()), schedule_message.client_id, schedule_message.content,
    schedule_message.send_at)
  on conflict (dealership_id, client_id) do nothing;
  return query select s.* from public.scheduled_messages as s
    where s.dealership_id = thread.dealership_id and s.client_id = schedule_message.client_id
      and s.conversation_id = thread.id;
end
$$;
comment on function public.schedule_message is
  'Keeps a staff reply until send_at, once per client_id. It is held instead when the customer writes before that. '
  'Definer: staff may not write these tables directly.';

create function private.scheduled_for_staff(scheduled_message_id uuid) returns public.scheduled_messages
language plpgsql volatile security definer set search_path = '' as $$
declare
  message public.scheduled_messages := (
    select s from public.scheduled_messages as s where s.id = scheduled_for_staff.scheduled_message_id);
begin
  perform private.thread_for_staff(message.conversation_id);
  select s.* into message from public.scheduled_messages as s
  where s.id = scheduled_for_staff.scheduled_message_id for update;
  if message.status not in ('waiting', 'held') then
    perform private.refuse(409, 'scheduled_message_over', 'Cannot change scheduled message: it was sent or cancelled');
  end if;
  return message;
end
$$;
comment on function private.scheduled_for_staff is
  'The locked scheduled message, if the caller may write to its thread and it has not left. Definer: reads it past its '
  'policy.';

create function public.cancel_scheduled_message(scheduled_message_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  message public.scheduled_messages := private.scheduled_for_staff(cancel_scheduled_message.scheduled_message_id);
begin
  update public.scheduled_messages as s
  set status = 'cancelled', decided_by = (select auth.uid()), decided_at = now() where s.id = message.id;
end
$$;
comment on function public.cancel_scheduled_message is
  'Takes a scheduled message back before it has left. Definer: staff may not write these tables directly.';

create function public.send_scheduled_message(scheduled_message_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  message public.scheduled_messages := private.scheduled_for_staff(send_scheduled_message.scheduled_message_id);
begin
  update public.scheduled_messages as s
  set status = 'waiting', held_because = null, may_cross = true, send_at = now(), author_user_id = (select auth.uid())
  where s.id = message.id;
  perform private.send_scheduled(message.id);
end
$$;
comment on function public.send_scheduled_message is
  'Sends a scheduled or held message now, in the caller''s name. Definer: staff may not write these tables directly.';

create function private.hold_reason(message public.scheduled_messages, thread public.conversations) returns text
language sql stable security definer set search_path = '' as $$
  select case
    when not exists (select from unnest(private.members_with(message.dealership_id, 'conversations.write')) as m (id)
      where m.id = message.author_user_id) then 'author_left'
    when (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status
      is distinct from 'granted' then 'no_consent'
    when not message.may_cross and exists (select from public.messages as m
      where m.conversation_id = thread.id and m.author = 'customer' and m.created_at > message.created_at)
      then 'customer_wrote'
  end
$$;
comment on function private.hold_reason is
  'Why a scheduled message should be looked at again before it leaves, or null. Definer: reads memberships and consents.';

-- Never into a thread that was merged away while its lock was waited for.
create function private.send_scheduled(scheduled_message_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  message public.scheduled_messages;
  thread public.conversations;
  reason text;
  stored_id bigint;
begin
  select c.* into thread from public.conversations as c
  where c.id = (select s.conversation_id from public.scheduled_messages as s
    where s.id = send_scheduled.scheduled_message_id) for update;
  select s.* into message from public.scheduled_messages as s
  where s.id = send_scheduled.scheduled_message_id and s.status = 'waiting' and s.send_at <= now() for update;
  -- Merged or parted while we waited: the next tick finds it in its thread.
  if message.id is null or message.conversation_id <> thread.id then
    return;
  end if;
  reason := private.hold_reason(message, thread);
  if reason is not null then
    update public.scheduled_messages as s set status = 'held', held_because = reason, decided_at = now()
    where s.id = message.id;
    perform private.notify(message.dealership_id,
      case when reason = 'author_left' then private.members_with(message.dealership_id, 'conversations.assign')
        else array[message.author_user_id] end, 'message.held',
      'A scheduled message waits for you: ' || replace(reason, '_', ' '), '/conversations/' || thread.id::text,
      'held:' || message.id::text);
    return;
  end if;
  insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel, content,
    client_id, delivery_status)
  values (thread.dealership_id, thread.id, 'outbound', 'staff', message.author_user_id, thread.channel,
    message.content, message.client_id, 'queued')
  returning id into stored_id;
  update public.scheduled_messages as s set status = 'sent', message_id = stored_id, decided_at = now()
  where s.id = message.id;
  perform private.enqueue_job(thread.dealership_id, 'send_message',
    jsonb_build_object('message_id', stored_id), 'send:' || thread.id::text);
end
$$;
comment on function private.send_scheduled is
  'Turns a due scheduled message into a message on its way, or holds it and tells its author. Definer: works for the '
  'system.';

create function private.send_due_messages() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  due public.scheduled_messages;
  sent int := 0;
begin
  for due in
    select s.* from public.scheduled_messages as s
    where s.status = 'waiting' and s.send_at <= now() order by s.dealership_id, s.conversation_id, s.id limit 200
  loop
    begin
      perform private.send_scheduled(due.id);
      sent := sent + 1;
    exception
      when deadlock_detected or serialization_failure or lock_not_available then
        -- It is as it was: the next tick tries again.
        raise warning 'Cannot send scheduled message % yet: %', due.id, sqlerrm;
      when others then
        raise warning 'Cannot send scheduled message %: %', due.id, sqlerrm;
        update public.scheduled_messages as s set status = 'held', held_because = 'not_sendable', decided_at = now()
        where s.id = due.id and s.status = 'waiting';
        perform private.notify(due.dealership_id, array[due.author_user_id], 'message.held',
          'A scheduled message waits for you: not sendable', '/conversations/' || due.conversation_id::text,
          'held:' || due.id::text);
    end;
  end loop;
  return sent;
end
$$;
comment on function private.send_due_messages is
  'Cron tick: looks at every scheduled message whose time has come. Definer: works for the system.';
select cron.schedule('send-due-messages', '10 seconds', 'select private.send_due_messages()');

revoke execute on function private.require_filled, private.tg_require_filled, public.schedule_message,
  private.scheduled_for_staff, public.cancel_scheduled_message, public.send_scheduled_message, private.hold_reason,
  private.send_scheduled, private.send_due_messages from public, anon, authenticated;
grant execute on function public.schedule_message, public.cancel_scheduled_message, public.send_scheduled_message
  to authenticated;
