-- Who closes a conversation, or blocks its customer, may take that back for a while, also where their scope ends with it:
-- a conversation without an owner is nobody's whom they may see, so their own notice's Undo was refused.

alter table public.conversations add column closed_by uuid references auth.users on delete set null;
comment on column public.conversations.closed_by is
  'Who closed or archived it while they could see it; null once it is open, or when no person did.';
create index conversations_closed_by_idx on public.conversations (closed_by) where closed_by is not null;

create function private.tg_note_closed_by() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.status not in ('closed', 'archived') then
    new.closed_by := null;
    new.waited_since := null;
  elsif old.status not in ('closed', 'archived') then
    -- Blocking archives all threads of a customer: those out of the person's sight stay so.
    new.closed_by := case when private.thread_is_in_scope(old) then (select auth.uid()) end;
    new.waited_since := case when old.owner = 'waiting_human' then old.waiting_since end;
  end if;
  return new;
end
$$;
comment on function private.tg_note_closed_by is
  'Notes which person closed a conversation and who waited in it. Definer: whoever closes one may not read scopes.';
create trigger conversations_12_closed_by before update of status on public.conversations
  for each row when (old.status is distinct from new.status)
  execute function private.tg_note_closed_by();

create function private.thread_to_put_back(conversation_id uuid) returns public.conversations
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c
  where c.id = thread_to_put_back.conversation_id and private.is_own_closing(c)
    and c.dealership_id = any (private.dealerships_where('conversations.write'))
  for update;
  if thread.id is null or thread.merged_into is not null then
    return private.thread_for_staff(thread_to_put_back.conversation_id);
  end if;
  return thread;
end
$$;
comment on function private.thread_to_put_back is
  'The conversation a person may open again: one in their scope, or one they closed within ten minutes. Definer: staff '
  'may not write conversations directly.';

create function private.keep_in_reach(thread public.conversations) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if thread.waited_since is not null and private.is_own_closing(thread) then
    perform private.wait_again(thread);
  elsif not private.thread_is_in_scope(thread) then
    perform private.assign_to_caller(thread);
  end if;
end
$$;
comment on function private.keep_in_reach is
  'Lets the customer wait again who waited when the caller closed this, and gives the conversation to the caller where '
  'nobody else in their scope has it. Definer: staff may not write conversations directly.';

revoke execute on function private.tg_note_closed_by, private.thread_to_put_back, private.keep_in_reach
  from public, anon, authenticated;
