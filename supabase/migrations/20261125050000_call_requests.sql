-- A wish to be called is answered by a call, not in the thread: until somebody takes it, the AI goes on there, also
-- while the store is open, so that a good time, a number or another question is not met with silence. And what waits
-- for the team reads the same everywhere: a handover keeps what was added to it, and none is left without words.

create or replace function private.ai_answers_after_hours(thread public.conversations) returns boolean
language sql stable security invoker set search_path = '' as $$
  select thread.owner = 'waiting_human'
    and private.typed_until(thread.id) is null
    and (thread.handover_reason = 'call_request'
      or (private.leaves_ai_room(thread.handover_reason)
        and (select d.answers_after_hours from public.dealerships as d where d.id = thread.dealership_id)
        and not private.is_open(thread.dealership_id, now())))
$$;
comment on function private.ai_answers_after_hours is
  'Whether the AI may go on in a thread that waits for a person: nobody is typing, and it waits for a call, or the '
  'store is closed and it waits for a fact or a deal.';

create or replace function private.step_back(conversation_id uuid, reason text, summary jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
  told jsonb := coalesce(step_back.summary, case step_back.reason
    when 'possible_opt_out' then '{"wants": "May want no more messages"}'::jsonb
    when 'asked_for_person' then '{"wants": "To talk with a person"}' end);
begin
  update public.conversations as c
  set owner = 'waiting_human', status = 'escalated', assigned_to = null,
    handover_reason = step_back.reason, handover_summary = told,
    escalated_at = now(), waiting_since = coalesce(c.waiting_since, now())
  where c.id = step_back.conversation_id and c.owner = 'ai' and c.status not in ('closed', 'archived')
  returning c.* into thread;
  if found then
    perform private.system_line(thread, 'The AI stepped back: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
    return;
  end if;
  update public.conversations as c
  set handover_reason = case
      -- A question in between is no reason to forget the call.
      when c.handover_reason = 'call_request' and private.leaves_ai_room(step_back.reason) then c.handover_reason
      else step_back.reason end,
    handover_summary = coalesce(c.handover_summary, '{}') || jsonb_strip_nulls(jsonb_build_object(
      'wants', private.joined_lines(c.handover_summary ->> 'wants', told ->> 'wants'),
      'brings', private.joined_lines(c.handover_summary ->> 'brings', told ->> 'brings'),
      'blocked_by', private.joined_lines(c.handover_summary ->> 'blocked_by', told ->> 'blocked_by')))
  where c.id = step_back.conversation_id and c.owner = 'waiting_human'
    and (c.handover_reason = 'call_request' or private.leaves_ai_room(c.handover_reason))
  returning c.* into thread;
  if not found then
    return;
  end if;
  -- What is added for a call that waits anyway is in the summary; a line for each would only fill the thread.
  if step_back.reason <> 'call_request' or told ->> 'wants' is not null then
    perform private.system_line(thread, 'Also waits for the team: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
  end if;
end
$$;

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
