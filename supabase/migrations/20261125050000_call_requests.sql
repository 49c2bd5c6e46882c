-- A wish to be called is answered by a call, not in the thread: until somebody takes it, the AI goes on there, also
-- while the store is open, so that a good time, a number or another question is not met with silence. And what waits
-- for the team reads the same everywhere: a handover keeps what was added to it, and none is left without words.

create function private.tg_keep_handover_words() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.handovers as h
  set reason = coalesce(new.handover_reason, h.reason), summary = coalesce(new.handover_summary, '{}') - 'facts'
  where h.conversation_id = new.id and h.ended_at is null;
  return null;
end
$$;
comment on function private.tg_keep_handover_words is
  'What is added to a handover while it waits stands in its record too, which those read who are called later. '
  'Definer: nobody may write handovers.';
revoke execute on function private.tg_keep_handover_words from public, anon, authenticated, service_role;
create trigger conversations_51_handover_words
  after update of handover_summary, handover_reason on public.conversations
  for each row when (old.owner = 'waiting_human' and new.owner = 'waiting_human'
    and (old.handover_summary, old.handover_reason) is distinct from (new.handover_summary, new.handover_reason))
  execute function private.tg_keep_handover_words();
