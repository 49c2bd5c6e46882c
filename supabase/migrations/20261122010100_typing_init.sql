-- Typing: colleagues see who is writing a reply, and the AI proposes nothing meanwhile. A signal lasts five seconds.

create table private.typing (
  conversation_id uuid not null,
  user_id uuid not null references auth.users on delete cascade,
  dealership_id uuid not null references public.dealerships on delete cascade,
  expires_at timestamptz not null,
  primary key (conversation_id, user_id),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade
) with (fillfactor = 50);
comment on table private.typing is 'One person who was writing in one thread a moment ago.';
create index typing_user_idx on private.typing (user_id);
create index typing_dealership_idx on private.typing (dealership_id, conversation_id);
alter table private.typing enable row level security;
alter table private.typing force row level security;
grant select on private.typing to service_role;
select cron.schedule('forget-typing', '41 4 * * *',
  $$delete from private.typing where expires_at < now() - interval '1 hour'$$);

create function private.broadcast(dealership_id uuid, conversation_id uuid, event text, payload jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform realtime.send(payload, event, 'dealership:' || broadcast.dealership_id::text, true);
  if (select d.conversation_scope from public.dealerships as d where d.id = broadcast.dealership_id) = 'all' then
    return;
  end if;
  perform realtime.send(payload || jsonb_build_object('dealership_id', broadcast.dealership_id), event,
    'staff:' || l.user_id::text, true)
  from private.narrow_listeners(broadcast.dealership_id, broadcast.conversation_id) as l (user_id);
end
$$;
comment on function private.broadcast is
  'Tells those who may see a conversation. Definer: realtime.send swallows errors, a missing right of the caller among them.';

create function public.note_typing(conversation_id uuid, is_typing boolean default true) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  thread public.conversations;
begin
  -- No lock: a key press must not wait for what else happens to the thread.
  select c.* into thread from public.conversations as c
  where c.id = conversation_id and c.dealership_id = any (private.dealerships_where('conversations.write'));
  if thread.id is null or not private.thread_is_in_scope(thread) then
    perform private.refuse(404, 'conversation_not_found', 'Cannot find conversation: it does not exist or is not yours');
  end if;
  if is_typing then
    insert into private.typing as t (conversation_id, user_id, dealership_id, expires_at)
    values (thread.id, (select auth.uid()), thread.dealership_id, now() + interval '5 seconds')
    on conflict on constraint typing_pkey do update set expires_at = excluded.expires_at;
  else
    delete from private.typing as t where t.conversation_id = thread.id and t.user_id = (select auth.uid());
  end if;
  perform private.broadcast(thread.dealership_id, thread.id, 'typing', jsonb_build_object('v', 1,
    'conversation_id', thread.id, 'user_id', (select auth.uid()), 'is_typing', is_typing));
end
$$;
comment on function public.note_typing is
  'Tells colleagues and the AI that the caller is writing a reply, for five seconds; false takes it back. Definer: '
  'staff may not write private.typing.';

create function private.typed_until(conversation_id uuid) returns timestamptz
language sql stable security invoker set search_path = '' as $$
  select max(t.expires_at) from private.typing as t
  where t.conversation_id = typed_until.conversation_id and t.expires_at > now()
$$;
comment on function private.typed_until is 'Until when somebody counts as typing in a thread; null when nobody does.';

revoke execute on function private.broadcast, private.typed_until, public.note_typing from public, anon, authenticated;
grant execute on function public.note_typing to authenticated;
grant execute on function private.typed_until to service_role;
