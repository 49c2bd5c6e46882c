-- Undoing a merge leaves each message with its address. All that is on its way has one by then: the merge marks what it
-- finds, and a merged thread each new message. Without a mark there is only what was tried again from before the
-- merge, which is of the thread's own address and not, as this had it, for whoever wrote last.

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
