-- Undoing a merge of threads says nothing to strangers about whether it was undone, and two people who undo the same one
-- at once undo it once: what was read before the wait for the turn is read again after it. Nobody waits for the turn
-- of a dealership that is not theirs.

create or replace function public.undo_conversation_merge(merge_id uuid) returns setof public.conversation_merges
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

-- As before, and read again after the wait.
create or replace function public.undo_customer_merge(merge_id uuid) returns setof public.customer_merges
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  merge public.customer_merges := (select m from public.customer_merges as m where m.id = undo_customer_merge.merge_id);
  kept public.customers;
  table_name text;
begin
  perform pg_advisory_xact_lock(private.merge_turn(merge.dealership_id))
  where merge.dealership_id = any (private.dealerships_where('customers.write_all'));
  kept := private.lock_customer(merge.winner_id);
  merge := (select m from public.customer_merges as m where m.id = merge.id);
  if merge.undone_at is not null then
    perform private.refuse(409, 'merge_undone', 'Cannot undo merge: it was undone before');
  end if;
  if kept.merged_into is not null or exists (select from public.customer_merges as m
    where m.dealership_id = merge.dealership_id and m.undone_at is null and m.id <> merge.id
      and m.merged_at > merge.merged_at
      and (m.winner_id in (merge.winner_id, merge.loser_id) or m.loser_id in (merge.winner_id, merge.loser_id))) then
    perform private.refuse(409, 'merge_not_latest', 'Cannot undo merge: a later merge of these customers comes first');
  end if;
  perform private.part_conversations(merge);
  for table_name in select t from private.customer_tables() as t loop
    execute format('update public.%I as t set customer_id = $1 where t.dealership_id = $2 and t.customer_id = $3
      and to_jsonb(t.id) in (select jsonb_array_elements($4))', table_name)
    using merge.loser_id, merge.dealership_id, merge.winner_id, coalesce(merge.moved -> table_name, '[]');
  end loop;
  -- A field that somebody has changed since stays; so does an opt-out that the shopper has repeated since.
  update public.customers as c
  set full_name = case when l.full_name = c.full_name then merge.moved -> 'winner' ->> 'full_name' else c.full_name end,
    preferred_language = case when l.preferred_language = c.preferred_language
      then merge.moved -> 'winner' ->> 'preferred_language' else c.preferred_language end
  from public.customers as l
  where c.id = merge.winner_id and l.id = merge.loser_id and l.dealership_id = c.dealership_id;
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, evidence)
  select o.dealership_id, o.customer_id, o.channel, o.address, o.status, 'staff',
    jsonb_build_object('undone_merge_id', merge.id, 'restores', o.id)
  from public.consents as c
  join public.consents as o on o.dealership_id = c.dealership_id and o.id = (c.evidence ->> 'replaces')::bigint
  where c.dealership_id = merge.dealership_id and merge.moved -> 'consents' @> to_jsonb(c.id)
    and c.id = (private.current_consent(c.dealership_id, c.channel, c.address)).id
  order by c.id;
  update public.customers as c set merged_into = null where c.id = merge.loser_id;
  return query update public.customer_merges as m set undone_at = now(), undone_by = (select auth.uid())
    where m.id = merge.id returning m.*;
end
$$;

-- As before, and only the turn of one's own dealership is waited for.
create or replace function private.thread_for_staff(conversation_id uuid) returns public.conversations
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(o.dealership_id))
  from public.conversations as o
  where o.id = thread_for_staff.conversation_id
    and o.dealership_id = any (private.dealerships_where('conversations.write'));
  select c.* into thread from public.conversations as c
  where c.id = coalesce(
      (select o.merged_into from public.conversations as o where o.id = thread_for_staff.conversation_id),
      thread_for_staff.conversation_id)
    and c.dealership_id = any (private.dealerships_where('conversations.write'))
  for update;
  if thread.id is null or thread.merged_into is not null or not private.thread_is_in_scope(thread) then
    perform private.refuse(404, 'conversation_not_found', 'Cannot find conversation: it does not exist or is not yours');
  end if;
  return thread;
end
$$;
