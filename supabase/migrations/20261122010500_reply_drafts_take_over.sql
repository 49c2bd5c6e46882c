-- A person who takes a thread over, or is asked to, before the AI has answered finds a draft, and what the shopper said
-- is read although the AI's reply job stands down.

create function private.tg_promise_draft_to_owner() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := (select c from public.conversations as c where c.id = new.id);
begin
  if thread.owner in ('human', 'waiting_human') and private.unanswered_messages(thread.id) <> '[]' then
    perform private.promise_draft(thread);
  end if;
  return null;
end
$$;
comment on function private.tg_promise_draft_to_owner is
  'Promises a draft to whoever answers from now on. Definer: works for every way in which an owner changes.';
create constraint trigger conversations_58_promise_draft after update on public.conversations
  deferrable initially deferred for each row when (old.owner = 'ai' and new.owner <> 'ai')
  execute function private.tg_promise_draft_to_owner();

revoke execute on function private.tg_promise_draft_to_owner from public, anon, authenticated;
