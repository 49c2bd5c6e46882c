-- A person who takes a thread over, or is asked to, before the AI has answered finds a draft, and what the shopper said
-- is read although the AI's reply job stands down.

-- Unless what the AI had ready is the draft, or was just refused.
create function private.tg_promise_draft_to_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  thread public.conversations := (select c from public.conversations as c where c.id = new.id);
begin
  if thread.owner in ('human', 'waiting_human') and private.unanswered_messages(thread.id) <> '[]'
    and not exists (select from public.reply_drafts as d
      where d.dealership_id = thread.dealership_id and d.conversation_id = thread.id and d.created_at = now()
        and d.status in ('proposed', 'dismissed'))
  then
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
