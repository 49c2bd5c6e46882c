-- Whoever wrote while threads were merged is answered after they part: by the AI where the thread is the AI's again, and
-- where it is a person's it waits in that person's list, and not in the other one's.

create or replace function private.loser_parted(merge public.conversation_merges, kept public.conversations)
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

-- As before, and nobody waits in the winner whose words went with the loser.
create or replace function private.winner_parted(merge public.conversation_merges, kept public.conversations)
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

-- As before, and what nobody answered is promised an answer.
create or replace function private.part_conversation(merge public.conversation_merges) returns void
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
  -- What is on its way was meant for whoever wrote last.
  update public.messages as m set address_of = kept.address_of
  where m.conversation_id = kept.id and m.address_of is null and m.direction = 'outbound'
    and m.delivery_status in ('queued', 'deferred', 'sending');
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
