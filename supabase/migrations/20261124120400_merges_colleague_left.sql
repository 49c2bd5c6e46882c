-- A thread that stands on its own again goes to nobody who has left meanwhile, as those did that stood alone then: it is
-- the winner's person's, or waits for one where the customer waits, or is the AI's.

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
