-- What waits for a person is told whole: a trade-in named first and money put down later both stand in
-- the dossier, and the same wish twice stands there once. Else private.step_back() is as before.

create function private.joined_lines(said text, more text) returns text
language sql immutable security invoker set search_path = '' as $$
  select nullif(left(string_agg(l.line, '; ' order by l.place), 600), '') from (
    select s.line, min(s.place) as place
    from unnest(string_to_array(concat_ws('; ', joined_lines.said, joined_lines.more), '; '))
      with ordinality as s (line, place)
    group by s.line
  ) as l
$$;
comment on function private.joined_lines is 'Two lists parted by "; " as one, each line once.';
revoke execute on function private.joined_lines from public, anon, authenticated;
grant execute on function private.joined_lines to service_role;

create or replace function private.step_back(conversation_id uuid, reason text, summary jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  update public.conversations as c
  set owner = 'waiting_human', status = 'escalated', assigned_to = null,
    handover_reason = step_back.reason, handover_summary = step_back.summary,
    escalated_at = now(), waiting_since = coalesce(c.waiting_since, now())
  where c.id = step_back.conversation_id and c.owner = 'ai' and c.status not in ('closed', 'archived')
  returning c.* into thread;
  if found then
    perform private.system_line(thread, 'The AI stepped back: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
    return;
  end if;
  update public.conversations as c
  set handover_reason = step_back.reason,
    handover_summary = coalesce(c.handover_summary, '{}') || jsonb_strip_nulls(jsonb_build_object(
      'wants', private.joined_lines(c.handover_summary ->> 'wants', step_back.summary ->> 'wants'),
      'brings', private.joined_lines(c.handover_summary ->> 'brings', step_back.summary ->> 'brings'),
      'blocked_by', private.joined_lines(c.handover_summary ->> 'blocked_by', step_back.summary ->> 'blocked_by')))
  where c.id = step_back.conversation_id and c.owner = 'waiting_human' and private.leaves_ai_room(c.handover_reason)
  returning c.* into thread;
  if found then
    perform private.system_line(thread, 'Also waits for the team: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
  end if;
end
$$;
