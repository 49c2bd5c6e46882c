-- The way back from a merge of threads: messages part by address, also those that came since, and the rest by the ids
-- that the merge kept.

-- Every address goes back to the thread that it was the own one of.
create function private.part_addresses(winner public.conversations, parted uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.conversations as c set customer_address = 'parted:' || c.id::text
  where c.dealership_id = winner.dealership_id and (c.id = winner.id or c.merged_into = winner.id);
  update public.conversations as c
  set customer_address = c.own_address ->> 'customer_address',
    phone_number_id = (c.own_address ->> 'phone_number_id')::uuid,
    address_of = case when c.id = winner.id then winner.id end
  where c.dealership_id = winner.dealership_id and (c.id = winner.id or c.merged_into = winner.id);
  if winner.address_of <> winner.id and not winner.address_of = any (parted) then
    perform private.swap_addresses(
      (select c from public.conversations as c where c.id = winner.id), winner.address_of);
  end if;
end
$$;
comment on function private.part_addresses is
  'Gives the parted threads their addresses back; the winner is reached where its customer last wrote from, of those '
  'that stay. Definer: staff write no thread themselves.';

create function private.part_rows(merge public.conversation_merges, parted uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  table_name text;
begin
  update public.messages as m set conversation_id = merge.loser_id
  where m.conversation_id = merge.winner_id and m.address_of = any (parted);
  update private.jobs as j set fifo_key = 'send:' || merge.loser_id::text
  where j.fifo_key = 'send:' || merge.winner_id::text and j.status in ('ready', 'leased')
    and exists (select from public.messages as m
      where m.id = (j.payload ->> 'message_id')::bigint and m.conversation_id = merge.loser_id);
  for table_name in select t from private.conversation_tables() as t loop
    execute format('update public.%I as t set conversation_id = $1 where t.dealership_id = $2 and t.conversation_id = $3
      and to_jsonb(t.id) in (select jsonb_array_elements($4))', table_name)
    using merge.loser_id, merge.dealership_id, merge.winner_id, coalesce(merge.moved -> table_name, '[]');
  end loop;
  update public.reply_drafts as d set status = 'stale', rewriting = null, decided_at = now()
  where d.conversation_id in (merge.winner_id, merge.loser_id) and d.status = 'proposed';
  delete from public.conversation_tags as t
  where t.conversation_id = merge.winner_id and merge.moved -> 'tags' @> to_jsonb(t.tag_id);
  -- An opt-out that the shopper has repeated since stays.
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, evidence)
  select o.dealership_id, o.customer_id, o.channel, o.address, o.status, 'staff',
    jsonb_build_object('undone_conversation_merge_id', merge.id, 'restores', o.id)
  from public.consents as c
  join public.consents as o on o.dealership_id = c.dealership_id and o.id = (c.evidence ->> 'replaces')::bigint
  where c.dealership_id = merge.dealership_id and merge.moved -> 'consents' @> to_jsonb(c.id)
    and c.id = (private.current_consent(c.dealership_id, c.channel, c.address)).id
  order by c.id;
end
$$;
comment on function private.part_rows is
  'Moves back what a merge moved, and what either address has said or was told since. Definer: moves rows of many tables.';

create function private.headed(thread public.conversations) returns public.conversations
language plpgsql stable security invoker set search_path = '' as $$
declare
  head public.messages;
begin
  select m.* into head from public.messages as m
  where m.conversation_id = thread.id and m.kind in ('text', 'media')
    and (m.sends_at is null or m.delivery_status not in ('deferred', 'blocked'))
  order by m.id desc limit 1;
  thread.last_message_id := head.id;
  thread.last_message_at := coalesce(head.created_at, thread.created_at);
  thread.last_message_author := head.author;
  thread.last_message_preview := private.message_preview(head.content);
  return thread;
end
$$;
comment on function private.headed is 'The thread with the head line that its messages give it.';

-- Nobody waits in the winner whose words went with the loser.
create function private.winner_parted(merge public.conversation_merges, kept public.conversations)
returns public.conversations
language plpgsql stable security invoker set search_path = '' as $$
declare
  after_merge constant jsonb := merge.moved -> 'after';
  is_answered_alike constant boolean := kept.owner = after_merge ->> 'owner' and kept.status = after_merge ->> 'status'
    and kept.assigned_to::text is not distinct from after_merge ->> 'assigned_to';
  restored jsonb;
begin
  select coalesce(jsonb_object_agg(b.key, b.value), '{}') into restored
  from jsonb_each(merge.moved -> 'winner') as b
  where to_jsonb(kept) -> b.key = after_merge -> b.key and (
    b.key in ('ai_paused', 'priority', 'snoozed_until', 'vehicle_id', 'campaign_context', 'inventory_context',
      'customer_context', 'ai_context', 'intents')
    or is_answered_alike and b.key in ('owner', 'status', 'assigned_to', 'closed_at', 'handover_reason',
      'handover_summary', 'escalated_at', 'waiting_since'));
  kept := private.headed(jsonb_populate_record(kept, restored));
  if kept.owner = 'human' and private.unanswered_messages(kept.id) = '[]' then
    kept.waiting_since := null;
  end if;
  kept.unread_count := greatest(kept.unread_count - (merge.moved -> 'loser' ->> 'unread_count')::int, 0);
  if not exists (select from public.conversations as c
    where c.dealership_id = kept.dealership_id and c.merged_into = kept.id and c.id <> merge.loser_id
      and not merge.moved -> 'merged' @> to_jsonb(c.id)) then
    kept.own_address := null;
    kept.address_of := null;
  end if;
  return kept;
end
$$;
comment on function private.winner_parted is 'What the winner of a merge is once the loser was taken out of it.';

create function private.loser_parted(merge public.conversation_merges, kept public.conversations)
returns public.conversations
language plpgsql stable security definer set search_path = '' as $$
declare
  gone public.conversations := private.headed(
    jsonb_populate_record(null::public.conversations, merge.moved -> 'loser'));
  is_blocked constant boolean := exists (
    select from public.customers as p where p.id = kept.customer_id and p.blocked_at is not null);
  is_waiting constant boolean := exists (
    select from public.handovers as h where h.conversation_id = gone.id and h.ended_at is null);
begin
  gone.unread_count := least(gone.unread_count, kept.unread_count);
  if gone.owner = 'waiting_human' and not is_waiting then
    -- Somebody answered meanwhile: whoever has the winner has both.
    gone.owner := case kept.owner when 'human' then 'human' else 'ai' end;
    gone.assigned_to := case kept.owner when 'human' then kept.assigned_to end;
    gone.status := 'active';
    gone.waiting_since := null;
    gone.escalated_at := null;
  end if;
  if gone.owner = 'human'
    and not gone.assigned_to = any (private.members_with(gone.dealership_id, 'conversations.write')) then
    gone.owner := case when kept.owner = 'human' then 'human' when gone.waiting_since is null then 'ai'
      else 'waiting_human' end;
    gone.assigned_to := case when kept.owner = 'human' then kept.assigned_to end;
    if gone.owner = 'waiting_human' then
      gone.status := 'escalated';
      gone.handover_reason := 'colleague_left';
      gone.escalated_at := now();
    end if;
  end if;
  if gone.owner = 'human' and private.unanswered_messages(gone.id) <> '[]' then
    gone.waiting_since := coalesce(gone.waiting_since, kept.waiting_since);
  end if;
  if is_blocked then
    gone.owner := 'ai';
    gone.status := 'archived';
    gone.assigned_to := null;
    gone.waiting_since := null;
    gone.escalated_at := null;
  end if;
  return gone;
end
$$;
comment on function private.loser_parted is
  'What the loser of a merge is once it stands on its own again. Definer: reads whatever decides it.';

-- What nobody answered is promised an answer.
create function private.part_conversation(merge public.conversation_merges) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept public.conversations := (select c from public.conversations as c where c.id = merge.winner_id);
  inner_ids constant uuid[] := array(select jsonb_array_elements_text(merge.moved -> 'merged')::uuid);
  winner_now public.conversations;
  loser_now public.conversations;
begin
  if exists (select from private.jobs as j
    where j.fifo_key = 'reply:' || kept.id::text and j.status in ('ready', 'leased')
      -- What an undo promised just now is no answer yet.
      and j.created_at <> now())
    and private.stand_down_reason(kept) is null then
    perform private.refuse(409, 'reply_pending',
      'Cannot undo merge: the AI is about to answer, so try again in a moment');
  end if;
  perform private.part_addresses(kept, inner_ids || merge.loser_id);
  perform private.part_rows(merge, inner_ids || merge.loser_id);
  kept.address_of := (select c.address_of from public.conversations as c where c.id = kept.id);
  winner_now := private.winner_parted(merge, kept);
  loser_now := private.loser_parted(merge, kept);
  perform private.write_thread(loser_now);
  update public.conversations as c set merged_into = loser_now.id
  where c.dealership_id = kept.dealership_id and c.id = any (inner_ids);
  if loser_now.address_of <> loser_now.id then
    perform private.swap_addresses(
      (select c from public.conversations as c where c.id = loser_now.id), loser_now.address_of);
  end if;
  perform private.write_thread(winner_now);
  update public.conversation_merges as m set undone_at = now(), undone_by = (select auth.uid()) where m.id = merge.id;
  perform private.system_line(c, 'Merge undone', 'merge_undone')
  from public.conversations as c where c.id in (merge.winner_id, merge.loser_id);
  -- Who wrote since is answered also where the thread is the AI's again.
  perform private.promise_reply(c) from public.conversations as c
  where c.id in (merge.winner_id, merge.loser_id) and c.owner = 'ai' and c.status = 'active'
    and private.unanswered_messages(c.id) <> '[]' and exists (select from public.messages as m
      where m.conversation_id = c.id and m.author = 'customer'
        and m.id > coalesce((merge.moved -> 'after' ->> 'last_message_id')::bigint, 0));
  perform private.promise_draft(c) from public.conversations as c
  where c.id in (merge.winner_id, merge.loser_id) and c.owner <> 'ai' and private.unanswered_messages(c.id) <> '[]';
end
$$;
comment on function private.part_conversation is
  'Takes one merge of two locked threads back. Definer: moves rows of many tables.';

create function public.undo_conversation_merge(merge_id uuid) returns setof public.conversation_merges
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  merge public.conversation_merges := (
    select m from public.conversation_merges as m where m.id = undo_conversation_merge.merge_id);
  kept public.conversations := (select t from private.lock_threads(array[merge.winner_id]) as t);
begin
  if kept.id is null then
    perform private.refuse(404, 'conversation_not_found', 'Cannot find conversation: it does not exist or is not yours');
  end if;
  -- Read again: somebody may have undone it while we waited for the turn.
  merge := (select m from public.conversation_merges as m where m.id = merge.id);
  if merge.undone_at is not null then
    perform private.refuse(409, 'merge_undone', 'Cannot undo merge: it was undone before');
  end if;
  if kept.merged_into is not null or exists (select from public.conversation_merges as m
    where m.dealership_id = merge.dealership_id and m.undone_at is null and m.merged_at > merge.merged_at
      and (m.winner_id in (merge.winner_id, merge.loser_id) or m.loser_id in (merge.winner_id, merge.loser_id))) then
    perform private.refuse(409, 'merge_not_latest', 'Cannot undo merge: a later merge of these threads comes first');
  end if;
  perform private.part_conversation(merge);
  return query select m.* from public.conversation_merges as m where m.id = merge.id;
end
$$;
comment on function public.undo_conversation_merge is
  'Takes a merge of two threads back: what was moved returns, and what either address said or was told since goes with '
  'it; notes and lines since stay. Refused while a later merge of them stands. Definer: moves rows of many tables.';

-- Two people have two threads: when customers part, so do their threads that were merged meanwhile, the latest first.
create function private.part_conversations(merge public.customer_merges) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  ours constant jsonb := coalesce(merge.moved -> 'conversations', '[]');
  between public.conversation_merges;
begin
  if not exists (select from public.conversation_merges as m
    where m.dealership_id = merge.dealership_id and m.undone_at is null
      and (ours @> to_jsonb(m.winner_id)) <> (ours @> to_jsonb(m.loser_id))) then
    return;
  end if;
  perform from public.conversations as c
  where c.dealership_id = merge.dealership_id and c.customer_id = merge.winner_id
  order by c.merged_into is not null, c.id for no key update;
  for between in
    select m.* from public.conversation_merges as m
    join public.conversations as c on c.dealership_id = m.dealership_id and c.id = m.loser_id
    where m.dealership_id = merge.dealership_id and c.customer_id = merge.winner_id and m.undone_at is null
      and m.merged_at > merge.merged_at
    order by m.merged_at desc
  loop
    perform private.part_conversation(between);
  end loop;
end
$$;
comment on function private.part_conversations is
  'Undoes the merges of threads that a merge of their customers had made possible. Definer: moves rows of many tables.';

revoke execute on function private.part_addresses, private.part_rows, private.headed, private.winner_parted,
  private.loser_parted, private.part_conversation, private.part_conversations, public.undo_conversation_merge
  from public, anon, authenticated;
grant execute on function public.undo_conversation_merge to authenticated;
