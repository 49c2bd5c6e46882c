-- What staff do with a draft: take it into the reply field, have it rewritten, put it away, send it or what they made
-- of it. What they changed in an answer that rests on knowledge becomes a suggestion that a person must approve.

create function private.draft_for_staff(draft_id uuid) returns public.reply_drafts
language plpgsql volatile security definer set search_path = '' as $$
declare
  draft public.reply_drafts := (select d from public.reply_drafts as d where d.id = draft_for_staff.draft_id);
begin
  perform private.thread_for_staff(draft.conversation_id);
  select d.* into draft from public.reply_drafts as d where d.id = draft_for_staff.draft_id for update;
  return draft;
end
$$;
comment on function private.draft_for_staff is
  'The locked draft, if the caller may write to its thread; else the 404 of a foreign thread. Definer: reads drafts and '
  'threads past their policies.';

create function public.use_draft(draft_id uuid) returns setof public.reply_drafts
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  draft public.reply_drafts := private.draft_for_staff(use_draft.draft_id);
begin
  if draft.status <> 'proposed' then
    perform private.refuse(409, 'draft_stale', 'Cannot use draft: the conversation has gone on since');
  end if;
  return query update public.reply_drafts as d set picked_by = (select auth.uid()), picked_at = now()
    where d.id = draft.id returning d.*;
end
$$;
comment on function public.use_draft is
  'Takes a draft into the caller''s reply field and returns it as it is now; 409 draft_stale when something was said '
  'since. Definer: staff may not write drafts directly.';

create function public.dismiss_draft(draft_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  draft public.reply_drafts := private.draft_for_staff(dismiss_draft.draft_id);
begin
  update public.reply_drafts as d
  set status = 'dismissed', rewriting = null, decided_by = (select auth.uid()), decided_at = now()
  where d.id = draft.id and d.status in ('proposed', 'failed');
end
$$;
comment on function public.dismiss_draft is
  'Puts a draft away for everybody. Definer: staff may not write drafts directly.';

create function public.rewrite_draft(draft_id uuid, variant text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  draft public.reply_drafts := private.draft_for_staff(rewrite_draft.draft_id);
  thread public.conversations := (select c from public.conversations as c where c.id = draft.conversation_id);
begin
  if draft.status <> 'proposed' then
    perform private.refuse(409, 'draft_stale', 'Cannot rewrite draft: the conversation has gone on since');
  end if;
  if rewrite_draft.variant is null or not rewrite_draft.variant = any (draft.variants) then
    perform private.refuse(400, 'invalid_variant', 'Cannot rewrite draft: it has no such variant');
  end if;
  if draft.rewriting is null then
    update public.reply_drafts as d set rewriting = rewrite_draft.variant, failure = null where d.id = draft.id;
    perform private.promise_draft(thread,
      jsonb_build_object('draft_id', draft.id, 'variant', rewrite_draft.variant));
  end if;
end
$$;
comment on function public.rewrite_draft is
  'Asks for the draft in other words: shorter or warmer, as its variants say. Definer: staff may not write drafts or jobs.';

create function public.request_draft(conversation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations := private.thread_for_staff(conversation_id);
  reason text := private.draft_refusal(thread, private.unanswered_messages(thread.id));
begin
  if reason is not null then
    perform private.refuse(409, 'no_draft_here', 'Cannot write a draft: ' || replace(reason, '_', ' '));
  end if;
  update public.reply_drafts as d set status = 'dismissed', decided_by = (select auth.uid()), decided_at = now()
  where d.conversation_id = thread.id and d.status = 'failed';
  perform private.promise_draft(thread);
end
$$;
comment on function public.request_draft is
  'Asks for a draft to what the customer said last. Definer: staff may not write jobs.';

-- Two parameters more, so the old signature goes: two of them would leave PostgREST without a choice.
drop function public.send_message(uuid, text, uuid);
create function public.send_message(
  conversation_id uuid, content text, client_id uuid, draft_id uuid default null, seen_message_id bigint default null
) returns setof public.messages
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(send_message.conversation_id);
  draft public.reply_drafts;
  stored public.messages;
begin
  if btrim(coalesce(send_message.content, '')) = '' or length(send_message.content) > 1600 then
    perform private.refuse(400, 'invalid_content', 'Cannot send message: content has 1 to 1,600 characters');
  end if;
  if send_message.client_id is null then
    perform private.refuse(400, 'invalid_client_id', 'Cannot send message: client_id is missing');
  end if;
  if not exists (select from public.messages as m
    where m.dealership_id = thread.dealership_id and m.client_id = send_message.client_id)
  then
    perform private.refuse_second_reply(thread, send_message.seen_message_id);
    if thread.owner <> 'human' or thread.assigned_to is distinct from (select auth.uid()) then
      perform private.assign_to_caller(thread);
    end if;
    draft := private.settle_draft(thread, send_message.draft_id, send_message.content);
    insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel,
      content, client_id, delivery_status, metadata)
    values (thread.dealership_id, thread.id, 'outbound', 'staff', (select auth.uid()), thread.channel,
      send_message.content, send_message.client_id, 'queued', private.draft_metadata(draft))
    returning * into stored;
    perform private.learn_from_draft(draft, stored);
    perform private.enqueue_job(thread.dealership_id, 'send_message',
      jsonb_build_object('message_id', stored.id), 'send:' || thread.id::text);
    delete from private.typing as t where t.conversation_id = thread.id and t.user_id = (select auth.uid());
  end if;
  return query select m.* from public.messages as m
    where m.dealership_id = thread.dealership_id and m.client_id = send_message.client_id
      and m.conversation_id = thread.id;
end
$$;
comment on function public.send_message is
  'Queues a staff reply once per client_id and takes the conversation over; returns the message row. The send gate '
  'decides later whether it may leave. draft_id names the draft it was made from. With seen_message_id, the newest '
  'message the caller had on screen, a colleague who replied within the last minute is named instead (409 '
  'colleague_replied). Definer: staff may not write these tables directly.';

create function private.refuse_second_reply(thread public.conversations, seen_message_id bigint) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  other record;
begin
  if seen_message_id is null then
    return;
  end if;
  select p.full_name, greatest(1, extract(epoch from now() - m.created_at)::int) as seconds into other
  from public.messages as m left join public.profiles as p on p.id = m.author_user_id
  where m.conversation_id = thread.id and m.id > seen_message_id and m.author = 'staff' and m.direction = 'outbound'
    and m.author_user_id is distinct from (select auth.uid()) and m.created_at > now() - interval '1 minute'
  order by m.id desc limit 1;
  if found then
    perform private.refuse(409, 'colleague_replied', 'Cannot send message: '
      || coalesce(other.full_name, 'A colleague') || ' replied ' || other.seconds || ' s ago');
  end if;
end
$$;
comment on function private.refuse_second_reply is
  'Refuses a reply that its writer would not have sent, had they seen the colleague''s. Definer: reads names for a '
  'function that staff call.';

create function private.settle_draft(thread public.conversations, draft_id uuid, content text)
returns public.reply_drafts
language plpgsql volatile security definer set search_path = '' as $$
declare
  settled public.reply_drafts;
begin
  -- Overtaken while its taker was still at it, it is theirs all the same.
  update public.reply_drafts as d
  set status = case when regexp_replace(btrim(d.content), '\s+', ' ', 'g')
      = regexp_replace(btrim(settle_draft.content), '\s+', ' ', 'g') then 'used' else 'edited' end,
    rewriting = null, decided_by = (select auth.uid()), decided_at = now()
  where d.id = settle_draft.draft_id and d.conversation_id = thread.id
    and (d.status = 'proposed' or d.status in ('stale', 'rewritten') and d.picked_by = (select auth.uid()))
  returning d.* into settled;
  return settled;
end
$$;
comment on function private.settle_draft is
  'Says of a draft whether it was sent as it was. Definer: staff may not write drafts directly.';

create function private.draft_metadata(draft public.reply_drafts) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select case when draft.id is null then '{}' else jsonb_build_object('reply_draft_id', draft.id, 'vehicle_ids',
    (select coalesce(jsonb_agg(v.item -> 'id'), '[]') from jsonb_array_elements(draft.evidence) as v (item)
      where v.item ->> 'kind' = 'vehicle')) end
$$;
comment on function private.draft_metadata is
  'What a message keeps of its draft, so that the AI knows which vehicles it was about.';

create function private.learn_from_draft(draft public.reply_drafts, sent public.messages) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  asked text;
begin
  if draft.id is null then
    return;
  end if;
  update public.reply_drafts as d set message_id = sent.id where d.id = draft.id;
  if draft.status <> 'edited' or extensions.similarity(draft.content, sent.content) > 0.9 then
    return;
  end if;
  asked := nullif(btrim(left(private.mask_contacts(
    (select m.content from public.messages as m where m.id = draft.based_on_message_id)), 160)), '');
  insert into public.knowledge_suggestions (dealership_id, source, knowledge_entry_id, message_id, title,
    question_phrases, answer)
  select e.dealership_id, 'staff_edit', e.id, sent.id, left(e.title, 160), array[coalesce(asked, e.title)],
    left(private.mask_contacts(sent.content), 1200)
  from jsonb_array_elements(draft.evidence) as v (item)
  join public.knowledge_entries as e on e.dealership_id = draft.dealership_id and e.id::text = v.item ->> 'id'
  where v.item ->> 'kind' = 'knowledge' limit 1;
end
$$;
comment on function private.learn_from_draft is
  'Links a draft with its message; an edited answer from knowledge is suggested to the team. Definer: nobody writes '
  'drafts or suggestions directly.';

revoke execute on function private.draft_for_staff, public.use_draft, public.dismiss_draft, public.rewrite_draft,
  public.request_draft, public.send_message, private.refuse_second_reply, private.settle_draft, private.draft_metadata,
  private.learn_from_draft from public, anon, authenticated;
grant execute on function public.use_draft, public.dismiss_draft, public.rewrite_draft, public.request_draft,
  public.send_message to authenticated;
