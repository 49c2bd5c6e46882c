-- Who closes a conversation in which a customer waits for a person, or blocks that customer, can take it back to what
-- it was: it waits again, nobody's, with its handover and the clocks of before. It went to whoever took it back.

alter table public.conversations add column waited_since timestamptz;
comment on column public.conversations.waited_since is
  'Since when somebody waited for a person in it when it was closed; null once it is open, or when nobody did.';

create or replace function private.tg_note_closed_by() returns trigger
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

create function private.is_own_closing(thread public.conversations) returns boolean
language sql stable security invoker set search_path = '' as $$
  select coalesce(thread.closed_by = (select auth.uid()) and thread.closed_at > now() - interval '10 minutes', false)
$$;
comment on function private.is_own_closing is 'True where the caller closed the conversation within ten minutes.';

create or replace function private.thread_to_put_back(conversation_id uuid) returns public.conversations
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

create function private.wait_again(thread public.conversations) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  handover public.handovers;
begin
  -- First its own handover opens again: with it, waiting is no news and nobody is told twice.
  update public.handovers as h set ended_at = null, ended_how = null
  where h.conversation_id = thread.id and h.ended_how = 'closed' and h.ended_at = thread.closed_at
  returning h.* into handover;
  update public.conversations as c
  set owner = 'waiting_human', status = 'escalated', waiting_since = thread.waited_since,
    escalated_at = coalesce(handover.requested_at, thread.waited_since)
  where c.id = thread.id;
end
$$;
comment on function private.wait_again is
  'Lets the customer of a conversation that was opened again wait for a person as before it was closed. Definer: staff '
  'may not write conversations directly.';

create or replace function private.keep_in_reach(thread public.conversations) returns void
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

revoke execute on function private.is_own_closing, private.wait_again from public, anon, authenticated;
