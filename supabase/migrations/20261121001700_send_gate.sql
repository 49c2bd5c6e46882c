-- The one send gate. Every message that leaves is claimed here, in the transaction that evaluates the rules,
-- under the conversation's row lock: a take-over, an opt-out or a kill switch is either seen or comes later.

create function private.send_refusal(message public.messages, thread public.conversations) returns text
language plpgsql stable security invoker set search_path = '' as $$
declare
  consent text := (
    private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status;
  switched_off text;
begin
  if message.direction <> 'outbound' then
    return 'internal';
  end if;
  if consent is distinct from 'granted' then
    return case when consent = 'revoked' then 'opted_out' else 'no_consent' end;
  end if;
  if thread.channel = 'email' then
    if exists (select from public.suppressions as s where s.dealership_id = thread.dealership_id
      and s.channel = 'email' and s.address = thread.customer_address) then
      return 'suppressed';
    end if;
    if (private.mailbox_of(thread.dealership_id, thread.id)).id is null then
      return 'no_mailbox';
    end if;
  end if;
  if message.author <> 'ai' then
    return null;
  end if;
  switched_off := private.ai_switched_off(thread);
  if switched_off is not null then
    return switched_off;
  end if;
  if thread.owner = 'human' or thread.owner = 'waiting_human' and not message.is_handover_notice
    and not (message.in_reply_to is not null and private.ai_answers_meanwhile(thread))
  then
    return 'taken_over';
  end if;
  if thread.status in ('closed', 'archived') then
    return 'closed';
  end if;
  -- Handed back before the queue came to it: what a person wrote meanwhile makes the AI's older words stale.
  if exists (
    select from public.messages as m
    where m.conversation_id = thread.id and m.id > message.id and m.author = 'staff' and m.direction = 'outbound')
  then
    return 'overtaken';
  end if;
  if exists (
    select from public.messages as m
    where m.conversation_id = thread.id and m.direction = 'outbound' and m.id <> message.id
      and m.id > message.id - 1000 and m.created_at > message.created_at - interval '10 minutes'
      and m.content = message.content
      and m.delivery_status in ('sending', 'sent', 'delivered', 'read', 'unknown'))
  then
    return 'duplicate';
  end if;
  return null;
end
$$;
comment on function private.send_refusal is
  'Why this message must not leave now, or null. Consent binds everyone; the other rules bind the AI.';

-- The thread that the gate asks about is the one that the message is in once both are locked.
create function public.claim_send(
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
comment on function public.claim_send is
  'The send gate of every channel: {decision: send|verify|deferred|blocked|done, channel, to, …}. verify: an earlier '
  'claim may have sent it, so look at the provider first and come back with confirmed_unsent, or record what was '
  'found. deferred: supervised, or outside the hours of the shopper''s place, ask again at run_at. Every claim cites a '
  'consent row. Web chat has no outside provider: what the gate lets through counts as delivered in this transaction '
  'and answers done.';
comment on function private.job_is_dead is 'Makes a job that ran out of attempts visible where staff look.';

revoke execute on function public.claim_send, private.send_refusal, private.job_is_dead
  from public, anon, authenticated;
grant execute on function public.claim_send, private.send_refusal, private.job_is_dead to service_role;
