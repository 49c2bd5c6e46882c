-- The draft job's calls and what promises it. The same job reads every message that no AI reply answers, so that intent, sentiment, language and urgency stand with each of them.

-- All that a reply may be made from, for load_reply_context and load_draft_context.
create function private.reply_context(thread public.conversations, pending jsonb) returns jsonb
language sql volatile security invoker set search_path = '' as $$
  select jsonb_build_object(
    'decision', 'reply', 'reason', null,
    'conversation', jsonb_build_object('id', thread.id, 'dealership_id', thread.dealership_id,
      'channel', thread.channel, 'status', thread.status, 'owner', thread.owner, 'ai_context', thread.ai_context),
    'dealership', to_jsonb(d) - array['created_at', 'updated_at'],
    'hours', coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'department', h.department,
        'weekday', h.weekday, 'opens_at', h.opens_at, 'closes_at', h.closes_at) order by h.weekday, h.opens_at)
      from public.business_hours as h where h.dealership_id = d.id), '[]'),
    'holidays', coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'on_date', h.on_date, 'name', h.name,
        'opens_at', h.opens_at, 'closes_at', h.closes_at) order by h.on_date)
      from public.business_holidays as h
      where h.dealership_id = d.id and h.on_date between current_date - 1 and current_date + 370), '[]'),
    'persona', private.persona_for_reply(thread),
    'customer', (select jsonb_build_object('id', u.id, 'full_name', u.full_name,
        'first_name', split_part(u.full_name, ' ', 1), 'preferred_language', u.preferred_language)
      from public.customers as u where u.id = thread.customer_id),
    'messages', private.recent_messages(thread.id),
    'pending', pending,
    'focus_vehicle_id', thread.vehicle_id,
    'vocabulary', private.inventory_vocabulary(d.id),
    'now', now())
  from public.dealerships as d where d.id = thread.dealership_id
$$;
comment on function private.reply_context is 'All that a reply to the pending messages of a thread may be made from.';

create function private.promise_draft(thread public.conversations, more jsonb default '{}') returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  window_ms int := case when more = '{}' then (
    select d.reply_debounce_ms from public.dealerships as d where d.id = thread.dealership_id) else 0 end;
  key text := 'draft:' || thread.id::text;
begin
  update private.jobs as j
  set run_at = least(
    now() + window_ms * interval '1 millisecond', j.created_at + 4 * window_ms * interval '1 millisecond')
  where j.fifo_key = key and j.status = 'ready' and j.attempts = 0 and more = '{}'
    and not j.payload ? 'draft_id';
  if not found then
    perform private.enqueue_job(thread.dealership_id, 'draft_reply',
      jsonb_build_object('conversation_id', thread.id) || more, key, window_ms);
  end if;
end
$$;
comment on function private.promise_draft is
  'Promises that what the customer said is read and, where a person replies, that a draft is written. Definer: works '
  'for triggers.';

-- Deferred: by the end of the transaction it is known who owns the thread and whether an AI reply was promised.
create function private.tg_promise_draft() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := (select c from public.conversations as c where c.id = new.conversation_id);
begin
  if new.created_at > now() - interval '1 day'
    and (thread.owner = 'human' or thread.owner = 'waiting_human' and not private.ai_answers_meanwhile(thread)
      or private.ai_switched_off(thread) is not null)
  then
    perform private.promise_draft(thread);
  end if;
  return null;
end
$$;
comment on function private.tg_promise_draft is
  'Has a message read that no AI reply will read. Definer: works for every way in.';
create constraint trigger messages_58_promise_draft after insert on public.messages
  deferrable initially deferred for each row when (new.author = 'customer')
  execute function private.tg_promise_draft();

create function private.draft_refusal(thread public.conversations, pending jsonb) returns text
language sql stable security invoker set search_path = '' as $$
  select case
    when thread.owner = 'ai' then 'not_owned_by_staff'
    when thread.status in ('closed', 'archived') then 'closed'
    when pending = '[]' then 'nothing_pending'
    when (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status
      is distinct from 'granted' then 'no_consent'
    else private.ai_switched_off(thread)
  end
$$;
comment on function private.draft_refusal is 'Why the AI must not propose a reply in this thread now, or null.';

create function private.draft_job(conversation_id uuid, lease_token uuid) returns private.jobs
language sql stable security invoker set search_path = '' as $$
  select j from private.jobs as j
  where j.lease_token = draft_job.lease_token and j.kind = 'draft_reply' and j.status = 'leased'
    and j.lease_until > now() and j.payload ->> 'conversation_id' = draft_job.conversation_id::text
$$;
comment on function private.draft_job is 'The running draft job of a thread that the token belongs to, or null.';

create function public.load_draft_context(conversation_id uuid, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  job private.jobs := private.draft_job(conversation_id, lease_token);
  thread public.conversations;
  old public.reply_drafts;
  pending jsonb := private.unanswered_messages(conversation_id);
  unread jsonb;
  reason text;
begin
  select c.* into thread from public.conversations as c
  where c.id = conversation_id and c.dealership_id = job.dealership_id;
  if thread.id is null then
    return jsonb_build_object('decision', 'stand_down', 'reason', 'lease_lost');
  end if;
  unread := (select coalesce(jsonb_agg(m.id order by m.id), '[]') from (
    select r.id from public.messages as r
    where r.conversation_id = thread.id and r.author = 'customer' and r.sentiment is null
    order by r.id desc limit 10) as m);
  select d.* into old from public.reply_drafts as d
  where d.id = (job.payload ->> 'draft_id')::uuid and d.conversation_id = thread.id;
  reason := case
    when job.payload ? 'draft_id' and old.status is distinct from 'proposed' then 'draft_gone'
    else private.draft_refusal(thread, pending) end;
  if reason is not null and unread = '[]' then
    return jsonb_build_object('decision', 'stand_down', 'reason', reason);
  end if;
  return private.reply_context(thread, pending) || jsonb_build_object(
    'voice', 'staff', 'no_draft', reason, 'unread', unread,
    'typed_until', case when old.id is null then private.typed_until(thread.id) end,
    'rewrite', case when old.id is not null then jsonb_build_object('draft_id', old.id,
      'variant', job.payload ->> 'variant', 'content', old.content, 'evidence', old.evidence, 'checks', old.checks,
      'language', old.language, 'left_open', old.left_open) end);
end
$$;
comment on function public.load_draft_context is
  'All that a draft may be made from: the context of a reply with {voice: staff, unread: messages nobody has read yet, '
  'no_draft: why none may be written, typed_until, rewrite}; or {decision: stand_down, reason}.';

create function private.keep_draft_run(
  thread public.conversations, draft_id uuid, outcome text, draft jsonb
) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  run_id bigint;
begin
  if draft ->> 'model' is null then
    return;
  end if;
  perform private.keep_reply_run(thread, null, null, outcome, draft);
  run_id := (select max(r.id) from public.ai_runs as r
    where r.dealership_id = thread.dealership_id and r.conversation_id = thread.id);
  update public.ai_runs as r set kind = 'draft', reply_draft_id = keep_draft_run.draft_id where r.id = run_id;
end
$$;
comment on function private.keep_draft_run is
  'Keeps how a draft came about and books its cost. The caller holds the thread''s lock, so the newest run is this '
  'one. Definer: nobody writes runs directly.';

create function public.submit_draft(conversation_id uuid, based_on bigint, draft jsonb, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  job private.jobs := private.draft_job(conversation_id, lease_token);
  thread public.conversations;
  streak int := coalesce((draft ->> 'negative_streak')::int, 0);
  understood jsonb := coalesce(nullif(draft -> 'understood', 'null'), '[]');
  stored public.reply_drafts;
  answer text;
begin
  select c.* into thread from public.conversations as c
  where c.id = conversation_id and c.dealership_id = job.dealership_id for update;
  if thread.id is null then
    return jsonb_build_object('outcome', 'stood_down', 'reason', 'lease_lost', 'draft_id', null);
  end if;
  perform private.keep_understanding(thread, understood);
  if streak >= 2 and understood <> '[]' then
    perform private.alert_unhappy(thread, streak);
  end if;
  if nullif(draft ->> 'content', '') is null then
    perform private.keep_draft_run(thread, null, 'silent', draft);
    perform private.end_rewrite(job, draft ->> 'failure');
    return jsonb_build_object('outcome', 'understood', 'draft_id', null);
  end if;
  answer := coalesce(private.draft_refusal(thread, private.unanswered_messages(thread.id)),
    case when not job.payload ? 'draft_id' and private.typed_until(thread.id) is not null then 'person_typing' end);
  if answer is null then
    stored := private.keep_draft(thread, based_on, draft, job);
  end if;
  perform private.keep_draft_run(thread, stored.id, coalesce(answer, stored.status), draft);
  return jsonb_build_object('draft_id', stored.id, 'reason', answer,
    'outcome', case when answer is not null then 'stood_down' when stored.status = 'proposed' then 'proposed'
      else 'superseded' end);
end
$$;
comment on function public.submit_draft is
  'Takes what a draft job read and wrote: the reading stands with the messages in any case, the draft only while '
  'nothing newer was said. {outcome: proposed|superseded|stood_down|understood, reason, draft_id}.';

create function private.keep_draft(
  thread public.conversations, based_on bigint, draft jsonb, job private.jobs
) returns public.reply_drafts
language plpgsql volatile security definer set search_path = '' as $$
declare
  stored public.reply_drafts;
begin
  update public.reply_drafts as d
  set status = case when d.id::text = job.payload ->> 'draft_id' then 'rewritten' else 'stale' end,
    rewriting = null, decided_at = now()
  where d.conversation_id = thread.id and d.status = 'proposed';
  insert into public.reply_drafts as d (dealership_id, conversation_id, based_on_message_id, content, language, model,
    confidence, persona_version_id, evidence, checks, left_open, variants, variant)
  values (thread.dealership_id, thread.id, based_on, draft ->> 'content',
    substring(draft ->> 'language' from '^[a-z]{2,3}$'), draft ->> 'model', (draft ->> 'confidence')::numeric,
    (select p.current_version_id from public.personas as p
      where p.dealership_id = thread.dealership_id and p.id::text = draft ->> 'persona_id'),
    coalesce(nullif(draft -> 'evidence', 'null'), '[]'),
    array(select jsonb_array_elements_text(coalesce(nullif(draft -> 'checks', 'null'), '[]'))),
    left(draft ->> 'left_open', 200),
    array(select jsonb_array_elements_text(coalesce(nullif(draft -> 'variants', 'null'), '[]'))),
    job.payload ->> 'variant')
  returning d.* into stored;
  return stored;
end
$$;
comment on function private.keep_draft is
  'Puts a draft in the place of the one before it. Definer: nobody writes drafts directly.';

create function private.end_rewrite(job private.jobs, failure text) returns void
language sql volatile security definer set search_path = '' as $$
  update public.reply_drafts as d set rewriting = null, failure = left(end_rewrite.failure, 200)
  where d.id::text = job.payload ->> 'draft_id' and d.dealership_id = job.dealership_id and d.rewriting is not null
$$;
comment on function private.end_rewrite is
  'Gives a draft back that could not be rewritten. Definer: nobody writes drafts directly.';

create function public.stream_draft(conversation_id uuid, content text, lease_token uuid) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  job private.jobs := private.draft_job(stream_draft.conversation_id, stream_draft.lease_token);
begin
  if job.id is not null then
    perform private.broadcast(job.dealership_id, stream_draft.conversation_id, 'draft', jsonb_build_object('v', 1,
      'conversation_id', stream_draft.conversation_id, 'content', left(stream_draft.content, 1600)));
  end if;
end
$$;
comment on function public.stream_draft is
  'Shows a draft as it grows to those who may see the thread; the row that follows is what counts.';

revoke execute on function private.reply_context, private.promise_draft, private.tg_promise_draft,
  private.draft_refusal, private.draft_job, public.load_draft_context, private.keep_draft_run,
  public.submit_draft, private.keep_draft, private.end_rewrite, public.stream_draft
  from public, anon, authenticated;
grant execute on function private.reply_context, private.draft_refusal, private.draft_job, public.load_draft_context,
  private.keep_draft_run, public.submit_draft, private.keep_draft, private.end_rewrite, private.broadcast,
  public.stream_draft to service_role;
