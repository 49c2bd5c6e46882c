-- As before, and the thread that the gate asks about is the one that the message is in once both are locked.
create or replace function public.claim_send(
  message_id bigint, job_id bigint, lease_token uuid, confirmed_unsent boolean default false
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  thread public.conversations;
  refusal text;
  wakes_at timestamptz;
  verify boolean;
begin
  if not exists (select from private.jobs as j where j.id = job_id and j.lease_token = claim_send.lease_token
    and j.status = 'leased' and j.lease_until > now()) then
    return jsonb_build_object('decision', 'done', 'reason', 'lease_lost');
  end if;
  select c.* into thread from public.conversations as c
  where c.id = (select m.conversation_id from public.messages as m where m.id = message_id) for update;
  select m.* into target from public.messages as m where m.id = message_id for update;
  if target.id is null or target.delivery_status not in ('queued', 'deferred', 'sending') then
    return jsonb_build_object('decision', 'done', 'reason', coalesce(target.delivery_status, 'gone'));
  end if;
  if target.conversation_id <> thread.id then
    -- Merged, or parted again, while we waited.
    select c.* into thread from public.conversations as c where c.id = target.conversation_id for update;
  end if;
  thread := private.addressed(thread, target.address_of);
  -- Sending without our having recorded an answer: an earlier worker may have got through to the provider.
  -- Only the lease that was told to look may say that nothing was found.
  verify := target.delivery_status = 'sending'
    and not (confirmed_unsent and target.lease_token is not distinct from claim_send.lease_token);
  if not verify then
    refusal := coalesce(private.send_refusal(target, thread),
      case when target.delivery_status = 'sending' and target.metadata ? 'possible_opt_out' then 'possible_opt_out' end);
    if refusal is not null then
      update public.messages as m
      set delivery_status = 'blocked', error_class = refusal, error_message = 'Held by the send gate'
      where m.id = target.id;
      return jsonb_build_object('decision', 'blocked', 'reason', refusal);
    end if;
    wakes_at := private.send_deferral(target, thread);
    if wakes_at is not null then
      update public.messages as m
      set delivery_status = 'deferred', metadata = m.metadata || jsonb_build_object('deferred_until', wakes_at),
        sends_at = case when m.sends_at > now() then m.sends_at end
      where m.id = target.id;
      return jsonb_build_object('decision', 'deferred', 'run_at', wakes_at,
        'reason', case when target.sends_at > now() then 'supervised' else 'quiet_hours' end);
    end if;
  end if;
  update public.messages as m
  set delivery_status = case when thread.channel = 'web' then 'delivered' else 'sending' end,
    sent_at = case when thread.channel = 'web' then now() end,
    delivered_at = case when thread.channel = 'web' then now() end,
    lease_token = claim_send.lease_token,
    address_of = coalesce(m.address_of, thread.address_of),
    first_claimed_at = coalesce(m.first_claimed_at, now()),
    consent_id = coalesce(m.consent_id,
      (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).id)
  where m.id = target.id
  returning m.* into target;
  if thread.channel = 'web' then
    return jsonb_build_object('decision', 'done', 'reason', 'delivered');
  end if;
  return private.send_address(target, thread) || jsonb_build_object(
    'decision', case when verify then 'verify' else 'send' end, 'reason', null, 'run_at', null,
    'content', target.content, 'media', target.media, 'first_claimed_at', target.first_claimed_at,
    'attempt', (select j.attempts from private.jobs as j where j.id = job_id));
end
$$;
