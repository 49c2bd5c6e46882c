-- Merging two threads of a customer: the messages learn whose address they belong to, and of everything else that
-- moves the merge keeps the ids.

create function private.conversation_tables() returns setof text
language sql stable security invoker set search_path = '' as $$
  select distinct t.relname::text
  from pg_catalog.pg_constraint as k
  join pg_catalog.pg_class as t on t.oid = k.conrelid and t.relnamespace = 'public'::regnamespace
  join pg_catalog.pg_attribute as a
    on a.attrelid = k.conrelid and a.attname = 'conversation_id' and a.attnum = any (k.conkey)
  where k.contype = 'f' and k.confrelid = 'public.conversations'::regclass
    and t.relname not in ('messages', 'conversation_tags', 'web_chat_sessions')
  order by 1
$$;
comment on function private.conversation_tables is
  'The tables whose rows go along by id when a thread is merged into another. Messages go by their address, tags are '
  'copied, and a browser''s session stays with its own address.';

-- Those that are left before those that were merged into them.
create function private.lock_threads(ids uuid[]) returns setof public.conversations
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(private.merge_turn(d.id))
  from (
    select distinct c.dealership_id as id from public.conversations as c
    where c.id = any (lock_threads.ids) and c.dealership_id = any (private.dealerships_where('conversations.write'))
    order by 1) as d;
  perform from public.conversations as c
  where c.id = any (lock_threads.ids) and c.merged_into is null
    and c.dealership_id = any (private.dealerships_where('conversations.write'))
  order by c.id for no key update;
  perform from public.conversations as c
  where c.merged_into = any (lock_threads.ids)
    and c.dealership_id = any (private.dealerships_where('conversations.write'))
  order by c.id for no key update;
  return query select c.* from public.conversations as c
  where c.id = any (lock_threads.ids) and c.dealership_id = any (private.dealerships_where('conversations.write'))
    and private.thread_is_in_scope(c);
end
$$;
comment on function private.lock_threads is
  'Those of the threads that the caller may write to, locked with all that were merged into them. Definer: locks past '
  'the table''s policies.';

create function private.require_mergeable(winner public.conversations, loser public.conversations) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if winner.id is null or loser.id is null then
    perform private.refuse(404, 'conversation_not_found', 'Cannot find conversation: it does not exist or is not yours');
  end if;
  if winner.id = loser.id or winner.dealership_id <> loser.dealership_id then
    perform private.refuse(400, 'invalid_loser', 'Cannot merge conversations: they are not two of one dealership');
  end if;
  if winner.merged_into is not null or loser.merged_into is not null then
    perform private.refuse(409, 'conversation_merged', 'Cannot merge conversations: one of them was merged before');
  end if;
  if winner.customer_id <> loser.customer_id then
    perform private.refuse(409, 'other_customer',
      'Cannot merge conversations: they are of two customers, who have to be merged first');
  end if;
  -- A thread is one channel: its rules, its gate and its composer are the channel's.
  if winner.channel <> loser.channel or winner.channel not in ('sms', 'email', 'web') then
    perform private.refuse(409, 'other_channel', 'Cannot merge conversations: they are on two channels');
  end if;
  -- An answer that is being written knows one of the threads only, and would count as the answer to both.
  if exists (
    select from unnest(array[winner, loser]) as t
    join private.jobs as j on j.fifo_key = 'reply:' || t.id::text and j.status in ('ready', 'leased')
    where private.stand_down_reason(t) is null) then
    perform private.refuse(409, 'reply_pending',
      'Cannot merge conversations: the AI is about to answer in one of them, so try again in a moment');
  end if;
end
$$;
comment on function private.require_mergeable is
  'Refuses a merge that cannot be. Definer: jobs are nobody''s to read.';

create function private.tighten_threads(winner public.conversations, loser public.conversations, merge_id uuid)
returns jsonb
language sql volatile security definer set search_path = '' as $$
  with standing as (
    select (private.current_consent(winner.dealership_id, winner.channel, a.address)).*
    from (select private.addresses_of(winner) union select private.addresses_of(loser)) as a (address)
  ),
  tightened as (
    insert into public.consents (dealership_id, customer_id, channel, address, status, method, evidence)
    select s.dealership_id, winner.customer_id, s.channel, s.address, 'revoked', 'staff',
      jsonb_build_object('conversation_merge_id', tighten_threads.merge_id, 'replaces', s.id)
    from standing as s
    where s.status = 'granted' and exists (select from standing as o where o.status = 'revoked')
    returning id
  )
  select coalesce(jsonb_agg(t.id), '[]') from tightened as t
$$;
comment on function private.tighten_threads is
  'Appends an opt-out for each address of two threads where the other one has opted out; returns the new rows'' ids. '
  'Definer: staff may not write the ledger.';

-- All that hangs on the loser goes to the winner; what cannot be twice ends, visibly.
create function private.move_thread_rows(winner public.conversations, loser public.conversations) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  moved jsonb;
  table_name text;
  ids jsonb;
begin
  update public.reply_drafts as d set status = 'stale', rewriting = null, decided_at = now()
  where d.conversation_id = loser.id and d.status = 'proposed';
  update public.handovers as h set ended_at = now(), ended_how = 'closed'
  where h.conversation_id = loser.id and h.ended_at is null
    and exists (select from public.handovers as o where o.conversation_id = winner.id and o.ended_at is null);
  delete from private.typing as t where t.conversation_id = loser.id;
  -- What is on its way goes where it was going.
  update public.messages as m
  set address_of = case m.conversation_id when winner.id then coalesce(winner.address_of, winner.id)
    else coalesce(loser.address_of, loser.id) end
  where m.conversation_id in (winner.id, loser.id) and m.address_of is null and m.direction = 'outbound'
    and m.delivery_status in ('queued', 'deferred', 'sending');
  update public.messages as m set conversation_id = winner.id, address_of = coalesce(m.address_of, loser.id)
  where m.conversation_id = loser.id;
  update private.jobs as j set fifo_key = 'send:' || winner.id::text
  where j.fifo_key = 'send:' || loser.id::text and j.status in ('ready', 'leased');
  with tagged as (
    insert into public.conversation_tags (dealership_id, conversation_id, tag_id, tagged_by)
    select t.dealership_id, winner.id, t.tag_id, t.tagged_by from public.conversation_tags as t
    where t.dealership_id = loser.dealership_id and t.conversation_id = loser.id
    on conflict do nothing returning tag_id)
  select jsonb_build_object('tags', coalesce(jsonb_agg(t.tag_id), '[]')) into moved from tagged as t;
  for table_name in select t from private.conversation_tables() as t loop
    execute format('with moved as (update public.%I set conversation_id = $1 where dealership_id = $2
      and conversation_id = $3 returning id) select coalesce(jsonb_agg(id), ''[]'') from moved', table_name)
    into ids using winner.id, winner.dealership_id, loser.id;
    moved := moved || jsonb_build_object(table_name, ids);
  end loop;
  return moved;
end
$$;
comment on function private.move_thread_rows is
  'Moves what hangs on one thread to another and returns the ids by table. Definer: moves rows of many tables.';

-- Who answers, what it is about and how urgent it is: whatever asks for more of the two holds for both.
create function private.joined_thread(winner public.conversations, loser public.conversations)
returns public.conversations
language plpgsql stable security invoker set search_path = '' as $$
declare
  thread public.conversations := winner;
  ranks constant text[] := array['low', 'normal', 'high', 'urgent'];
  led public.conversations := case when winner.owner = 'human' or winner.owner = loser.owner or loser.owner = 'ai'
    then winner else loser end;
  newest public.conversations := case when loser.last_message_id > coalesce(winner.last_message_id, 0)
    then loser else winner end;
begin
  thread.owner := led.owner;
  thread.assigned_to := case when led.owner = 'ai' then coalesce(winner.assigned_to, loser.assigned_to)
    else led.assigned_to end;
  thread.handover_reason := case when led.owner = 'waiting_human' then led.handover_reason else winner.handover_reason end;
  thread.handover_summary := case when led.owner = 'waiting_human' then led.handover_summary else winner.handover_summary end;
  thread.escalated_at := case when led.owner = 'waiting_human' then led.escalated_at else winner.escalated_at end;
  thread.status := case when led.owner = 'waiting_human' then 'escalated'
    when led.owner = 'human' or 'active' in (winner.status, loser.status) then 'active' else winner.status end;
  thread.closed_at := case when thread.status in ('closed', 'archived') then winner.closed_at end;
  thread.waiting_since := case when led.owner = 'ai' then winner.waiting_since
    else least(winner.waiting_since, loser.waiting_since) end;
  thread.ai_paused := winner.ai_paused or loser.ai_paused;
  thread.priority := ranks[greatest(array_position(ranks, winner.priority), array_position(ranks, loser.priority))];
  thread.snoozed_until := case when loser.status in ('closed', 'archived') then winner.snoozed_until
    when winner.status in ('closed', 'archived') then loser.snoozed_until
    when winner.snoozed_until is not null and loser.snoozed_until is not null
      then least(winner.snoozed_until, loser.snoozed_until) end;
  thread.vehicle_id := coalesce(winner.vehicle_id, loser.vehicle_id);
  thread.campaign_context := coalesce(winner.campaign_context, loser.campaign_context);
  thread.inventory_context := loser.inventory_context || winner.inventory_context;
  thread.customer_context := loser.customer_context || winner.customer_context;
  thread.ai_context := loser.ai_context || winner.ai_context;
  thread.intents := array(select distinct i from unnest(winner.intents || loser.intents) as i order by i);
  thread.unread_count := winner.unread_count + loser.unread_count;
  thread.last_message_id := newest.last_message_id;
  thread.last_message_at := newest.last_message_at;
  thread.last_message_preview := newest.last_message_preview;
  thread.last_message_author := newest.last_message_author;
  return thread;
end
$$;
comment on function private.joined_thread is 'What a thread is once another one was merged into it.';

create function private.write_thread(thread public.conversations) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- A closed thread opens before anybody can wait in it.
  update public.conversations as c
  set status = 'active', closed_at = null, merged_into = null
  where c.id = thread.id and c.status in ('closed', 'archived') and thread.status <> c.status;
  update public.conversations as c
  set owner = thread.owner, status = thread.status, assigned_to = thread.assigned_to, closed_at = thread.closed_at,
    handover_reason = thread.handover_reason, handover_summary = thread.handover_summary,
    escalated_at = thread.escalated_at, waiting_since = thread.waiting_since, ai_paused = thread.ai_paused,
    priority = thread.priority, snoozed_until = thread.snoozed_until, vehicle_id = thread.vehicle_id,
    campaign_context = thread.campaign_context, inventory_context = thread.inventory_context,
    customer_context = thread.customer_context, ai_context = thread.ai_context, intents = thread.intents,
    unread_count = thread.unread_count, last_message_id = thread.last_message_id,
    last_message_at = thread.last_message_at, last_message_preview = thread.last_message_preview,
    last_message_author = thread.last_message_author, own_address = thread.own_address,
    address_of = thread.address_of, merged_into = thread.merged_into
  where c.id = thread.id;
end
$$;
comment on function private.write_thread is
  'Writes a thread as a merge or its undo leaves it, address apart. Definer: staff write no thread themselves.';

create function private.tell_of_merge(thread public.conversations, loser public.conversations) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  colleague text := (
    select p.full_name from public.profiles as p
    where p.id = loser.assigned_to and loser.owner = 'human' and loser.assigned_to is distinct from thread.assigned_to);
begin
  perform private.system_line(thread, case thread.channel when 'web' then 'Merged with another chat'
      else 'Merged with the thread of ' || loser.customer_address end
    || coalesce(', which was with ' || colleague, ''), 'merged');
  update public.handovers as h set taken_by = thread.assigned_to, taken_at = coalesce(h.taken_at, now())
  where h.conversation_id = thread.id and h.ended_at is null and h.taken_by is null and thread.owner = 'human';
  update public.reply_drafts as d set status = 'stale', rewriting = null, decided_at = now()
  where d.conversation_id = thread.id and d.status = 'proposed'
    and private.draft_is_overtaken(thread.id, d.based_on_message_id);
  if thread.owner <> 'ai' and private.unanswered_messages(thread.id) <> '[]' and not exists (
    select from public.reply_drafts as d where d.conversation_id = thread.id and d.status = 'proposed') then
    perform private.promise_draft(thread);
  end if;
  if thread.channel = 'web' then
    perform private.tell_visitor(thread.dealership_id, thread.id,
      jsonb_build_object('v', 1, 'kind', 'owner', 'owner', private.web_chat_owner(thread)));
  end if;
end
$$;
comment on function private.tell_of_merge is
  'What follows from a merge for those who work in the thread and for the visitor. Definer: writes what staff may not.';

create function public.merge_conversations(winner uuid, loser uuid) returns setof public.conversation_merges
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  threads constant public.conversations[] := array(
    select t from private.lock_threads(array[merge_conversations.winner, merge_conversations.loser]) as t);
  kept public.conversations := (select t from unnest(threads) as t where t.id = merge_conversations.winner);
  gone public.conversations := (select t from unnest(threads) as t where t.id = merge_conversations.loser);
  joined public.conversations;
  merge public.conversation_merges;
begin
  perform private.require_mergeable(kept, gone);
  insert into public.conversation_merges (dealership_id, winner_id, loser_id, merged_by)
  values (kept.dealership_id, kept.id, gone.id, (select auth.uid())) returning * into merge;
  joined := private.joined_thread(kept, gone);
  joined.own_address := coalesce(kept.own_address, private.reach_of(kept));
  joined.address_of := coalesce(kept.address_of, kept.id);
  merge.moved := jsonb_build_object('winner', to_jsonb(kept), 'loser', to_jsonb(gone), 'after', to_jsonb(joined),
      'consents', private.tighten_threads(kept, gone, merge.id),
      'merged', (select coalesce(jsonb_agg(c.id), '[]') from public.conversations as c
        where c.dealership_id = gone.dealership_id and c.merged_into = gone.id))
    || private.move_thread_rows(kept, gone);
  update public.conversations as c
  set merged_into = kept.id, own_address = coalesce(c.own_address, private.reach_of(c)), address_of = null,
    status = 'archived', owner = 'ai', closed_at = now(), waiting_since = null, escalated_at = null,
    snoozed_until = null, unread_count = 0
  where c.id = gone.id;
  update public.conversations as c set merged_into = kept.id
  where c.dealership_id = gone.dealership_id and c.merged_into = gone.id;
  perform private.write_thread(joined);
  joined := (select c from public.conversations as c where c.id = kept.id);
  if coalesce(gone.address_of, gone.id) = (
    select m.address_of from public.messages as m
    where m.conversation_id = kept.id and m.author = 'customer' order by m.id desc limit 1) then
    joined := private.swap_addresses(joined, gone.id);
  end if;
  perform private.tell_of_merge(joined, gone);
  return query update public.conversation_merges as m set moved = merge.moved where m.id = merge.id returning m.*;
end
$$;
comment on function public.merge_conversations is
  'Puts the loser''s messages and all that hangs on it into the winner: two threads of one customer on one channel, '
  'both the caller''s to write to. Who writes to either address is heard there and answered where they wrote from; an '
  'opt-out of either address holds for both. Returns the merge, which undo_conversation_merge takes back. Definer: '
  'moves rows of many tables.';

revoke execute on function private.conversation_tables, private.lock_threads, private.require_mergeable,
  private.tighten_threads, private.move_thread_rows, private.joined_thread, private.write_thread, private.tell_of_merge,
  public.merge_conversations from public, anon, authenticated;
grant execute on function public.merge_conversations to authenticated;
