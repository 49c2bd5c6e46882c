-- How a team works a thread: tags, notes, snooze, priority and who has it.

create table public.tags (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null constraint tags_name_length check (length(btrim(name)) between 1 and 40),
  color text not null default '#6b7280' constraint tags_color_form check (color ~* '^#[0-9a-f]{6}$'),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  constraint tags_name_key unique (dealership_id, name),
  unique (dealership_id, id)
);
comment on table public.tags is
  'One label that a dealership sorts its conversations by; an inactive one is no longer offered.';
create constraint trigger tags_80_audit after insert or update or delete on public.tags
  deferrable initially deferred for each row execute function private.tg_audit();

create table public.conversation_tags (
  dealership_id uuid not null references public.dealerships on delete cascade,
  conversation_id uuid not null,
  tag_id uuid not null,
  tagged_by uuid references auth.users on delete set null,
  created_at timestamptz not null default now(),
  primary key (conversation_id, tag_id),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, tag_id) references public.tags (dealership_id, id) on delete cascade
);
comment on table public.conversation_tags is 'One tag on one conversation.';
create index conversation_tags_conversation_idx on public.conversation_tags (dealership_id, conversation_id);
create index conversation_tags_tag_idx on public.conversation_tags (dealership_id, tag_id);
create index conversation_tags_tagged_by_idx on public.conversation_tags (tagged_by);

alter table public.conversations
  add column priority text not null default 'normal'
    constraint conversations_priority_known check (priority in ('low', 'normal', 'high', 'urgent')),
  add column snoozed_until timestamptz;
comment on column public.conversations.snoozed_until is
  'Until when the team put the thread aside; the shopper''s next message or the time wakes it.';
create index conversations_snoozed_idx on public.conversations (snoozed_until) where snoozed_until is not null;

insert into public.role_permissions (role, permission) values
  ('dealership_admin', 'tags.manage'), ('manager', 'tags.manage'),
  ('dealership_admin', 'conversations.assign'), ('manager', 'conversations.assign');

alter table public.tags enable row level security;
alter table public.tags force row level security;
alter table public.conversation_tags enable row level security;
alter table public.conversation_tags force row level security;
revoke all on public.tags, public.conversation_tags from anon, authenticated, service_role;
grant select, insert (dealership_id, name, color), update (name, color, is_active) on public.tags to authenticated;
grant select on public.conversation_tags to authenticated;
grant select, insert, update on public.tags to service_role;
grant select, insert, delete on public.conversation_tags to service_role;
create policy tags_select_staff on public.tags for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[]));
create policy tags_insert_manager on public.tags for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('tags.manage'))::uuid[]));
create policy tags_update_manager on public.tags for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('tags.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('tags.manage'))::uuid[]));
create policy conversation_tags_select_staff on public.conversation_tags for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));

-- A shopper who writes again, and a thread that is closed, is not asleep.
create function private.tg_wake_conversation() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if new.status in ('closed', 'archived')
    or new.last_message_id is distinct from old.last_message_id and new.last_message_author = 'customer' then
    new.snoozed_until := null;
  end if;
  return new;
end
$$;
comment on function private.tg_wake_conversation is 'Ends a snooze when the shopper writes or the thread is closed.';
create trigger conversations_15_wake before update on public.conversations
  for each row when (old.snoozed_until is not null and new.snoozed_until is not null)
  execute function private.tg_wake_conversation();
create constraint trigger conversations_91_worked after update on public.conversations
  deferrable initially deferred for each row
  when (old.priority is distinct from new.priority or old.snoozed_until is distinct from new.snoozed_until)
  execute function private.tg_conversation_updated();

create function private.tg_conversation_tagged() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(coalesce(new.dealership_id, old.dealership_id), 'conversation.updated',
    coalesce(new.conversation_id, old.conversation_id), null);
  return null;
end
$$;
comment on function private.tg_conversation_tagged is
  'Tells that tags changed. Definer: emit_event is for triggers alone.';
create constraint trigger conversation_tags_90_updated after insert or delete on public.conversation_tags
  deferrable initially deferred for each row execute function private.tg_conversation_tagged();

create function private.wake_conversations() returns void
language sql volatile security invoker set search_path = '' as $$
  update public.conversations as c set snoozed_until = null
  where c.id = any (array(
    select s.id from public.conversations as s where s.snoozed_until <= now()
    order by s.dealership_id, s.id limit 1000 for update skip locked))
$$;
comment on function private.wake_conversations is 'Cron tick: ends the snoozes whose time has come.';
select cron.schedule('wake-conversations', '30 seconds', 'select private.wake_conversations()');

create function public.set_conversation_tags(conversation_id uuid, tag_ids uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  if cardinality(tag_ids) > 20 or exists (
    select from unnest(tag_ids) as w (id)
    where not exists (select from public.tags as t where t.id = w.id and t.dealership_id = thread.dealership_id)) then
    perform private.refuse(400, 'invalid_tag_ids', 'Cannot tag conversation: a tag does not exist or there are over 20');
  end if;
  delete from public.conversation_tags as t
  where t.conversation_id = thread.id and not t.tag_id = any (coalesce(tag_ids, '{}'));
  insert into public.conversation_tags (dealership_id, conversation_id, tag_id, tagged_by)
  select distinct thread.dealership_id, thread.id, w.id, (select auth.uid()) from unnest(tag_ids) as w (id)
  on conflict do nothing;
end
$$;
comment on function public.set_conversation_tags is
  'Gives the conversation exactly these tags. Definer: staff may not write the table directly.';

create function public.add_note(conversation_id uuid, content text, client_id uuid default null)
returns setof public.messages
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(add_note.conversation_id);
begin
  if btrim(coalesce(add_note.content, '')) = '' or length(add_note.content) > 10000 then
    perform private.refuse(400, 'invalid_content', 'Cannot add note: content has 1 to 10,000 characters');
  end if;
  return query
    with written as (
      insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel, kind,
        content, client_id, delivery_status)
      values (thread.dealership_id, thread.id, 'internal', 'staff', (select auth.uid()), thread.channel, 'note',
        add_note.content, add_note.client_id, 'none')
      on conflict (dealership_id, client_id) where client_id is not null do nothing
      returning *
    )
    select * from written
    union all
    select m.* from public.messages as m
    where m.dealership_id = thread.dealership_id and m.client_id = add_note.client_id
      and m.conversation_id = thread.id and m.kind = 'note';
end
$$;
comment on function public.add_note is
  'Writes a note for colleagues into the thread, once per client_id when one is given. A note is internal: no gate '
  'would let it leave. Definer: staff may not write messages directly.';

create function public.snooze_conversation(conversation_id uuid, until timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  if until is not null and (until <= now() or until > now() + interval '1 year') then
    perform private.refuse(400, 'invalid_until', 'Cannot snooze conversation: until lies in the next year');
  end if;
  if until is not null and thread.status in ('closed', 'archived') then
    perform private.refuse(409, 'conversation_not_open', 'Cannot snooze conversation: it is closed');
  end if;
  update public.conversations as c set snoozed_until = snooze_conversation.until where c.id = thread.id;
end
$$;
comment on function public.snooze_conversation is
  'Puts the conversation aside until a time, or wakes it (null). Definer: staff may not write conversations directly.';

create function public.set_conversation_priority(conversation_id uuid, priority text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
begin
  if coalesce(set_conversation_priority.priority, '') not in ('low', 'normal', 'high', 'urgent') then
    perform private.refuse(400, 'invalid_priority', 'Cannot set priority: it is low, normal, high or urgent');
  end if;
  update public.conversations as c set priority = set_conversation_priority.priority where c.id = thread.id;
end
$$;
comment on function public.set_conversation_priority is
  'Sets how urgent the conversation is. Definer: staff may not write conversations directly.';

create function public.assign_conversation(conversation_id uuid, user_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
  assignee text := (select p.full_name from public.profiles as p where p.id = assign_conversation.user_id);
begin
  if assign_conversation.user_id is null
    or not assign_conversation.user_id = any (private.members_with(thread.dealership_id, 'conversations.write')) then
    perform private.refuse(400, 'invalid_user_id', 'Cannot assign conversation: nobody there by that id may reply');
  end if;
  if thread.status in ('closed', 'archived') then
    perform private.refuse(409, 'conversation_not_open', 'Cannot assign conversation: it is closed');
  end if;
  if thread.owner = 'human' and thread.assigned_to is distinct from (select auth.uid())
    and not thread.dealership_id = any (private.dealerships_where('conversations.assign')) then
    perform private.refuse(409, 'already_taken', 'Cannot assign conversation: a colleague is replying');
  end if;
  if thread.owner = 'human' and thread.assigned_to = assign_conversation.user_id then
    return;
  end if;
  update public.conversations as c
  set owner = 'human', status = 'active', assigned_to = assign_conversation.user_id
  where c.id = thread.id;
  perform private.system_line(thread, 'Assigned to ' || assignee, 'assigned');
  if assign_conversation.user_id <> (select auth.uid()) then
    perform private.notify(thread.dealership_id, array[assign_conversation.user_id], 'conversation.assigned',
      private.customer_called(thread.customer_id) || ' was assigned to you', '/conversations/' || thread.id::text);
  end if;
end
$$;
comment on function public.assign_conversation is
  'Gives the conversation to a colleague and tells them. Another person''s thread can be moved only with '
  'conversations.assign. Definer: staff may not write conversations directly.';

revoke execute on function private.tg_wake_conversation, private.tg_conversation_tagged,
  private.wake_conversations, public.set_conversation_tags, public.add_note, public.snooze_conversation,
  public.set_conversation_priority, public.assign_conversation from public, anon, authenticated;
grant execute on function public.set_conversation_tags, public.add_note, public.snooze_conversation,
  public.set_conversation_priority, public.assign_conversation to authenticated;
