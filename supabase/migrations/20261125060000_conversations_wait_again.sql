-- Who closes a conversation in which a customer waits for a person, or blocks that customer, can take it back to what
-- it was: it waits again, nobody's, with its handover and the clocks of before.

alter table public.conversations add column waited_since timestamptz;
comment on column public.conversations.waited_since is
  'Since when somebody waited for a person in it when it was closed; null once it is open, or when nobody did.';

create function private.is_own_closing(thread public.conversations) returns boolean
language sql stable security invoker set search_path = '' as $$
  select coalesce(thread.closed_by = (select auth.uid()) and thread.closed_at > now() - interval '10 minutes', false)
$$;
comment on function private.is_own_closing is 'True where the caller closed the conversation within ten minutes.';

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

revoke execute on function private.is_own_closing, private.wait_again from public, anon, authenticated;
